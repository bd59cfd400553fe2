import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import connectorConfig from '../../../connector.config.ts';
import { checkConfig, configFromJson } from '../../../shared/config/check-config.ts';
import { cataloguedKeysModule } from '../../../tools/docs/catalogued-keys.ts';
import { configSchemaText } from '../../../tools/docs/config-schema.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

const schema = JSON.parse(read('docs/connector.schema.json')) as Schema;

test.each([
  { path: 'shared/config/catalogued-keys.ts', generate: cataloguedKeysModule },
  { path: 'docs/connector.schema.json', generate: configSchemaText },
])('$path is what would be written (else: npx tsx tools/docs/config-help.ts)', ({ path, generate }) => {
  expect(generate()).toBe(read(path));
});

/** Paths of the keys without a word about them. */
function undescribed({ properties = {}, additionalProperties, anyOf = [] }: Schema, path: string): string[] {
  return [
    ...Object.entries(properties).flatMap(([name, key]) => [
      ...(key.description === undefined ? [`${path}${name}`] : []),
      ...undescribed(key, `${path}${name}.`),
    ]),
    ...(typeof additionalProperties === 'object' ? undescribed(additionalProperties, `${path}*.`) : []),
    ...anyOf.flatMap((each) => undescribed(each, path)),
  ];
}

test('the schema says of every key what it is for', () => {
  expect(undescribed(schema, '')).toEqual([]);
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
