import { existsSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The first line of the comment, by which the next run finds it. */
const MARKER = '<!-- purchasely-customerio -->';
/** GitHub's maximum length in characters: https://github.com/orgs/community/discussions/27190 */
const MAX_LENGTH = 65_536;
/** For headings, fences and remarks. */
const RESERVED = 2_000;

/** The output of one comparison. */
export interface Comparison {
  /** `mapping.md` is the Markdown of `npm run diff`; `<stage>.txt` is the output of `cdk diff`. */
  readonly file: string;
  /** Undefined if the run ended before. */
  readonly printed: string | undefined;
}

/** @returns the comment of a pull request, in Markdown */
export function commentOn(comparisons: readonly Comparison[]): string {
  const room = Math.floor((MAX_LENGTH - RESERVED) / comparisons.length);
  const sections = comparisons.map(
    ({ file, printed }) => `## ${titleOf(file)}\n\n${bodyOf(file, printed, room)}`,
  );
  return `${[MARKER, ...sections].join('\n\n')}\n`;
}

const titleOf = (file: string) =>
  file === 'mapping.md' ? 'Changes at Customer.io' : `Changes of the stack of ${nameOf(file)}`;

const nameOf = (file: string) => basename(file, extname(file));

function bodyOf(file: string, printed: string | undefined, room: number): string {
  if (printed === undefined) return 'Not compared: the run ended before.';
  const text = stripVTControlCharacters(printed).trim();
  if (extname(file) === '.md') return cut(text, room);
  return fenced(cut(withoutPreamble(text), room));
}

/** Removes the first lines of the CLI, about roles of the bootstrap, with account numbers. */
const withoutPreamble = (text: string) => text.slice(Math.max(text.search(/^Stack /m), 0));

function cut(text: string, room: number): string {
  if (text.length <= room) return text;
  const kept = text.slice(0, text.lastIndexOf('\n', room));
  return `${kept}\n\n… cut, because GitHub takes no longer comment. The log of the run has all of it.`;
}

/** Returns text in a fence that is longer than any fence in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

if (import.meta.main) {
  const files = process.argv.slice(2);
  const comparisons = files.map((file) => ({
    file,
    printed: existsSync(file) ? readFileSync(file, 'utf8') : undefined,
  }));
  process.stdout.write(commentOn(comparisons));
}
