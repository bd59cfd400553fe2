import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Of the repository: the CDK CLI, the compilers, the Node that all of it runs on. */
const TOOLS = join(ROOT, 'node_modules/.bin');

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** An empty folder of somebody, outside the repository, with the package installed in it. */
export interface UserFolder {
  readonly path: string;
  write(files: Readonly<Record<string, string>>): void;
  /** Runs a command there, whatever becomes of it. */
  run(program: string, ...args: readonly string[]): Promise<Ended>;
  remove(): void;
}

/** Packs the package into a folder. @returns path of the tarball */
export async function pack(destination: string): Promise<string> {
  const args = ['pack', '--json', '--pack-destination', destination];
  const { code, out, err } = await runIn(ROOT, 'npm', args);
  if (code !== 0) throw new Error(err);
  // What the build says stands before it.
  const [{ filename }] = JSON.parse(out.slice(out.indexOf('[\n')));
  return join(destination, filename);
}

/**
 * Installs packages with npm as anybody does, but for what their install scripts would do.
 *
 * @param packages as `npm install` takes them
 */
export async function install(...packages: readonly string[]): Promise<UserFolder> {
  const path = mkdtempSync(join(tmpdir(), 'installed-'));
  const folder: UserFolder = {
    path,
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), text);
      }
    },
    run: (program, ...args) => runIn(path, program, args),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
  folder.write({ 'package.json': '{ "name": "shop", "version": "1.0.0" }' });
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { code, err } = await folder.run('npm', 'install', ...options, ...packages);
  if (code !== 0) throw new Error(err);
  // Declarations of Node, which every app has, and nothing else of the repository.
  symlinkSync(join(ROOT, 'node_modules/@types'), join(path, 'node_modules/@types'), 'junction');
  return folder;
}

function runIn(cwd: string, program: string, args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, PATH: `${TOOLS}${delimiter}${process.env['PATH']}` };
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd, env, maxBuffer: 50_000_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err }),
    );
  });
}
