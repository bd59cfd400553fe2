import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ownStackName } from '../../../shared/stack-outputs.ts';
import { AWS_CLIENTS } from '../../support/aws-clients.ts';
import connectorConfig from '../../support/cinema.config.ts';
import { codeBlocksOf, inlineCodeOf } from './markdown.ts';

/*
 * Commands of the documentation that need an account, at AWS or GitHub, and so cannot be run here: every program, option and file
 * that they name is one that there is. Those of this project have tests of their own.
 */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}${path}`, 'utf8');
const DOCUMENTS = [...globSync('docs/**/*.md', { cwd: ROOT }), 'README.md', 'CONTRIBUTING.md', 'SECURITY.md'];

/** A command with its line breaks taken out, and an argument in quotes as one word. */
interface CommandLine {
  readonly path: string;
  readonly line: string;
  readonly words: readonly string[];
}

/** The shell blocks of a document, a command each, and what stands in the text. */
function commandsOf(path: string): CommandLine[] {
  const markdown = read(path);
  const scripts = codeBlocksOf(markdown).filter(({ language }) => language === 'sh');
  return [...scripts.map(({ code }) => code), ...inlineCodeOf(markdown)]
    .flatMap((text) => withoutBreaks(text).split(/\n| && |; |\$\(|\(\) \{ /))
    .map((line) => line.trim().replace(/ +#.*$/, ''))
    .filter((line) => line !== '')
    .map((line) => ({ path, line, words: wordsOf(line) }));
}

/** A backslash at the end of a line continues it, and so does a quote that is open. */
const withoutBreaks = (text: string) =>
  text.replace(/\\\n/g, ' ').replace(/'[^']*'/g, (quoted) => quoted.replace(/\s*\n\s*/g, ' '));

const wordsOf = (line: string) =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(([, single, double, plain]) =>
    String(single ?? double ?? plain),
  );

const commands = DOCUMENTS.flatMap(commandsOf);
const called = (...program: readonly string[]) =>
  commands.filter(
    ({ words }) => program.every((word, index) => words[index] === word) && words.length > program.length,
  );

const optionsIn = (words: readonly string[]) => words.filter((word) => word.startsWith('-'));

describe('cdk', () => {
  interface Option {
    readonly type: string;
    readonly alias?: string | readonly string[];
  }
  interface Registry {
    readonly globalOptions: Readonly<Record<string, Option>>;
    readonly commands: Readonly<Record<string, { readonly options?: Readonly<Record<string, Option>> }>>;
  }
  const registry: Registry = JSON.parse(read('node_modules/aws-cdk/lib/cli/cli-type-registry.json'));
  const lines = called('npm', 'run', 'cdk', '--');

  test.each(lines)('$line, in $path, is a command of the CLI', ({ words }) => {
    const [command = '', ...rest] = words.slice(4);
    const known = { ...registry.globalOptions, ...registry.commands[command]?.options };
    const names = Object.entries(known).flatMap(([name, { alias = [] }]) => [
      `--${name}`,
      ...[alias].flat().map((each) => `-${each}`),
    ]);

    expect(Object.keys(registry.commands)).toContain(command);
    expect(optionsIn(rest).filter((option) => !names.includes(option))).toEqual([]);
  });

  test.each(lines.filter(({ line }) => line.includes('PurchaselyCustomerio-')))(
    '$line, in $path, names a stack of this checkout',
    ({ words }) => {
      const stacks = Object.keys(connectorConfig.stages).map(ownStackName);

      expect(stacks).toContain(words.find((word) => word.startsWith('PurchaselyCustomerio-')));
    },
  );
});

describe('aws', () => {
  /** Options of the AWS CLI itself: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html */
  const GLOBAL = ['output', 'query', 'region', 'profile'];

  const lines = called('aws').filter(({ words }) => words.length > 2 && words[1] !== 'sso');

  test.each(lines)('$line, in $path, is a call that AWS has, with these parameters', async ({ words }) => {
    const [, service = '', operation = '', ...rest] = words;
    const client = (await AWS_CLIENTS[service]?.()) as Readonly<Record<string, unknown>>;
    if (operation === 'wait') {
      expect(Object.keys(client)).toContain(`waitUntil${toPascal(rest[0] ?? '')}`);
      return;
    }
    const name = Object.keys(client).find((each) => isSame(each, `${toPascal(operation)}Command`));
    const parameters = [...parametersOf(client[name ?? '']), ...GLOBAL].map(plain);

    const unknown = optionsIn(rest)
      .map((option) => option.replace(/^--/, ''))
      .filter(
        (option) => ![option, option.replace(/^no-/, '')].some((each) => parameters.includes(plain(each))),
      );

    expect({ name, unknown }).toEqual({ name: expect.any(String), unknown: [] });
  });

  /** `create-policy` is `CreatePolicy`, and the CLI says `uuid` where the API says `UUID`. */
  const toPascal = (kebab: string) =>
    kebab.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const plain = (text: string) => text.replaceAll('-', '').toLowerCase();
  const isSame = (one: string, other: string) => plain(one) === plain(other);

  /** Members of the input, as the SDK's schema of a command lists them. */
  function parametersOf(command: unknown): readonly string[] {
    const { schema } = new (command as new (input: object) => { schema: unknown[] })({});
    const [, , , , input] = schema;
    const [, , , , members] = (typeof input === 'function' ? input() : input) as [
      0,
      0,
      0,
      0,
      readonly string[],
    ];
    return members;
  }
});

describe('the way from nothing to the first event', () => {
  const lines = codeBlocksOf(read('docs/deploying.md'))
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => withoutBreaks(code).trim().split('\n'))
    .map((line) => line.trim());
  const { name, version, ...manifest } = JSON.parse(read('package.json'));
  const scripts = Object.keys(manifest.scripts);
  const ofNpm = ['ci', `install ./${name}-${version}.tgz`];

  test.each(lines)('%s is run or parsed', (line) => {
    const [program, ...args] = wordsOf(line);

    const isKnown: Readonly<Record<string, () => boolean>> = {
      npm: () => ofNpm.includes(args.join(' ')) || scripts.includes(String(args[args[0] === 'run' ? 1 : 0])),
      npx: () => Object.keys(manifest.bin).includes(String(args[0])), // parsed by command-lines.test.ts
      aws: () => called('aws').some((each) => each.line === line),
      gh: () => args.slice(0, 2).join(' ') === 'variable set',
      mkdir: () => args.join(' ') === '-p .github/workflows',
      cp: () => globSync(args[0] ?? '', { cwd: ROOT }).length > 0 && args[1] === '.github/workflows/',
    };
    expect(isKnown[program ?? '']?.()).toBe(true);
  });

  test('the variables that it sets are those of the workflows', () => {
    const workflows = readdirSync(`${ROOT}infra/recipes/pipeline`)
      .filter((name) => name.endsWith('.yml'))
      .map((name) => read(`infra/recipes/pipeline/${name}`))
      .join('\n');
    const used = [...workflows.matchAll(/vars\.(\w+)/g)].map(([, name = '']) => name);
    const set = lines.flatMap((line) => /^gh variable set (\w+) /.exec(line)?.[1] ?? []);

    expect(set.sort()).toEqual([...new Set(used)].sort());
  });
});

/** Also where an option of cdk names one. */
const programs = commands.flatMap(({ path, line }) =>
  [...line.matchAll(/\btsx ([\w./-]+\.ts)\b/g)].map(([, file = '']) => ({ path, file })),
);

test.each(programs)('$file, which $path runs, is there', ({ file }) => {
  expect(existsSync(`${ROOT}${file}`)).toBe(true);
});

test('there are commands of each kind', () => {
  const kinds = [called('npm', 'run', 'cdk', '--'), called('aws'), programs];

  expect(kinds.map((each) => each.length > 4)).toEqual([true, true, true]);
});
