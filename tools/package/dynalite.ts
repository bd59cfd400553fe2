import { readFile } from 'node:fs/promises';
import type { BuildOptions, Plugin } from 'esbuild';

/**
 * Adds the extension to the modules of dynalite's actions: it requires them without, and a bundle has them only with.
 */
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
  // Tables are in memory. `level`, for tables on disk, would need a binary for each platform.
  alias: { level: 'memory-level' },
} as const satisfies BuildOptions;
