/** A piece of text that a person reads, and the line it begins on. */
export interface Prose {
  readonly line: number;
  readonly text: string;
  /** A name rather than a sentence: a heading, or the head of a column. */
  readonly isName: boolean;
}

const lineAt = (source: string, index: number) => source.slice(0, index).split('\n').length;

/** Keeps the line breaks, so that the lines after it keep their numbers. */
const blank = (text: string) => text.replace(/[^\n]/g, ' ');

/** On one line, without emphasis. X stands for code in backquotes, URLs and quotations: these words are not this project's. */
function cleaned(text: string): string {
  return text
    .replace(/`[^`]*`/g, 'X')
    .replace(/\]\([^()\s]*\)/g, ']')
    .replace(/https?:\/\/\S+/g, 'X')
    .replace(/“[^”]*”|"[^"\n]*"/g, 'X')
    .replace(/[*_]{1,2}(?=\S)|(?<=\S)[*_]{1,2}/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The paragraphs, items of lists, cells of tables and headings of a Markdown document, without code and comments. */
export function proseOfMarkdown(markdown: string): Prose[] {
  const text = markdown.replace(/^ *```[\s\S]*?^ *```$|<!--[\s\S]*?-->/gm, blank);
  return [...text.matchAll(/(?:^[^\n]*\S[^\n]*$\n?)+/gm)].flatMap(({ 0: block, index }) => {
    const headEnd = /^\|.*\n(?=\| -)/.exec(block)?.[0].length ?? 0;
    return partsOf(block).map(({ part, from }) => ({
      line: lineAt(text, index + from),
      text: cleaned(part),
      isName: part.startsWith('#') || from < headEnd,
    }));
  });
}

/** A block at each heading, item of a list and cell of a table, with the place where it begins. */
function partsOf(block: string): { part: string; from: number }[] {
  const starts = [...block.matchAll(/^(?:#+ |\s*- |\s*\d+\. )|\| /gm)].map(({ index }) => index);
  const bounds = [0, ...starts.filter((start) => start > 0), block.length];
  return bounds.slice(0, -1).map((from, index) => ({
    part: block.slice(from, bounds[index + 1]).replace(/^\s*(?:- |\d+\. |\| )/, ''),
    from,
  }));
}

const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*(?:\n\s*\/\/[^\n]*)*|`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;

/** The comments of a TypeScript module. */
export function commentsOf(source: string): Prose[] {
  return tokensOf(source, (token) => (token.startsWith('/') ? commentParts(token) : []));
}

/** Its strings of more than one word: what a command prints, the message of an error, the description of an alarm. */
export function textsOf(source: string): Prose[] {
  return tokensOf(source, (token) => (token.startsWith('/') ? [] : stringParts(token)));
}

/** The text of the elements of a module with JSX, from tag to tag. */
export function elementsOf(source: string): Prose[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, blank);
  return [...code.matchAll(/(?<=<[^<>]*>)[^<>{}]*[\p{L}\d][^<>{}]*(?=[<{])/gu)].map(({ 0: text, index }) => ({
    line: lineAt(source, index),
    text: cleaned(text),
    isName: false,
  }));
}

function tokensOf(source: string, partsOf: (token: string) => string[]): Prose[] {
  return [...source.matchAll(TOKEN)].flatMap(({ 0: token, index }) =>
    partsOf(token).map((text) => ({ line: lineAt(source, index), text: cleaned(text), isName: false })),
  );
}

/** Paragraphs, items and tags of a comment, each a text. */
function commentParts(comment: string): string[] {
  const lines = comment.replace(/^\/\*+|\*\/$/g, '').replace(/^\s*(?:\*|\/\/) ?/gm, '');
  return lines.split(/\n\s*\n|\n(?=\s*- )|\n(?=@)/).map((part) => part.replace(/^\s*- |^@\w+ /, ''));
}

/** Paragraphs of a string, with X for what is put in. */
function stringParts(literal: string): string[] {
  const text = literal
    .slice(1, -1)
    .replace(/\$\{[^}]*\}/g, 'X')
    .replaceAll('\\n', '\n');
  return /\S\s+\S/.test(text) ? text.split(/\n\s*\n/) : [];
}
