import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig } from '../../../../shared/config/resolve.ts';
import { createPersonHashes } from '../../../../tools/cli/dlq/person-hash.ts';
import type { Stage } from '../../../../tools/cli/stage/stage.ts';
import connectorConfig from '../../../support/cinema.config.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'person-hash-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const stageWith = (readSecret: Stage['readSecret']) =>
  ({ config: resolveConfig(connectorConfig, 'local'), readSecret }) as Stage;

test('is the same for everybody who may read the shared secret', async () => {
  const asked: string[] = [];
  const stage = stageWith(async (name) => {
    asked.push(name);
    return '{"sharedSecret":"s3cret"}';
  });

  const here = await createPersonHashes(stage, directory);
  const elsewhere = await createPersonHashes(stage, join(directory, 'another'));

  expect(asked[0]).toBe('purchasely-customerio/local/cinema/purchasely');
  expect(here.isShared).toBe(true);
  expect(here.hashPerson('user-1')).toMatch(/^[0-9a-f]{12}$/);
  expect(here.hashPerson('user-1')).toBe(elsewhere.hashPerson('user-1'));
  expect(here.hashPerson('user-1')).not.toBe(here.hashPerson('user-2'));
});

test('is never the beginning of a signature made with the shared secret', async () => {
  const { hashPerson } = await createPersonHashes(
    stageWith(async () => '{"sharedSecret":"s"}'),
    directory,
  );

  expect(createHmac('sha256', 's').update('user-1').digest('hex')).not.toContain(hashPerson('user-1'));
});

test.each<{ why: string; readSecret: Stage['readSecret'] }>([
  { why: 'may not be read', readSecret: () => Promise.reject(new Error('AccessDeniedException')) },
  { why: 'has no value yet', readSecret: async () => '{}' },
])('is that of this checkout where the secret $why', async ({ readSecret }) => {
  const first = await createPersonHashes(stageWith(readSecret), directory);
  const second = await createPersonHashes(stageWith(readSecret), directory);
  const elsewhere = await createPersonHashes(stageWith(readSecret), join(directory, 'another'));

  expect(first.isShared).toBe(false);
  expect(second.hashPerson('user-1')).toBe(first.hashPerson('user-1'));
  expect(elsewhere.hashPerson('user-1')).not.toBe(first.hashPerson('user-1'));
  expect(statSync(join(directory, 'person-hash.key')).mode & 0o777).toBe(0o600);
});
