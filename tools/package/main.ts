import '../../shared/needed-node.mjs';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { BUNDLE, bundleOptions } from '../../infra/bundle.ts';
import { bundleScript } from '../inspector/bundle-page.ts';
import { asPackaged, MODULE_URL, packaging } from './as-packaged.ts';
import { writeDeclarations } from './declarations.ts';
import { dynalite } from './dynalite.ts';
import { thirdPartyLicences } from './third-party-licences.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = join(ROOT, 'dist');

/** Files that are copied unchanged, with their paths. */
const FILES = [
  'tools/local/samples',
  'tools/track-api/openapi.yaml',
  'tools/inspector/page/index.html',
  'tools/inspector/page/page.css',
  'tools/inspector/page/icon.svg',
];

const common = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  legalComments: 'none',
  metafile: true,
  plugins: [packaging(ROOT)],
} as const satisfies BuildOptions;

/** Builds `dist/`, which `npm pack` packs. Nothing in it needs a build after installation. */
rmSync(DIST, { recursive: true, force: true });
for (const path of FILES) cpSync(join(ROOT, path), join(DIST, path), { recursive: true });
writeTexts();
writeDeclarations(ROOT, 'infra/library.ts', join(DIST, 'library'));
const bundles = [...(await functions()), await library(), await commands(), await page()];
write('THIRD-PARTY-LICENCES.txt', thirdPartyLicences(ROOT, bundles));

/** Bundles each function as a synthesis would, but without the configuration. */
function functions(): Promise<Metafile[]> {
  const names = readdirSync(join(ROOT, 'functions'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `functions/${name}`);
  return Promise.all(
    names.map(async (folder) => {
      const options = bundleOptions(join(ROOT, folder, 'handler.ts'), join(DIST, folder, BUNDLE));
      return (await build({ ...options, metafile: true })).metafile;
    }),
  );
}

/** Bundles the library into one CommonJS file, so that apps of CommonJS and of ES modules get the same classes. */
async function library(): Promise<Metafile> {
  write('library/package.json', '{ "type": "commonjs" }\n');
  const { metafile } = await build({
    ...common,
    entryPoints: [join(ROOT, 'infra/library.ts')],
    outfile: join(DIST, 'library/index.js'),
    format: 'cjs',
    target: 'node20',
    external: ['aws-cdk-lib', 'constructs'],
    banner: { js: MODULE_URL.cjs },
  });
  return metafile;
}

/** Bundles the commands and the processes they start. Each command is loaded when it is called. */
async function commands(): Promise<Metafile> {
  const { metafile } = await build({
    ...common,
    entryPoints: [
      'tools/cli/main.ts',
      'tools/local/synthesize-process.ts',
      'tools/local/lambda/function-process.ts',
    ],
    outdir: join(DIST, 'commands'),
    entryNames: '[name]',
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: ['aws-cdk-lib', 'constructs', 'esbuild', 'jiti'],
    plugins: [...common.plugins, ...dynalite.plugins],
    alias: dynalite.alias,
    // Some packages are CommonJS and require modules of Node.js at run time.
    banner: {
      js: `${MODULE_URL.esm}import { createRequire } from 'node:module';const require = createRequire(MODULE_URL);`,
    },
  });
  return metafile;
}

async function page(): Promise<Metafile> {
  const { text, metafile } = await bundleScript(common.plugins);
  write('tools/inspector/page/page.js', text);
  return metafile;
}

/** Writes the documents that commands refer to, with the names of the package. */
function writeTexts(): void {
  const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(md|json)$/.test(name))
    .map((name) => join('docs', name));
  for (const path of pages) write(path, asPackaged(readFileSync(join(ROOT, path), 'utf8')));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(DIST, path)), { recursive: true });
  writeFileSync(join(DIST, path), text);
}
