import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { addAbortSignal, type Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { styleText } from 'node:util';
import { visible } from '../../../shared/visible.ts';
import { UsageError } from './usage-error.ts';

export type Style = Parameters<typeof styleText>[0];

/** What is shown on one line; in colour, where there are colours. */
export type Line = string | { readonly style: Style; readonly text: string };

/**
 * The two ways out, results on stdout and everything said about them on stderr, and the one way in. Whatever acts on a
 * terminal is made visible in them: most of what is shown comes from outside.
 */
export interface Terminal {
  /** Whether somebody is there who can be asked. */
  readonly isInteractive: boolean;
  /** A line of the result. Resolves when the reader has room for more. */
  print(line: Line): Promise<void>;
  /** A line for the person, which no script reads. */
  note(line: string): void;
  /** A line that replaces the one before; shown to a person only. */
  progress(line: string): void;
  /** @throws if interrupted */
  ask(question: string, interrupted: AbortSignal): Promise<string>;
  /** Asks for what nobody may see: nothing of it is shown or remembered. @throws if interrupted */
  askHidden(question: string, interrupted: AbortSignal): Promise<string>;
  /** All that another program pipes in. @throws if interrupted */
  readInput(interrupted: AbortSignal): Promise<string>;
}

/** What of a process a terminal needs: three streams, and a way to interrupt it. */
interface TerminalProcess {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly pid: number;
  kill(pid: number, signal: 'SIGINT'): unknown;
}

const CLEAR_LINE = '\r\u001b[2K';

export function createTerminal(process: TerminalProcess): Terminal {
  const { stdin, stdout, stderr } = process;
  const isInteractive = stdin.isTTY === true && stderr.isTTY === true;
  let hasProgress = false;

  function clearProgress(): void {
    if (hasProgress) stderr.write(CLEAR_LINE);
    hasProgress = false;
  }

  let draining: Promise<void> | undefined;
  /** Of a reader that has enough, whoever runs the process hears: it is no error of the line. */
  function hasRoom(): Promise<void> {
    draining ??= once(stdout, 'drain')
      .catch(() => undefined)
      .then(() => {
        draining = undefined;
      });
    return draining;
  }

  return {
    isInteractive,
    async print(line) {
      clearProgress();
      if (!stdout.write(`${colour(line, stdout)}\n`)) await hasRoom();
    },
    note(line) {
      clearProgress();
      stderr.write(`${visible(line)}\n`);
    },
    progress(line) {
      if (!isInteractive) return;
      stderr.write(`${CLEAR_LINE}${visible(line)}`);
      hasProgress = true;
    },
    async ask(question, interrupted) {
      clearProgress();
      // Not as a terminal: Ctrl-C stays the signal it is.
      const reader = createInterface({ input: stdin, output: stderr, terminal: false });
      try {
        return await reader.question(visible(question), { signal: interrupted });
      } finally {
        reader.close();
      }
    },
    async askHidden(question, interrupted) {
      clearProgress();
      stderr.write(visible(question));
      // As a terminal, so that it is this reader that echoes, and into nothing.
      const reader = createInterface({ input: stdin, output: createSink(), terminal: true, historySize: 0 });
      // Here Ctrl-C is a character that the reader takes: it becomes the signal it is elsewhere.
      reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      const closed = new AbortController();
      reader.once('close', () => closed.abort());
      try {
        return await reader.question('', { signal: AbortSignal.any([interrupted, closed.signal]) });
      } catch (error) {
        // Ctrl-D: somebody has nothing to say.
        if (interrupted.aborted) throw error;
        return '';
      } finally {
        reader.close();
        stderr.write('\n');
      }
    },
    async readInput(interrupted) {
      // What is typed there would be seen.
      if (stdin.isTTY) throw new UsageError('Nothing is piped in: give it by a pipe, or from a file with <.');
      return text(addAbortSignal(interrupted, stdin));
    },
  };
}

function colour(line: Line, stream: Writable): string {
  if (typeof line === 'string') return visible(line);
  // Looks at the stream, NO_COLOR and FORCE_COLOR.
  return styleText(line.style, visible(line.text), { stream });
}

function createSink(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
