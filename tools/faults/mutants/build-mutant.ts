import { cpSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundleOptions } from '../../../infra/bundle.ts';
import { localWorld } from '../../local/local-stack.ts';
import { readTemplate } from '../../local/template/read-template.ts';
import type { Edit, Mutant } from './mutants.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Builds the functions of a synthesized stage again, with one thing broken.
 *
 * @param template path of the template of the unchanged stage
 * @param directory where the broken one goes
 * @returns path of its template
 * @throws {Error} if an edit no longer fits its file: then the mutant would test nothing
 */
export async function buildMutant(template: string, { edits }: Mutant, directory: string): Promise<string> {
  rmSync(directory, { recursive: true, force: true });
  cpSync(dirname(template), directory, { recursive: true });
  const broken = join(directory, basename(template));
  const applied = new Set<Edit>();
  for (const { directory: outdir, environment } of readTemplate(broken, localWorld('', 'local')).functions) {
    const entry = join(PROJECT_ROOT, 'functions', environment['POWERTOOLS_SERVICE_NAME'] ?? '', 'handler.ts');
    await build({
      ...bundleOptions(entry, join(outdir, 'index.mjs')),
      plugins: [breaking(edits, applied)],
    });
  }
  for (const edit of edits) {
    if (!applied.has(edit)) throw new Error(`${edit.file} is in no bundle`);
  }
  return broken;
}

/** Changes sources while they are read. */
function breaking(edits: readonly Edit[], applied: Set<Edit>): Plugin {
  return {
    name: 'breaking',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const own = edits.filter(({ file }) => path === join(PROJECT_ROOT, file));
        if (own.length === 0) return undefined;
        const source = await readFile(path, 'utf8');
        for (const edit of own) applied.add(edit);
        return { contents: own.reduce(applyEdit, source), loader: 'ts' };
      });
    },
  };
}

function applyEdit(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times, and not once: ${find}`);
  return parts.join(replace);
}
