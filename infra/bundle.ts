import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import type { BuildOptions } from 'esbuild';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The only file of a function that Lambda loads. In the package it is in the place of the handler's module. */
export const BUNDLE = 'index.mjs';

/**
 * Returns the code of a function: `index.mjs` with everything the handler imports, including the SDK, which loads
 * faster bundled than from the runtime, and `config.json`, which the handler reads without a network call.
 *
 * @param entry path of the handler's module. In the package, its folder has the bundle instead
 * @param config plain data
 * @throws {Error} with esbuild's message, when the stack is built
 */
export function functionCode(entry: string, config: object): AssetCode {
  const configJson = JSON.stringify(config);
  const local = {
    // CDK treats bundles with equal options as the same, and ignores functions in that comparison. Without these two,
    // every stage would get the configuration of the first.
    entry,
    configJson,
    tryBundle(outputDirectory: string): boolean {
      bundle(entry, join(outputDirectory, BUNDLE));
      writeFileSync(join(outputDirectory, 'config.json'), configJson);
      return true;
    },
  };
  return Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT, // an edit that does not change the bundle deploys nothing
    // CDK requires an image, used if `local` returns false. It never does: it bundles or throws.
    bundling: { image: DockerImage.fromRegistry('never-used'), local },
  });
}

function bundle(entry: string, outfile: string): void {
  const prebuilt = join(dirname(entry), BUNDLE);
  if (existsSync(prebuilt)) {
    copyFileSync(prebuilt, outfile);
  } else {
    // Not imported above, because the package has bundles and does not include esbuild.
    const { buildSync }: typeof import('esbuild') = createRequire(import.meta.url)('esbuild');
    buildSync(bundleOptions(entry, outfile));
  }
}

/** Returns esbuild's options for bundling a handler into one file. */
export function bundleOptions(entry: string, outfile: string) {
  return {
    absWorkingDir: PROJECT_ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'], // a quarter smaller than with Node's own preference for CommonJS
    legalComments: 'none',
    alias: { '@aws-sdk/credential-provider-node': './functions/environment-credentials.ts' },
  } as const satisfies BuildOptions;
}
