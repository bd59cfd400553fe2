import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commentsOf, elementsOf, type Prose, proseOfMarkdown, textsOf } from './prose.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Words that make a reader stumble, and what to write. */
const AVOID: readonly { readonly words: RegExp; readonly write: string }[] = [
  { words: /\b(?:tells?|telling|told)\b/i, write: 'report, print, show or say' },
  { words: /\banew\b/i, write: 'again, or new' },
  { words: /\b(?:whoever|somebody|nobody|anybody)\b/i, write: 'the component or the role' },
  { words: /\bso (?:many|long)\b/i, write: 'the number, or as long as' },
  { words: /\bof (?:its|their|our|your|his|her) own\b|\bof (?:ours|yours|theirs)\b/i, write: 'its own, our' },
  { words: /\b(?:giv(?:e|es|en|ing)|gave) up\b/i, write: 'fail permanently, or stop' },
  { words: /\b(?:holds?|held|holding) back\b/i, write: 'delay, or keep' },
  { words: /\b(?:takes?|taken|took|taking)(?: \w+)? for (?:an?|the|one)\b/i, write: 'treat as, or read as' },
  { words: /\bmend(?:s|ed|ing)?\b/i, write: 'fix, or correct' },
  { words: /\bmeanwhile\b/i, write: 'at the same time, or nothing' },
  { words: /\bbesides\b/i, write: 'also, or beside' },
];

/** A sentence that begins with a pronoun where its subject belongs. A question may, and a label of three words. */
const HEADLESS = /^(?:What|Who|Whose|Whom)(?: \S+){3,}(?<!\?)$/;

/** Found, and right as they are. */
const ALLOWED: readonly { readonly path: string; readonly found: string; readonly why: string }[] = [
  { path: 'tools/faults/mutants/mutants.ts', found: 'told', why: 'a name in the code that a mutant changes' },
];

function faultsOf(path: string, prose: readonly Prose[]): string[] {
  return prose.flatMap(({ line, text, isName }) => {
    const words = AVOID.flatMap(({ words, write }) => {
      const found = words.exec(text)?.[0];
      const isAllowed = ALLOWED.some(
        (allowed) => allowed.path === path && allowed.found === found?.toLowerCase(),
      );
      return found === undefined || isAllowed ? [] : [`${path}:${line} "${found}": write ${write}`];
    });
    const headless = isName ? [] : text.split(/(?<=[.!?:])\s+/).filter((sentence) => HEADLESS.test(sentence));
    return [...words, ...headless.map((each) => `${path}:${line} "${each.slice(0, 40)}…": name the subject`)];
  });
}

function filesUnder(folder: string, ending: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name) && !name.includes('node_modules'))
    .map((name) => join(folder, name));
}

/** Decisions are left as they were written on their day. */
const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => /^[A-Z]+\.md$/.test(name)),
  ...filesUnder('docs', /^[\w-]+\.md$/),
  ...['bench', 'infra', 'shared', 'tools'].flatMap((folder) => filesUnder(folder, /\.md$/)),
];

test.each(DOCUMENTS)('%s is in plain English', (path) => {
  expect(faultsOf(path, proseOfMarkdown(read(path)))).toEqual([]);
});

const ROOMS = ['shared', 'functions', 'infra', 'tools', 'bench'];

/** Checks help, output, error messages and descriptions of alarms. */
test.each(ROOMS)('the texts in %s are in plain English', (room) => {
  const files = filesUnder(room, /\.tsx?$/);

  expect(files.flatMap((path) => faultsOf(path, textsOf(read(path))))).toEqual([]);
});

test.each(ROOMS)('the comments in %s are in plain English', (room) => {
  const files = filesUnder(room, /\.tsx?$/);

  expect(files.flatMap((path) => faultsOf(path, commentsOf(read(path))))).toEqual([]);
});

test('the page of the inspector is in plain English', () => {
  const files = filesUnder('tools/inspector/page', /\.tsx$/);

  expect(files.flatMap((path) => faultsOf(path, elementsOf(read(path))))).toEqual([]);
});

test('the comments in connector.config.ts are in plain English', () => {
  expect(faultsOf('connector.config.ts', commentsOf(read('connector.config.ts')))).toEqual([]);
});

describe('the check', () => {
  const faults = (prose: readonly Prose[]) => faultsOf('x', prose);

  test.each([
    'Nobody tells.',
    'It is read anew.',
    '- item of its own',
    '| a | it gives up |\n| --- | --- |\n| b | c |',
    'Good. What waits comes later.',
    'Who asks for it\nis answered.',
  ])('finds %j in Markdown', (markdown) => {
    expect(faults(proseOfMarkdown(markdown))).not.toEqual([]);
  });

  test.each([
    'The value `nobody` is a name.',
    '```\nnobody tells\n```',
    '## What is watched',
    '| What | Who |\n| --- | --- |\n| a | b |',
    'Who can read it?',
    '[a page](what-nobody-tells.md)',
    'AWS says “tell somebody”.',
  ])('leaves %j in Markdown alone', (markdown) => {
    expect(faults(proseOfMarkdown(markdown))).toEqual([]);
  });

  test('finds the text of elements', () => {
    expect(
      faults(elementsOf('const a = (\n  <p class="x">\n    Nobody is <b>here</b>.\n  </p>\n);')),
    ).toEqual(['x:2 "Nobody": write the component or the role']);
  });

  test('finds comments and texts of a module where they are', () => {
    const source = [
      '/**',
      ' * A thing.',
      ' *',
      ' * What it does, by the way.',
      ' */',
      "const told = 'told'; // mended",
      'const text = `nobody is here`;',
    ].join('\n');

    expect(faults(commentsOf(source))).toEqual([
      'x:1 "What it does, by the way.…": name the subject',
      'x:6 "mended": write fix, or correct',
    ]);
    expect(faults(textsOf(source))).toEqual(['x:7 "nobody": write the component or the role']);
  });
});

describe('the documentation is short', () => {
  test('README: 120 lines', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(120);
  });

  test('all pages of docs together: 22,000 words', () => {
    const words = filesUnder('docs', /^[\w-]+\.md$/).flatMap((path) =>
      read(path).split(/\s+/).filter(Boolean),
    );

    expect(words.length).toBeLessThanOrEqual(22_000);
  });

  test.each(filesUnder('docs', /^[\w-]+\.md$/))('%s begins with who needs it and when', (path) => {
    const [, first = ''] = read(path).split('\n\n');

    expect(first).toMatch(/^(?:Read this page|For )/);
  });
});
