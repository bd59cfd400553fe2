import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { loadConfigAt } from '../../../tools/cli/diff/config-at-ref.ts';
import { createRepository } from '../../support/repository.ts';
import { codeBlocksOf } from './markdown.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const blocks = codeBlocksOf(readFileSync(join(ROOT, 'docs/mapping.md'), 'utf8'));
const blockOf = (kind: string) => blocks.find((block) => block.kind === kind)?.code ?? '';

test('the example of a configuration as JSON fits its schema', () => {
  const schema = JSON.parse(readFileSync(join(ROOT, 'docs/connector.schema.json'), 'utf8'));

  expect(new Ajv({ strict: false }).validate(schema, JSON.parse(blockOf('config')))).toBe(true);
});

test('the example of a configuration that reads it loads, and resolves', async () => {
  const repository = createRepository();
  try {
    cpSync(join(ROOT, 'shared'), join(repository.root, 'shared'), { recursive: true });
    repository.write('connector.config.json', blockOf('config'));
    repository.write('connector.config.ts', blockOf('module'));
    repository.commit();

    const { config } = await loadConfigAt(
      'HEAD',
      repository.root,
      join(repository.root, 'connector.config.ts'),
    );

    expect(resolveConfig(config, 'prod').connections['cinema']?.events.listed).toEqual({
      TRIAL_STARTED: { send: true, name: 'TRIAL_STARTED' },
    });
  } finally {
    repository.remove();
  }
});
