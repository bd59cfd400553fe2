import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { checkConfig, configFromJson } from '../../../shared/config/check-config.ts';
import { cataloguedKeysModule } from '../../../tools/docs/catalogued-keys.ts';
import { configSchemaText } from '../../../tools/docs/config-schema.ts';
import connectorConfig from '../../support/cinema.config.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

const schema = JSON.parse(read('docs/connector.schema.json')) as Schema;

test.each([
  { path: 'shared/config/catalogued-keys.ts', generate: cataloguedKeysModule },
  { path: 'docs/connector.schema.json', generate: configSchemaText },
])('$path is what would be written (else: npx tsx tools/docs/config-help.ts)', ({ path, generate }) => {
  expect(generate()).toBe(read(path));
});

/** Paths of the keys without a word about them. */
function undescribed(schema: Schema, path: string): string[] {
  const { properties = {}, additionalProperties, anyOf = [], allOf = [], $ref } = schema;
  return [
    ...Object.entries(properties).flatMap(([name, key]) => [
      ...(key.description === undefined ? [`${path}${name}`] : []),
      ...undescribed(key, `${path}${name}.`),
    ]),
    ...(typeof additionalProperties === 'object' ? undescribed(additionalProperties, `${path}*.`) : []),
    ...[...anyOf, ...allOf].flatMap((each) => undescribed(each, path)),
    ...($ref === undefined ? [] : undescribed(definitionOf($ref), path)),
  ];
}

function definitionOf(reference: string): Schema {
  const definition = schema.definitions?.[reference.replace('#/definitions/', '')];
  if (definition === undefined) throw new Error(`nothing is defined as ${reference}`);
  return definition;
}

test('the schema says of every key what it is for', () => {
  expect(undescribed(schema, '')).toEqual([]);
});

/** The keys whose default is a literal: what applies, and the words about it. */
function defaultsOf({ properties = {}, additionalProperties }: Schema): { applies: string; words: string }[] {
  return [
    ...Object.values(properties).flatMap((key) =>
      key.default === undefined
        ? defaultsOf(key)
        : [
            {
              applies: String(key.default),
              words: /\nDefault: (.*)$/.exec(key.description ?? '')?.[1] ?? '',
            },
          ],
    ),
    ...(typeof additionalProperties === 'object' ? defaultsOf(additionalProperties) : []),
  ];
}

test('the words about a default in shared/config/define-config.ts say the one that applies', () => {
  const defaults = defaultsOf(schema);

  expect(defaults.map(({ applies }) => applies)).toContain('24');
  expect(defaults.map(({ words }) => words.replaceAll("'", ''))).toEqual(
    defaults.map(({ applies }) => applies),
  );
});

const environments = { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' };
const withConnection = (keys: object) => ({
  stages: { prod: {} },
  connections: { app: { environments, ...keys } },
});
const withStage = (keys: object) => ({ stages: { prod: keys }, connections: { app: { environments } } });

describe('the schema and the checks agree about', () => {
  const isValid = new Ajv({ strict: false }).compile(schema);

  test.each<{ what: string; config: object; accepted: boolean }>([
    { what: 'the committed configuration', config: connectorConfig, accepted: true },
    { what: 'no more than what has to be said', config: withConnection({}), accepted: true },
    { what: 'an environment that is missing', config: withConnection({ environments: {} }), accepted: false },
    {
      what: 'a region',
      config: withConnection({ environments: { ...environments, SANDBOX: { region: 'fr' } } }),
      accepted: false,
    },
    {
      what: 'an event of today',
      config: withConnection({ events: { TRIAL_STARTED: { name: 'Trial' } } }),
      accepted: true,
    },
    {
      what: 'an event of yesterday',
      config: withConnection({ events: { SUBSCRIPTION_EXPIRED: true } }),
      accepted: false,
    },
    {
      what: 'a condition',
      config: withConnection({ events: { ACTIVATE: { when: { plan: ['A', 1] } } } }),
      accepted: true,
    },
    {
      what: 'a condition that nothing meets',
      config: withConnection({ events: { ACTIVATE: { when: { plan: [] } } } }),
      accepted: false,
    },
    {
      what: 'a property',
      config: withConnection({ userProperties: { plan: { name: 'Plan' } } }),
      accepted: true,
    },
    {
      what: 'a property with a slip',
      config: withConnection({ userProperties: { plans: true } }),
      accepted: false,
    },
    { what: 'a period', config: withConnection({ planPeriodicity: { MONTHLY: 'P1M' } }), accepted: true },
    {
      what: 'a period in words',
      config: withConnection({ planPeriodicity: { MONTHLY: 'monthly' } }),
      accepted: false,
    },
    { what: 'days that logs are kept', config: withStage({ logRetentionDays: 30 }), accepted: true },
    {
      what: 'days that CloudWatch does not offer',
      config: withStage({ logRetentionDays: 31 }),
      accepted: false,
    },
    { what: 'too much patience', config: withStage({ retryForHours: 100 }), accepted: false },
    { what: 'a key too many', config: { ...withStage({}), extra: true }, accepted: false },
  ])('$what', ({ config, accepted }) => {
    const isAccepted = () => {
      try {
        return Boolean(checkConfig(config));
      } catch {
        return false;
      }
    };

    expect({ schema: isValid(config), checks: isAccepted() }).toEqual({ schema: accepted, checks: accepted });
  });
});

describe('a configuration as JSON', () => {
  test('is the same as one in TypeScript, and may name its schema', () => {
    const json: unknown = JSON.parse(JSON.stringify(connectorConfig));

    expect(configFromJson(json)).toEqual(connectorConfig);
    expect(configFromJson({ $schema: './docs/connector.schema.json', ...connectorConfig })).toEqual(
      connectorConfig,
    );
  });

  test.each([
    { what: 'a slip', json: withStage({ retryForHour: 1 }), says: 'stages.prod.retryForHour' },
    { what: 'no object', json: [], says: 'expected an object' },
  ])('is refused for $what, with the place', ({ json, says }) => {
    expect(() => configFromJson(json)).toThrow(says);
  });
});
