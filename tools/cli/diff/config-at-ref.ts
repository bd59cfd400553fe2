import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { UsageError } from '../base/usage-error.ts';

const run = promisify(execFile);

/** `connector.config.ts` as it was, not checked yet. */
export interface ConfigAtRef {
  readonly config: unknown;
  /** Short hash of the commit. */
  readonly commit: string;
}

/**
 * Loads `connector.config.ts` of a commit, with whatever it imports there, from a copy beside the checkout. **This runs
 * the code of that commit.** Neither the checkout nor its index is touched.
 *
 * @param ref whatever git takes for a commit
 * @param root folder of the checkout
 * @throws {UsageError} if there is no such commit, or its configuration cannot be loaded
 */
export async function loadConfigAt(ref: string, root: string): Promise<ConfigAtRef> {
  const directory = await mkdtemp(join(tmpdir(), 'connector-config-'));
  try {
    const commit = await git(root, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]);
    await extract(commit, root, directory);
    return { config: await importFrom(directory, root), commit: commit.slice(0, 7) };
  } catch (error) {
    throw new UsageError(`--from ${ref}: ${FILE} cannot be loaded from there. ${firstLineOf(error)}`, {
      cause: error,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

const FILE = 'connector.config.ts';

/** Writes the project as it was into a folder, by an index of its own. */
async function extract(commit: string, root: string, directory: string): Promise<void> {
  const index = { GIT_INDEX_FILE: join(directory, '.git-index') };
  // The project may be a folder of a larger repository; the paths of this index begin there.
  const [prefix, top] = await Promise.all([
    git(root, ['rev-parse', '--show-prefix']),
    git(root, ['rev-parse', '--show-toplevel']),
  ]);
  await git(root, ['read-tree', `${commit}:${prefix}`], index);
  await git(top, ['checkout-index', '--all', '--force', `--prefix=${directory}/`], index);
}

/** @param root whose packages stand in for those of that commit */
async function importFrom(directory: string, root: string): Promise<unknown> {
  const file = join(directory, FILE);
  if (!existsSync(file)) throw new Error('There is no such file.');
  await symlink(join(root, 'node_modules'), join(directory, 'node_modules'), 'junction');
  const module: { default?: unknown } = await import(pathToFileURL(file).href);
  return module.default;
}

async function git(
  directory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await run('git', [...args], { cwd: directory, env: { ...process.env, ...environment } });
  return stdout.trim();
}

/** What git or Node.js has to say, without the rest of it. */
function firstLineOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const text = 'stderr' in error && error.stderr !== '' ? String(error.stderr) : error.message;
  return text.trim().split('\n')[0] ?? '';
}
