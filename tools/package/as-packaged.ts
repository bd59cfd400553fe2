import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';

const COMMANDS = 'start|preview|diff|send|dlq|people|secrets|doctor';

/** Names in the texts of this repository, and the names for users of the installed package. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/; call with `npm run --silent`/g, ''],
  [
    new RegExp(`npm run (?:--silent )?(${COMMANDS}|\\$\\{command\\.name\\(\\)\\})(?: --(?=[ \`'"]))?`, 'g'),
    'npx purchasely-customerio $1',
  ],
  [/npm start(?: --(?=[ `'"]))?/g, 'npx purchasely-customerio start'],
  [/npx tsx tools\/cli\/main\.ts/g, 'npx purchasely-customerio'],
  [/npm run cdk --/g, 'npx cdk'],
  [/npm run synth/g, 'npx cdk synth'],
  [/(?<!\/)tools\/local\/samples/g, 'node_modules/purchasely-customerio/dist/tools/local/samples'],
];

/** Returns a text of this repository with the names of the installed package. */
export function asPackaged(text: string): string {
  return PHRASES.reduce((said, [phrase, instead]) => said.replaceAll(phrase, instead), text);
}

/** Definitions of the constant that {@link packaging} uses in the files of the package. */
export const MODULE_URL = {
  esm: 'const MODULE_URL = import.meta.url;',
  cjs: `const MODULE_URL = require('node:url').pathToFileURL(__filename).href;`,
};

/**
 * Returns a plugin that adapts modules to the package: their texts, and the paths of files. Files keep their path, in
 * `dist/` instead of the repository. A module that runs as a process is beside the module that starts it.
 *
 * @param root folder of the repository; the package is written to a folder of its `dist/`
 */
export function packaging(root: string): Plugin {
  return {
    name: 'packaging',
    setup(build) {
      build.onLoad({ filter: /\.(tsx?|mjs)$/ }, async ({ path }) => {
        if (path.includes(`${sep}node_modules${sep}`)) return undefined;
        const place = `'../${relative(root, path).replaceAll(sep, '/')}'`;
        const contents = asPackaged(await readFile(path, 'utf8'))
          .replaceAll(/new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g, "new URL('./$1.js', MODULE_URL)")
          .replaceAll('import.meta.url', `new URL(${place}, MODULE_URL).href`);
        return { contents, loader: path.endsWith('x') ? 'tsx' : 'ts' };
      });
    },
  };
}
