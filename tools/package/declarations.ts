import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asPackaged } from './as-packaged.ts';

/** An import, or an export of another module's, within a declaration file. */
const REFERENCE = /(?<=from '|import\(')(\.[^']+)\.ts(?=')/g;

/**
 * Writes the declarations of a module, with their comments, and of those that they refer to: no others, which have types of
 * packages that users do not install.
 *
 * @param entry path of the module from `root`
 * @param outdir keeps its place and that of the others
 */
export function writeDeclarations(root: string, entry: string, outdir: string): void {
  const everything = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    const project = join(root, 'tools/package/tsconfig.json');
    execFileSync(process.execPath, [
      join(root, 'node_modules/typescript/bin/tsc'),
      '--project',
      project,
      '--outDir',
      everything,
    ]);
    const needed = [entry];
    for (const module of needed) {
      const declaration = module.replace(/\.ts$/, '.d.ts');
      const text = readFileSync(join(everything, declaration), 'utf8');
      const others = [...text.matchAll(REFERENCE)].map(([, other]) => join(dirname(module), `${other}.ts`));
      needed.push(...new Set(others.filter((other) => !needed.includes(other))));
      mkdirSync(dirname(join(outdir, declaration)), { recursive: true });
      writeFileSync(join(outdir, declaration), asPackaged(text.replaceAll(REFERENCE, '$1.js')));
    }
  } finally {
    rmSync(everything, { recursive: true });
  }
}
