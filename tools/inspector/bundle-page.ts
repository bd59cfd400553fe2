import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const PAGE = fileURLToPath(new URL('./page', import.meta.url));

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly text: string;
}

/** Bundles the page: its files by path. Takes a tenth of a second. */
export async function bundlePage(): Promise<ReadonlyMap<string, PageFile>> {
  const [html, css, icon, script] = await Promise.all([
    readFile(`${PAGE}/index.html`, 'utf8'),
    readFile(`${PAGE}/page.css`, 'utf8'),
    readFile(`${PAGE}/icon.svg`, 'utf8'),
    build({
      entryPoints: [`${PAGE}/main.tsx`],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    }),
  ]);
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', text: html }],
    ['/page.css', { type: 'text/css; charset=utf-8', text: css }],
    ['/icon.svg', { type: 'image/svg+xml', text: icon }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', text: script.outputFiles[0]?.text ?? '' }],
  ]);
}
