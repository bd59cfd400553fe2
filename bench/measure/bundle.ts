import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../infra/bundle.ts';

/**
 * Makes one file of a module and everything it imports, the way the functions are made but for what they replace: a peer is not slower for being
 * spread over a thousand files.
 *
 * @param entry path of a module
 * @returns path of the file, `index.mjs` in that directory
 */
export async function bundleModule(entry: string, directory: string): Promise<string> {
  const outfile = join(directory, 'index.mjs');
  await build({
    ...bundleOptions(entry, outfile),
    alias: {}, // what the functions put in the place of a package is theirs alone
    // CommonJS packages in an ES module call `require` for Node's own.
    banner: {
      js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}
