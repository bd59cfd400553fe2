import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../infra/bundle.ts';

/**
 * Bundles a module and its imports into one file, as the functions are bundled but without their replacements. So a
 * peer is not slower because it has a thousand files.
 *
 * @param entry path path of a module
 * @returns path of the file, `index.mjs` in that directory
 */
export async function bundleModule(entry: string, directory: string): Promise<string> {
  const outfile = join(directory, 'index.mjs');
  await build({
    ...bundleOptions(entry, outfile),
    alias: {}, // without the functions' replacements of packages
    // CommonJS packages in an ES module `require` modules of Node.js.
    banner: {
      js: "import { createRequire as createBundleRequire } from 'node:module'; const require = createBundleRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outfile;
}
