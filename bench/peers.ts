import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';

/**
 * npm writes `node_modules/.package-lock.json` when it installs. If that is older than this file, the packages are out
 * of date.
 */
const LOCK = new URL('package-lock.json', import.meta.url);
const INSTALLED = new URL('node_modules/.package-lock.json', import.meta.url);

/** Installs the packages of `bench/package.json` if they are missing or out of date. @throws if npm fails */
export async function installPeers(note: (line: string) => void): Promise<void> {
  if (modifiedAtMs(INSTALLED) >= modifiedAtMs(LOCK)) return;
  note('Installing the packages to compare with in bench/ …');
  const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: new URL('.', import.meta.url),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(npm, 'exit');
  if (code !== 0) throw new Error(`npm ci in bench/ has failed with exit code ${code}`);
}

function modifiedAtMs(file: URL): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
