import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { isNativeError } from 'node:util/types';
import { loadConfig } from '../../../shared/config/load-config.ts';
import { UsageError } from '../base/usage-error.ts';

const run = promisify(execFile);

/** The configuration of a commit, not checked yet. */
export interface ConfigAtRef {
  readonly config: unknown;
  /** Short hash of the commit. */
  readonly commit: string;
}

/**
 * Loads the configuration of a commit, with its imports of that commit, from a temporary copy. **This runs the code of
 * that commit.** The checkout and its index do not change.
 *
 * @param ref anything that git resolves to a commit
 * @param root folder of the checkout, or one in it
 * @param file absolute path of the configuration, within `root`
 * @throws {UsageError} if there is no such commit, or its configuration cannot be loaded
 */
export async function loadConfigAt(ref: string, root: string, file: string): Promise<ConfigAtRef> {
  const path = relative(root, file);
  const directory = await mkdtemp(join(tmpdir(), 'connector-config-'));
  try {
    const commit = await git(root, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`]);
    await extract(commit, root, directory);
    await symlinkPackages(root, directory);
    return { config: await loadFrom(join(directory, path)), commit: commit.slice(0, 7) };
  } catch (error) {
    throw new UsageError(`--from ${ref}: ${path} cannot be loaded from there. ${firstLineOf(error)}`, {
      cause: error,
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Writes the project of a commit into a folder, with a temporary index. */
async function extract(commit: string, root: string, directory: string): Promise<void> {
  const index = { GIT_INDEX_FILE: join(directory, '.git-index') };
  // The project may be a folder of a larger repository. Paths of this index are relative to it.
  const [prefix, top] = await Promise.all([
    git(root, ['rev-parse', '--show-prefix']),
    git(root, ['rev-parse', '--show-toplevel']),
  ]);
  await git(root, ['read-tree', `${commit}:${prefix}`], index);
  await git(top, ['checkout-index', '--all', '--force', `--prefix=${directory}/`], index);
}

async function loadFrom(file: string): Promise<unknown> {
  if (!existsSync(file)) throw new Error('The file does not exist there.');
  return loadConfig(file);
}

/** Links the installed packages of the checkout, which may be in a folder above, instead of those of the commit. */
async function symlinkPackages(root: string, directory: string): Promise<void> {
  const packages = join(root, 'node_modules');
  if (existsSync(packages)) await symlink(packages, join(directory, 'node_modules'), 'junction');
  else if (dirname(root) !== root) await symlinkPackages(dirname(root), directory);
}

async function git(
  directory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { stdout } = await run('git', [...args], { cwd: directory, env: { ...process.env, ...environment } });
  return stdout.trim();
}

/** Returns the first line of the message of git or Node.js. */
function firstLineOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  const text = 'stderr' in error && error.stderr !== '' ? String(error.stderr) : error.message;
  return text.trim().split('\n')[0] ?? '';
}
