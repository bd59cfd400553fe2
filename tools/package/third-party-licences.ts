import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** Returns the notices that the licences of bundled packages require. */
export function thirdPartyLicences(root: string, bundles: readonly Metafile[]): string {
  const folders = new Set(
    bundles.flatMap(({ inputs }) => Object.keys(inputs)).flatMap((path) => packageFolder(path) ?? []),
  );
  const notices = new Map([...folders].map((folder) => noticeOf(join(root, folder))));
  const sorted = [...notices].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [
    'The files in this folder hold code of these packages.',
    ...sorted.map(([title, text]) => `${'-'.repeat(80)}\n${title}\n\n${text}`),
  ].join('\n\n');
}

/** Returns the folder of the package of a bundled file, or undefined for a file of this repository. */
function packageFolder(path: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
}

/** Returns a package's name and version, and the texts of its licence. */
function noticeOf(folder: string): [title: string, text: string] {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version}, ${license}`, texts.join('\n\n')];
}
