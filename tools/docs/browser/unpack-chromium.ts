import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const INFLATE = fileURLToPath(new URL('./inflate-process.ts', import.meta.url));
const PACKAGE = fileURLToPath(new URL('../../../node_modules/@sparticuz/chromium', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache', import.meta.url));

/** The packaged browser with its dependencies. The machine needs only Linux with glibc on x86-64. */
export interface UnpackedChromium {
  readonly executable: string;
  /** Folder of shared libraries that a machine without a desktop may lack, such as libnss3. */
  readonly libraries: string;
  /** A configuration of fontconfig with the packaged font and those of the machine. */
  readonly fonts: string;
}

/** Unpacks the browser of `@sparticuz/chromium`, once per installation. Takes about two seconds. */
export async function unpackChromium(): Promise<UnpackedChromium> {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const folder = join(CACHE, `chromium-${version}`);
  if (!existsSync(folder)) await unpackInto(folder);
  return {
    executable: join(folder, 'chromium'),
    libraries: join(folder, 'al2023', 'lib'),
    fonts: join(folder, 'fonts.conf'),
  };
}

/** Unpacks atomically, because another process may do the same. */
async function unpackInto(folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const files = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'].map((file) => join(PACKAGE, 'bin', file));
  // The package unpacks into the folder for temporary files, where any user of the machine may have put a program. So
  // it runs in a process with another such folder.
  const child = fork(INFLATE, files, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, TMPDIR: draft },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`unpacking @sparticuz/chromium ended with exit code ${code}`);
  writeFileSync(join(draft, 'fonts.conf'), fontsConfiguration(folder));
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
}

const fontsConfiguration = (folder: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
</fontconfig>
`;
