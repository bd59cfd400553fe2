import { visible } from '../../shared/visible.ts';
import type { Terminal } from '../../tools/cli/base/terminal.ts';

/** Who sits at the terminal of a command under test. */
export interface Typist {
  /** What is typed when the command asks; without it, nobody is there to be asked. */
  readonly answer?: string;
  /** What is typed unseen, one after the other. */
  readonly hidden?: readonly string[];
  /** What standard input holds where nobody types. */
  readonly input?: string;
}

/** What lines say, wherever they are broken and however wide their columns are. */
export const wordsOf = (lines: readonly string[]): string => lines.join(' ').replaceAll(/\s+/g, ' ');

/** A terminal that keeps what is said, and the lines it has kept. */
export interface FakeTerminal extends Terminal {
  readonly out: string[];
  readonly err: string[];
}

export function createFakeTerminal({ answer, hidden, input = '' }: Typist = {}): FakeTerminal {
  const out: string[] = [];
  const err: string[] = [];
  const typed = [...(hidden ?? [])];
  return {
    out,
    err,
    isInteractive: answer !== undefined || hidden !== undefined,
    print: async (line) => void out.push(visible(typeof line === 'string' ? line : line.text)),
    note: (line) => void err.push(visible(line)),
    progress: () => {},
    ask: async () => answer ?? '',
    askHidden: async () => typed.shift() ?? '',
    readInput: async () => input,
  };
}
