import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { resolveConfig } from '../../../../shared/config/resolve.ts';
import { readConfig } from '../../../../tools/cli/base/read-config.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return join(folder, 'connector.config.ts');
}

const CONFIG = `import { defineConfig } from 'purchasely-customerio';
import { regions } from './regions';
enum Stage { prod = 'prod' }
export default defineConfig({
  stages: { [Stage.prod]: {} },
  connections: { app: { environments: { PRODUCTION: { region: regions.app }, SANDBOX: 'drop' } } },
});`;
const PACKAGE = {
  'node_modules/purchasely-customerio/package.json': '{ "main": "index.js" }',
  'node_modules/purchasely-customerio/index.js': 'exports.defineConfig = (config) => config;',
};

test.each([
  { what: 'that says nothing of its kind', manifest: {} },
  { what: 'of CommonJS', manifest: { type: 'commonjs' } },
  { what: 'of ES modules', manifest: { type: 'module' } },
])('reads TypeScript as people write it, in a package $what', async ({ manifest }) => {
  const file = write({
    ...PACKAGE,
    'package.json': JSON.stringify(manifest),
    'regions.ts': `export const regions = { app: 'eu' } as const;`,
    'connector.config.ts': CONFIG,
  });

  const { connections } = resolveConfig(await readConfig(file), 'prod');

  expect(connections['app']?.environments.PRODUCTION).toMatchObject({ region: 'eu' });
});

test.each<{ what: string; files: Record<string, string>; message: RegExp }>([
  {
    what: 'does not exist',
    files: {},
    message: /connector\.config\.ts does not exist\..*--config.*A minimal one:/,
  },
  {
    what: 'throws',
    files: { 'connector.config.ts': `throw new Error('no region today');` },
    message: /cannot be loaded: no region today/,
  },
  {
    what: 'is no TypeScript',
    files: { 'connector.config.ts': 'export default {' },
    message: /cannot be loaded: ParseError/,
  },
  {
    what: 'exports nothing by default',
    files: { 'connector.config.ts': 'export const config = {};' },
    message: /no configuration as its default export/,
  },
])('a file that $what is wrong usage', async ({ files, message }) => {
  await expect(readConfig(write(files))).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringMatching(message),
  });
});

test('the first configuration that it shows is one', async () => {
  const said = await readConfig(write({})).catch(String);
  const file = write({ ...PACKAGE, 'connector.config.ts': String(said).replace(/.*A minimal one:/s, '') });

  expect(resolveConfig(await readConfig(file), 'local').stage).toBe('local');
});
