import { PassThrough, Writable } from 'node:stream';
import { createTerminal } from '../../../../tools/cli/base/terminal.ts';

test('a reader that has enough is no error of the lines that are still to come', async () => {
  const stdout = new Writable({
    highWaterMark: 1,
    write: (_chunk, _encoding, done) => setImmediate(done, Object.assign(new Error(), { code: 'EPIPE' })),
  });
  const errors: unknown[] = [];
  stdout.on('error', (error) => errors.push(error));
  const terminal = createTerminal({
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    pid: 0,
    kill: () => undefined,
  });

  await Promise.all(Array.from({ length: 20 }, (_, line) => terminal.print(`line ${line}`)));

  expect(stdout.listenerCount('error')).toBe(1);
  expect(errors).toMatchObject([{ code: 'EPIPE' }]);
});

test.each([
  { where: 'a terminal', isTTY: true, written: `${'a'.repeat(70)}\n  ${'b'.repeat(20)}\n` },
  { where: 'a pipe', isTTY: false, written: `${'a'.repeat(70)} ${'b'.repeat(20)}\n` },
])('a note on $where is broken where a person reads it', ({ isTTY, written }) => {
  const stderr = Object.assign(new PassThrough(), { isTTY });
  const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr };

  createTerminal({ ...streams, pid: 0, kill: () => undefined }).note(`${'a'.repeat(70)} ${'b'.repeat(20)}`);

  expect(String(stderr.read())).toBe(written);
});
