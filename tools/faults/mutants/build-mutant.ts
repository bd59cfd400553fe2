import { cpSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundleOptions } from '../../../infra/bundle.ts';
import { localWorld } from '../../local/local-stack.ts';
import { readTemplate } from '../../local/template/read-template.ts';
import type { Mutant } from './mutants.ts';

const PROJECT_ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Builds the functions of a synthesized stage with one defect.
 *
 * @param template path of the template of the correct stage
 * @param directory folder for the broken stage
 * @returns path of the template of the broken stage
 * @throws {Error} if an edit does not fit its file, because the mutant would then test nothing
 */
export async function buildMutant(template: string, mutant: Mutant, directory: string): Promise<string> {
  rmSync(directory, { recursive: true, force: true });
  cpSync(dirname(template), directory, { recursive: true });
  const broken = join(directory, basename(template));
  const source = applyEdits(mutant);
  let isBundled = false;
  const breaking: Plugin = {
    name: 'breaking',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path !== join(PROJECT_ROOT, mutant.file)) return undefined;
        isBundled = true;
        return { contents: source, loader: 'ts' };
      });
    },
  };
  for (const { directory: outdir, environment } of readTemplate(broken, localWorld('', 'local')).functions) {
    const entry = join(PROJECT_ROOT, 'functions', environment['POWERTOOLS_SERVICE_NAME'] ?? '', 'handler.ts');
    await build({ ...bundleOptions(entry, join(outdir, 'index.mjs')), plugins: [breaking] });
  }
  if (!isBundled) throw new Error(`${mutant.file} is in no bundle`);
  return broken;
}

/**
 * Returns the source of the broken file.
 *
 * @throws {Error} as `buildMutant`
 */
function applyEdits({ file, edits }: Mutant): string {
  const source = readFileSync(join(PROJECT_ROOT, file), 'utf8');
  return edits.reduce((text, [find, replacement]) => {
    const parts = text.split(find);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times, and not once: ${find}`);
    return parts.join(replacement);
  }, source);
}
