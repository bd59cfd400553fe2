import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createTerminal } from '../../../../tools/cli/base/terminal.ts';

/** A terminal in front of a person, of which everything that is shown is kept. */
function aTerminal({ isTTY = true, kill = (_pid: number, _signal: string) => {} } = {}) {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stdout = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  return {
    stdin,
    terminal: createTerminal({ stdin, stdout, stderr, pid: 1, kill }),
    async shown() {
      stdout.end();
      stderr.end();
      return `${await text(stdout)}${await text(stderr)}`;
    },
  };
}

const forever = new AbortController().signal;

test('a hidden answer can be edited and is never shown', async () => {
  const { stdin, terminal, shown } = aTerminal();

  const answer = terminal.askHidden('Secret: ', forever);
  stdin.write('hunter3\u007f2\r');

  expect(await answer).toBe('hunter2');
  expect(await shown()).toBe('Secret: \n');
});

test('two hidden answers follow each other', async () => {
  const { stdin, terminal } = aTerminal();

  const first = terminal.askHidden('One: ', forever);
  stdin.write('one\r');
  expect(await first).toBe('one');
  const second = terminal.askHidden('Two: ', forever);
  stdin.write('two\r');

  expect(await second).toBe('two');
});

test('Ctrl-D answers nothing', async () => {
  const { stdin, terminal } = aTerminal();

  const answer = terminal.askHidden('Secret: ', forever);
  stdin.write('\u0004');

  expect(await answer).toBe('');
});

test('Ctrl-C is the signal that it is elsewhere, and ends the question', async () => {
  const interruption = new AbortController();
  const signals: string[] = [];
  const { stdin, terminal } = aTerminal({
    kill: (_pid, signal) => {
      signals.push(signal);
      interruption.abort();
    },
  });

  const answer = terminal.askHidden('Secret: ', interruption.signal);
  stdin.write('hunt\u0003');

  await expect(answer).rejects.toThrow('aborted');
  expect(signals).toEqual(['SIGINT']);
});

test('what is piped in is read to its end', async () => {
  const { stdin, terminal } = aTerminal({ isTTY: false });

  const input = terminal.readInput(forever);
  stdin.write('hun');
  stdin.end('ter2');

  expect(await input).toBe('hunter2');
});

test('nothing is read where typing would be seen', async () => {
  const { terminal } = aTerminal();

  await expect(terminal.readInput(forever)).rejects.toThrow('Nothing is piped in');
});
