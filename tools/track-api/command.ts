import { parseArgs } from 'node:util';
import type { TrackApiOptions } from './options.ts';
import { seededRandom, shuffler } from './seeded-random.ts';
import { TIMESTAMPS } from './store.ts';

const DEFAULT_PORT = 3211;

export const HELP = `Stands in for Customer.io's Track API on this machine: people and events of v2,
one workspace, in memory.

Usage: npm run track-api -- [options]

  --port N               port on 127.0.0.1 (default ${DEFAULT_PORT}; 0 takes any free one)
  --region us|eu         region of the workspace (default eu)
  --host-region us|eu    redirect workspaces of the other region than this
                         (default: serve both)
  --site-id TEXT         Site ID (default site)
  --api-key TEXT         Tracking API Key (default key)
  --lenient              accept what Customer.io might accept silently, such as
                         times in milliseconds
  --unknown-person HOW   create or drop, on an event of an unknown person
                         (default create)
  --processing-delay MS  apply accepted operations MS milliseconds after the
                         answer (default 0)
  --shuffle SEED         apply the operations of a request in a random order
  --limit N              serve N requests a second, and N at once (default all)
  --excess HOW           above the limit: answer 429, or drop behind a 200
                         (answer or drop; default answer)
  --timestamps HOW       which of two writes of an attribute wins: honoured,
                         strict or ignored (default honoured)
  --remember-requests N  keep the newest N requests (default all)
  --help                 this text

Faults and received requests: http://127.0.0.1:PORT/__control/…, described in
docs/track-api-stand-in.md.

Examples:
  npm run track-api
  npm run track-api -- --port 8080 --region us --site-id mine --api-key key
  npm run track-api -- --limit 10 --excess drop
  npm run track-api -- --processing-delay 200 --shuffle 1
`;

/** A command line that is wrong. */
export class UsageError extends Error {}

/**
 * @returns undefined if the help was asked for
 * @throws {UsageError} with the name of the option
 */
export function parseCommand(args: readonly string[]): TrackApiOptions | undefined {
  const values = parseValues(args);
  if (values.help) return undefined;
  const limit = values.limit === undefined ? undefined : integer('--limit', values.limit, 1);
  const hostRegion = values['host-region'];
  const { shuffle, 'remember-requests': remembered } = values;
  return {
    control: true,
    port: integer('--port', values.port, 0, 65_535),
    region: hostRegion === undefined ? 'any' : oneOf('--host-region', hostRegion, REGIONS),
    strict: !values.lenient,
    unknownPerson: oneOf('--unknown-person', values['unknown-person'], ['create', 'drop']),
    timestamps: oneOf('--timestamps', values.timestamps, TIMESTAMPS),
    processingDelayMs: integer('--processing-delay', values['processing-delay'], 0),
    ...(shuffle !== undefined && { applyOrder: shuffler(seededRandom(integer('--shuffle', shuffle, 0))) }),
    ...(remembered !== undefined && { rememberRequests: integer('--remember-requests', remembered, 0) }),
    limit:
      limit === undefined
        ? 'none'
        : {
            requestsPerSecond: limit,
            burst: limit,
            excess: oneOf('--excess', values.excess, ['answer', 'drop']),
          },
    workspaces: [
      {
        name: 'workspace',
        siteId: values['site-id'],
        apiKey: values['api-key'],
        region: oneOf('--region', values.region, REGIONS),
        environmentId: 1,
      },
    ],
  };
}

const REGIONS = ['us', 'eu'] as const;

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        region: { type: 'string', default: 'eu' },
        'host-region': { type: 'string' },
        'site-id': { type: 'string', default: 'site' },
        'api-key': { type: 'string', default: 'key' },
        lenient: { type: 'boolean', default: false },
        'unknown-person': { type: 'string', default: 'create' },
        timestamps: { type: 'string', default: 'honoured' },
        'processing-delay': { type: 'string', default: '0' },
        shuffle: { type: 'string' },
        'remember-requests': { type: 'string' },
        limit: { type: 'string' },
        excess: { type: 'string', default: 'answer' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function integer(option: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option}: expected a whole number of at least ${least}, not ${text}`);
}

function oneOf<const T extends string>(option: string, text: string, words: readonly T[]): T {
  const word = words.find((each) => each === text);
  if (word === undefined) throw new UsageError(`${option}: expected ${words.join(' or ')}, not ${text}`);
  return word;
}
