import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { connectorConfigSchema } from '../../../shared/config/schema.ts';
import { DEAD_LETTER_REASONS } from '../../../shared/messages/dead-letter.ts';
import { isEventName } from '../../../shared/purchasely/events.ts';
import { PROPERTY_NAMES } from '../../../shared/purchasely/properties.ts';
import { catalogueTexts, exampleTexts } from '../../../tools/docs/catalogue-tables.ts';
import { withDefaults } from '../../../tools/docs/default-column.ts';
import { withGenerated } from '../../../tools/docs/generated-text.ts';
import { anchorsOf, codeBlocksOf, linksOf } from './markdown.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

function filesUnder(folder: string, extension: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder, name))
    .sort();
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const DOCUMENTS = [
  ...filesUnder('docs', '.md'),
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'bench/README.md',
  'infra/recipes/README.md',
  'shared/purchasely/README.md',
  'tools/faults/README.md',
];

describe('the generated texts', () => {
  test('of docs/mapping.md are those of the mapping and of the checks (else: npx tsx tools/docs/mapping-tables.ts)', () => {
    const written = read('docs/mapping.md');

    expect(withDefaults(withGenerated(written, exampleTexts()))).toBe(written);
  });

  test('of shared/purchasely/README.md are those of the catalogues (else: npx tsx tools/docs/mapping-tables.ts)', () => {
    const written = read('shared/purchasely/README.md');

    expect(withGenerated(written, catalogueTexts())).toBe(written);
  });

  test('tell the defaults of the configuration, each in the row of its key', () => {
    const table = (cells: string) => `\n| Key | Default | Effect |\n| --- | --- | --- |\n| ${cells} | a |\n`;
    const stale = read('docs/mapping.md').replaceAll('| `retryForHours` | 24 |', '| `retryForHours` | 23 |');

    expect(withDefaults(stale)).toBe(read('docs/mapping.md'));
    expect(() => withDefaults(table('`retryForHours` | 24'))).toThrow('no table of keys has a row for');
  });

  test('take the place of what is between the marks, and only that', () => {
    const before = 'a\n<!-- generated: b -->\nold\n<!-- /generated -->\nc\n<!-- /generated -->\n';

    const after = withGenerated(before, { b: '| $& |' });

    expect(after).toBe('a\n<!-- generated: b -->\n\n| $& |\n\n<!-- /generated -->\nc\n<!-- /generated -->\n');
    expect(withGenerated(after, { b: '| $& |' })).toBe(after);
  });

  test('need a place', () => {
    expect(() => withGenerated('<!-- generated: b -->\n<!-- /generated -->', { c: '' })).toThrow(
      'no place for c',
    );
  });
});

describe('the examples of configuration', () => {
  const examples = DOCUMENTS.flatMap((path) =>
    codeBlocksOf(read(path))
      // Whole modules are loaded by a test of their own.
      .filter(({ language, kind }) => language === 'ts' && kind !== 'module')
      .map(({ kind, code }, index) => ({ where: `${path}, example ${index + 1}`, kind, code })),
  );
  const environments = { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' };
  /** Puts the keys of an example where they belong. */
  const WHOLE: Readonly<Record<string, (keys: object) => object>> = {
    stage: (keys) => ({ stages: { test: keys }, connections: { app: { environments } } }),
    connection: (keys) => ({ stages: { test: {} }, connections: { app: { environments, ...keys } } }),
  };

  test('are there', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  const DEFINE_CONFIG = 'export default defineConfig';
  const wholeExamples = examples.filter(({ code }) => code.includes(DEFINE_CONFIG));

  test.each(examples.filter((example) => !wholeExamples.includes(example)))(
    '$where is accepted',
    ({ kind, code }) => {
      const whole = WHOLE[kind];
      if (whole === undefined) throw new Error('mark it: ```ts stage or ```ts connection');
      const keys: object = new Function(`return {${code}};`)();

      expect(() => resolveConfig(whole(keys), 'test')).not.toThrow();
    },
  );

  test.each(wholeExamples)('$where is accepted as a whole file', ({ code }) => {
    const config: { stages: object } = new Function(code.replace(DEFINE_CONFIG, 'return '))();

    for (const stage of Object.keys(config.stages)) expect(() => resolveConfig(config, stage)).not.toThrow();
  });
});

const WRAPPERS = [z.ZodOptional, z.ZodDefault, z.ZodPrefault];

/** The keys of the configuration, with a placeholder for names that are free or catalogued. */
function keysOf(schema: unknown, path: readonly string[] = []): string[] {
  const here = path.length === 0 ? [] : [path.join('.')];
  if (WRAPPERS.some((wrapper) => schema instanceof wrapper)) {
    return keysOf((schema as z.ZodOptional).unwrap(), path);
  }
  if (schema instanceof z.ZodUnion) return [...here, ...schema.options.flatMap((one) => keysOf(one, path))];
  if (!(schema instanceof z.ZodObject)) return here;
  return Object.entries(schema.shape).flatMap(([key, value]) =>
    keysOf(value, [...path, placeholderOf(key, path)]),
  );
}

function placeholderOf(key: string, path: readonly string[]): string {
  const [section] = path;
  if (section === 'environments' && path.length === 1) return '<environment>';
  if (section === 'events' && isEventName(key)) return '<EVENT>';
  if (section === 'userProperties' && (PROPERTY_NAMES as string[]).includes(key)) return '<property>';
  return key;
}

test.each(['stages', 'connections'] as const)('docs/mapping.md explains every key of %s', (section) => {
  const explained = [...read('docs/mapping.md').matchAll(/^\| `([\w.<>]+)` \|/gm)].map(([, key]) => key);

  expect(explained).toEqual(
    expect.arrayContaining([...new Set(keysOf(connectorConfigSchema.shape[section].valueType))]),
  );
});

test('docs/runbook.md has an entry for every reason of a dead letter', () => {
  expect(anchorsOf(read('docs/runbook.md'))).toEqual(
    expect.arrayContaining(Object.keys(DEAD_LETTER_REASONS)),
  );
});

describe('links', () => {
  /** A link of ours, resolved: the file, and the place in it. */
  const linked = (from: string, target: string) => {
    const [path = '', anchor] = target.split('#');
    return { file: path === '' ? from : relative(ROOT, join(ROOT, dirname(from), path)), anchor };
  };
  const isThere = ({ file, anchor }: ReturnType<typeof linked>) =>
    existsSync(join(ROOT, file)) &&
    (anchor === undefined || (statSync(join(ROOT, file)).isFile() && anchorsOf(read(file)).includes(anchor)));

  test.each(DOCUMENTS)('in %s lead to a file and a heading that exist', (path) => {
    const targets = linksOf(read(path)).filter((target) => !/^[a-z]+:/.test(target));

    expect(targets.filter((target) => !isThere(linked(path, target)))).toEqual([]);
  });

  test('to the documentation, wherever the code names it, lead to a file and a heading that exist', () => {
    const sources = [
      'connector.config.ts',
      ...['functions', 'infra', 'shared', 'tools'].flatMap((folder) => filesUnder(folder, '.ts')),
    ];
    const named = sources.flatMap((path) =>
      [...read(path).matchAll(/\bdocs\/[\w/-]+\.md(#[\w-]+)?/g)].map(([target]) => target),
    );

    expect(named).toContain('docs/runbook.md');
    expect(named.filter((target) => !isThere(linked('', target)))).toEqual([]);
  });
});
