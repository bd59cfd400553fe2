import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { addAbortSignal, type Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { styleText } from 'node:util';
import { visible } from '../../../shared/visible.ts';
import { fold } from './fold.ts';
import { UsageError } from './usage-error.ts';

export type Style = Parameters<typeof styleText>[0];

/** One line of output, with colour if the terminal has colours. */
export type Line = string | { readonly style: Style; readonly text: string };

/**
 * Output and input of a command: results go to stdout, everything else to stderr. Control characters are made visible,
 * because most of the output comes from outside.
 */
export interface Terminal {
  /** True if a user can answer questions. */
  readonly isInteractive: boolean;
  /** Prints a line of the result. Resolves when the stream can take more. */
  print(line: Line): Promise<void>;
  /** Prints a line for the user on stderr, not for scripts. */
  note(line: string): void;
  /** Prints a line that replaces the previous one. Only on a terminal. */
  progress(line: string): void;
  /** @throws if interrupted */
  ask(question: string, interrupted: AbortSignal): Promise<string>;
  /** Prompts without echo and without history. @throws if interrupted */
  askHidden(question: string, interrupted: AbortSignal): Promise<string>;
  /** Reads all of standard input. @throws if interrupted, or if standard input is a terminal */
  readInput(interrupted: AbortSignal): Promise<string>;
}

/** The parts of a process that a terminal needs. */
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
  /** Resolves when stdout has drained. Ignores a closed pipe, which `runProcess` handles. */
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
      const lines = stderr.isTTY ? fold(visible(line)) : [visible(line)];
      for (const each of lines) stderr.write(`${each}\n`);
    },
    progress(line) {
      if (!isInteractive) return;
      stderr.write(`${CLEAR_LINE}${visible(line)}`);
      hasProgress = true;
    },
    async ask(question, interrupted) {
      clearProgress();
      // Not as a terminal, so that Ctrl-C stays a signal.
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
      // As a terminal, so that this reader does the echo, into a sink.
      const reader = createInterface({ input: stdin, output: createSink(), terminal: true, historySize: 0 });
      // The reader consumes Ctrl-C as a character, so it is sent to the process as a signal.
      reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      const closed = new AbortController();
      reader.once('close', () => closed.abort());
      try {
        return await reader.question('', { signal: AbortSignal.any([interrupted, closed.signal]) });
      } catch (error) {
        // Ctrl-D means an empty answer.
        if (interrupted.aborted) throw error;
        return '';
      } finally {
        reader.close();
        stderr.write('\n');
      }
    },
    async readInput(interrupted) {
      // Typed input would be visible.
      if (stdin.isTTY) throw new UsageError('Nothing is piped in. Use a pipe, or a file with <.');
      return text(addAbortSignal(interrupted, stdin));
    },
  };
}

function colour(line: Line, stream: Writable): string {
  if (typeof line === 'string') return visible(line);
  // Respects the stream, NO_COLOR and FORCE_COLOR.
  return styleText(line.style, visible(line.text), { stream });
}

function createSink(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
