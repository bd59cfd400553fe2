import { readFile } from 'node:fs/promises';
import type { BuildOptions, Plugin } from 'esbuild';

/** It names the modules of its actions without their extension, and a bundle knows them only by their whole names. */
const wholeNames: Plugin = {
  name: 'dynalite',
  setup(build) {
    build.onLoad({ filter: /node_modules\/dynalite\/index\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      return { contents: text.replaceAll(/require\(('\.\/\w+\/' \+ action)\)/g, "require($1 + '.js')") };
    });
  },
};

/** Settings for bundling the local DynamoDB. */
export const dynalite = {
  plugins: [wholeNames],
  // Its tables are in memory. `level`, which could keep them on disk, needs a binary for each platform.
  alias: { level: 'memory-level' },
} as const satisfies BuildOptions;
