import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { type CliUnderTest, dlqOf, plant } from '../support/cli.ts';
import { type RunningStack, sample, startStack } from '../support/running-stack.ts';

const COMMANDS = ['status', 'list', 'show', 'replay', 'export', 'import', 'discard'];

let stack: RunningStack;
let dlq: CliUnderTest;
beforeEach(async () => {
  stack = await startStack();
  dlq = dlqOf(stack);
});
afterEach(async () => {
  await stack.stop();
  dlq.stop();
});

const attributes = (reason: string) => ({
  connection: 'cinema',
  received_at: '1772439334512',
  request_id: 'request-1',
  reason,
  failure: '{"status":400}',
});

/** Everything a message is but for its id, in no order. */
function contents() {
  return stack
    .messages('dead-letters')
    .map(({ body, attributes }) => JSON.stringify([body, Object.entries(attributes).sort()]))
    .sort();
}

async function plantSome(): Promise<void> {
  await plant(stack, [
    { webhook: sample('trial-started'), attributes: attributes('no-identity') },
    { webhook: sample('renewal-disabled'), attributes: attributes('no-identity') },
    { webhook: sample('trial-converted'), attributes: attributes('retries-exhausted') },
  ]);
  await stack.sqs.send(
    new SendMessageCommand({
      QueueUrl: stack.deadLetterQueueUrl,
      MessageBody: Buffer.from('{"event_name":"\u{1F3AC}"}').toString('base64'),
      MessageAttributes: {
        encoding: { DataType: 'String', StringValue: 'base64' },
        reason: { DataType: 'String', StringValue: 'no-identity' },
        bytes: { DataType: 'Binary', BinaryValue: Buffer.from([0, 255, 128]) },
        count: { DataType: 'Number', StringValue: '7' },
      },
    }),
  );
}

const inDirectory = (name: string) => join(dlq.directory, name);

test('what discard deletes, import brings back identically', async () => {
  await plantSome();
  const before = contents();

  const discarded = await dlq.run('discard --reason no-identity --yes --json');
  const { file, deleted } = JSON.parse(discarded.out[0] ?? '{}');
  const between = contents();
  const imported = await dlq.run(`import ${file} --json`);

  expect(discarded.code).toBe(0);
  expect(deleted).toBe(3);
  expect(between).toHaveLength(1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(imported.code).toBe(0);
  expect(JSON.parse(imported.out[0] ?? '{}')).toMatchObject({ imported: 3 });
  expect(contents()).toEqual(before);
  const again = inDirectory('again.ndjson');
  await dlq.run(`export --out ${again}`);
  const bytes =
    readFileSync(again, 'utf8')
      .split('\n')
      .find((line) => line.includes('"bytes"')) ?? '{}';
  expect(JSON.parse(bytes).attributes).toMatchObject({
    bytes: { type: 'Binary', base64: 'AP+A' },
    count: { type: 'Number', text: '7' },
  });
});

test('discard deletes nothing if it cannot export', async () => {
  await plantSome();
  writeFileSync(inDirectory('taken.ndjson'), 'mine');

  const { code, err } = await dlq.run(`discard --yes --out ${inDirectory('taken.ndjson')}`);

  expect(code).toBe(2);
  expect(err.join('\n')).toContain('taken.ndjson exists: name another file.');
  expect(contents()).toHaveLength(4);
  expect(readFileSync(inDirectory('taken.ndjson'), 'utf8')).toBe('mine');
});

test('export writes whole messages for nobody else to read, says so in the audit log, and takes nothing away', async () => {
  await plantSome();
  const out = inDirectory('new/some.ndjson');

  const { code, err } = await dlq.run(`export --event TRIAL_CONVERTED --out ${out}`);

  const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
  expect(code).toBe(0);
  expect(lines.map((line) => JSON.parse(JSON.parse(line).body))).toEqual([sample('trial-converted')]);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  expect(err.filter((line) => line.startsWith('audit: '))).toEqual([
    expect.stringMatching('"command":"export","what":"begins"'),
    expect.stringMatching('"command":"export","what":"ends".*"messages":1'),
  ]);
  expect(contents()).toHaveLength(4);
});

test('import puts back nothing of a file with a wrong line', async () => {
  await plantSome();
  const out = inDirectory('some.ndjson');
  await dlq.run(`export --out ${out}`);
  writeFileSync(out, '{"messageId":"1"}\n', { flag: 'a' });

  const { code, err } = await dlq.run(`import ${out}`);

  expect(code).toBe(1);
  expect(err).toEqual([expect.stringMatching(/some\.ndjson, line 5 is not a dead letter/)]);
  expect(contents()).toHaveLength(4);
});

test('every example of every help text works', async () => {
  stack.eventSource.start();
  await plant(
    stack,
    ['no-identity', 'configuration-fault', 'retries-exhausted'].map((reason) => ({
      webhook: sample('trial-started'),
      attributes: attributes(reason),
    })),
  );
  const helps = await Promise.all(COMMANDS.map((name) => dlq.run(`${name} --help`)));
  const examples = helps.flatMap(({ out }) =>
    out.flatMap((text) => [...text.matchAll(/^ {2}npm run dlq -- (.+)$/gm)].map(([, line = '']) => line)),
  );

  const failed: object[] = [];
  for (const line of examples) {
    // Files are named relative to where it is started.
    const { code, err } = await (line.includes('.ndjson') ? dlq.start(line).ended : dlq.run(line));
    if (code !== 0) failed.push({ line, code, err });
  }

  expect(helps.filter(({ code }) => code !== 0)).toEqual([]);
  expect(examples.length).toBeGreaterThanOrEqual(2 * COMMANDS.length);
  expect(failed).toEqual([]);
});
