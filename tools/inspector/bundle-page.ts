import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Metafile, Plugin } from 'esbuild';

const PAGE = fileURLToPath(new URL('./page', import.meta.url));

/** A file of the page. */
export interface PageFile {
  readonly type: string;
  readonly text: string;
}

/** Returns the files of the page by path. */
export async function bundlePage(): Promise<ReadonlyMap<string, PageFile>> {
  const [html, css, icon, script] = await Promise.all([
    readFile(`${PAGE}/index.html`, 'utf8'),
    readFile(`${PAGE}/page.css`, 'utf8'),
    readFile(`${PAGE}/icon.svg`, 'utf8'),
    // The package includes the bundled script, but not esbuild.
    existsSync(`${PAGE}/page.js`)
      ? readFile(`${PAGE}/page.js`, 'utf8')
      : bundleScript().then(({ text }) => text),
  ]);
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', text: html }],
    ['/page.css', { type: 'text/css; charset=utf-8', text: css }],
    ['/icon.svg', { type: 'image/svg+xml', text: icon }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', text: script }],
  ]);
}

/** Bundles the script of the page. Takes a tenth of a second. */
export async function bundleScript(
  plugins: Plugin[] = [],
): Promise<{ readonly text: string; readonly metafile: Metafile }> {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: [`${PAGE}/main.tsx`],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins,
  });
  return { text: outputFiles[0]?.text ?? '', metafile };
}
