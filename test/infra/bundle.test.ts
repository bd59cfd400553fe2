import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { functionCode } from '../../infra/bundle.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bundle-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const HANDLER = `
  import { readFileSync } from 'node:fs';
  import { greeting } from './greeting.ts';
  const config = JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8'));
  export const handler = async (name: string) => \`\${greeting}, \${name} of \${config.stage}\`;
`;

function writeSource(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return join(directory, 'handler.ts');
}

/** The asset folders of functions with the same source and these configurations. */
function foldersOf(entry: string, configs: readonly object[]): string[] {
  const app = new App({ outdir: join(directory, 'out'), context: { 'aws:cdk:enable-asset-metadata': true } });
  const stack = new Stack(app, 'Stack');
  const functions = configs.map(
    (config, index) =>
      new LambdaFunction(stack, `Function${index}`, {
        code: functionCode(entry, config),
        handler: 'index.handler',
        runtime: Runtime.NODEJS_24_X,
      }),
  );
  const { template } = app.synth().getStackArtifact(stack.artifactId);
  return functions.map((lambda) => {
    const { Metadata } = template.Resources[stack.getLogicalId(lambda.node.defaultChild as never)];
    return join(directory, 'out', Metadata['aws:asset:path']);
  });
}

/** What the bundle answers in a Node.js of its own, away from the sources. */
function answerOf(folder: string): string {
  const script = `const { handler } = await import(${JSON.stringify(join(folder, 'index.mjs'))});
    console.log(await handler('Ada'))`;
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  }).trim();
}

test('a bundle holds the handler with all it imports, and its configuration beside it', () => {
  const entry = writeSource({
    'handler.ts': HANDLER,
    'greeting.ts': `export const greeting: string = 'Hello';`,
  });

  const [folder = ''] = foldersOf(entry, [{ stage: 'prod' }]);

  expect(readdirSync(folder).sort()).toEqual(['config.json', 'index.mjs']);
  expect(answerOf(folder)).toBe('Hello, Ada of prod');
});

test('functions of the same source keep their own configurations, null values included', () => {
  const entry = writeSource({ 'handler.ts': HANDLER, 'greeting.ts': `export const greeting = 'Hello';` });

  const folders = foldersOf(entry, [{ stage: 'staging', limit: null }, { stage: 'prod' }]);

  expect(folders.map(answerOf)).toEqual(['Hello, Ada of staging', 'Hello, Ada of prod']);
});

test('a source that does not build stops the synthesis with what esbuild says', () => {
  const entry = writeSource({ 'handler.ts': HANDLER });

  expect(() => foldersOf(entry, [{}])).toThrow('Could not resolve "./greeting.ts"');
});

test.each(['receive', 'deliver', 'dead-letter-widget'])(
  'the bundle of %s reads credentials from its environment, and has no code for other sources',
  (name) => {
    const entry = fileURLToPath(new URL(`../../functions/${name}/handler.ts`, import.meta.url));

    const [folder = ''] = foldersOf(entry, [{}]);

    const code = readFileSync(join(folder, 'index.mjs'), 'utf8');
    expect(code).toContain('AWS_SESSION_TOKEN');
    expect(code).not.toContain('AWS_CONTAINER_CREDENTIALS_FULL_URI');
    expect(code).not.toContain('AWS_WEB_IDENTITY_TOKEN_FILE');
    expect(code).not.toContain('sso_start_url');
  },
);
