import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import type { BuildOptions } from 'esbuild';

const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The one file that Lambda loads of a function. In the package it stands where the handler's module is in this repository. */
export const BUNDLE = 'index.mjs';

/**
 * The code of a function: `index.mjs` with everything the handler imports, the SDK included (bundled it loads faster than
 * the runtime's copy), and `config.json` beside it, which the handler reads without a call.
 *
 * @param entry path of the handler's module, or where it would be if its bundle were not there already
 * @param config plain data
 * @throws {Error} what esbuild says, when the stack is built
 */
export function functionCode(entry: string, config: object): AssetCode {
  const configJson = JSON.stringify(config);
  const local = {
    // CDK takes bundles of equal options for one and the same, and a function counts for nothing in that comparison.
    // Without these two, every stage would get the configuration of the first.
    entry,
    configJson,
    tryBundle(outputDirectory: string): boolean {
      bundle(entry, join(outputDirectory, BUNDLE));
      writeFileSync(join(outputDirectory, 'config.json'), configJson);
      return true;
    },
  };
  return Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT, // an edit that leaves the bundle as it was deploys nothing
    // CDK wants an image for what `local` declines. It never does: it bundles or throws.
    bundling: { image: DockerImage.fromRegistry('never-used'), local },
  });
}

function bundle(entry: string, outfile: string): void {
  const prebuilt = join(dirname(entry), BUNDLE);
  if (existsSync(prebuilt)) {
    copyFileSync(prebuilt, outfile);
  } else {
    // Not imported above: the package has its bundles, and comes without esbuild.
    const { buildSync }: typeof import('esbuild') = createRequire(import.meta.url)('esbuild');
    buildSync(bundleOptions(entry, outfile));
  }
}

/** How a handler becomes the one file that Lambda loads. */
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
