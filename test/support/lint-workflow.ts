import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** What is wrong with a workflow of GitHub Actions, by GitHub's own language service. Each text has a name of its own. */
export type LintWorkflow = (name: string, yaml: string) => Promise<string[]>;

const SOURCE = `
  import { validate } from '@actions/languageservice';
  export async function lint(name, yaml) {
    const document = { uri: 'file:///.github/workflows/' + name, getText: () => yaml, languageId: 'yaml' };
    return (await validate(document)).map(({ message, range }) => range.start.line + 1 + ': ' + message);
  }
`;

/** Bundles it, because it imports JSON in a way that Node refuses. */
export async function createWorkflowLinter(): Promise<LintWorkflow> {
  const bundled = await build({
    stdin: { contents: SOURCE, resolveDir: process.cwd() },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'error',
  });
  const path = join(tmpdir(), `lint-workflow-${process.pid}.mjs`);
  writeFileSync(path, bundled.outputFiles[0]?.text ?? '');
  try {
    const { lint } = await import(path);
    return lint;
  } finally {
    rmSync(path);
  }
}
