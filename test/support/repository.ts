import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/** A checkout under test, with a history of its own. */
export interface Repository {
  readonly root: string;
  write(path: string, text: string): void;
  git(...args: readonly string[]): string;
  /** Commits whatever is there, changed or not. */
  commit(): void;
  remove(): void;
}

export function createRepository(): Repository {
  const root = mkdtempSync(join(tmpdir(), 'repository-'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  git('init', '--quiet', '--initial-branch=main');
  write('.gitignore', 'node_modules\n');
  symlinkSync(NODE_MODULES, join(root, 'node_modules'), 'junction');
  return {
    root,
    write,
    git,
    commit() {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'A change');
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
