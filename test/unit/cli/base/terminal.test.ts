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
