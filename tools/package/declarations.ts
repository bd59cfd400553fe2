import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { asPackaged } from './as-packaged.ts';

/** An import or re-export in a declaration file. */
const REFERENCE = /(?<=from '|import\(')(\.[^']+)\.ts(?=')/g;

/**
 * Writes the declarations of a module and of the modules they refer to, with comments. Omits all others, because they
 * use types of packages that users do not install.
 *
 * @param entry path of the module from `root`
 * @param outdir output folder, in which the modules keep their paths
 */
export function writeDeclarations(root: string, entry: string, outdir: string): void {
  const compiled = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    compile(root, compiled);
    const modules = [entry];
    for (const module of modules) {
      const declaration = module.replace(/\.ts$/, '.d.ts');
      const text = readFileSync(join(compiled, declaration), 'utf8');
      const others = [...text.matchAll(REFERENCE)].map(([, other]) => join(dirname(module), `${other}.ts`));
      modules.push(...new Set(others.filter((other) => !modules.includes(other))));
      mkdirSync(dirname(join(outdir, declaration)), { recursive: true });
      writeFileSync(join(outdir, declaration), asPackaged(text.replaceAll(REFERENCE, '$1.js')));
    }
  } finally {
    rmSync(compiled, { recursive: true });
  }
}

function compile(root: string, outdir: string): void {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const args = ['--project', join(root, 'tools/package/tsconfig.json'), '--outDir', outdir];
  // Its findings go to standard error: `npm pack` keeps standard output for itself.
  execFileSync(process.execPath, [compiler, ...args], { stdio: ['ignore', 2, 2] });
}
