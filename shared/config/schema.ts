import * as z from 'zod';
import {
  isReservedPersonAttribute,
  MAX_ATTRIBUTE_NAME_BYTES,
  MAX_EVENT_NAME_BYTES,
  RESERVED_EVENT_ATTRIBUTES,
} from '../customerio/limits.ts';
import { MAX_RELAY_SECONDS } from '../messages/timing.ts';
import { EVENT_NAMES, FORMER_EVENT_NAMES, isEventName } from '../purchasely/events.ts';
import { PROPERTY_NAMES } from '../purchasely/properties.ts';
import { arn, arnPrefix } from './aws-schema.ts';
import { closedObject } from './closed-object.ts';
import { stageSchema } from './stage-schema.ts';

/** Each is one more call while a buyer waits. */
const MAX_COPIES = 5;

const utf8Bytes = (text: string) => Buffer.byteLength(text);

const resourceName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected 1 to 32 lower-case letters, digits and hyphens, a letter first');
const secret = z
  .string()
  .regex(
    new RegExp(`^(${arnPrefix('secretsmanager')}secret:)?([\\w/+=.@-]|\\{stage\\}){1,519}$`),
    'expected the name of a secret (letters, digits, /_+=.@- and {stage}), or its ARN',
  );
const secretName = z.union([secret, z.record(resourceName, secret)]);

const eventName = z
  .string()
  .refine((name) => name.trim() !== '', 'expected a name that is not blank')
  .refine((name) => name === name.trim(), 'expected no space around the name: Customer.io trims it')
  .refine(
    (name) => utf8Bytes(name) <= MAX_EVENT_NAME_BYTES,
    `expected at most ${MAX_EVENT_NAME_BYTES} bytes: Customer.io refuses longer names`,
  );
const attributeName = z
  .string()
  .min(1, 'expected a name')
  .refine(
    (name) => utf8Bytes(name) <= MAX_ATTRIBUTE_NAME_BYTES,
    `expected at most ${MAX_ATTRIBUTE_NAME_BYTES} bytes: Customer.io refuses longer names`,
  );
const personAttributeName = attributeName.refine(
  (name) => !isReservedPersonAttribute(name),
  'expected another name: Customer.io reserves this one',
);
const eventAttributeName = attributeName.refine(
  (name) => !RESERVED_EVENT_ATTRIBUTES.has(name),
  'expected another name: this one would override the addresses of the campaign',
);

const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** `id` makes it one definition of the JSON Schema, for all events. */
const eventRule = z
  .union([
    z.boolean(),
    closedObject({
      name: eventName.optional(),
      when: z
        .record(z.string(), z.union([scalar, z.array(scalar).min(1, 'expected at least one value')]))
        .optional(),
    }),
  ])
  .meta({ id: 'event' });

const workspace = z.union([
  z.literal('drop'),
  closedObject({ region: z.enum(['us', 'eu']), secretName: secretName.optional() }),
]);

const unknownEventName = eventName.refine(
  (name) => !isEventName(name),
  'a known event: write it beside `additional`',
);

const events = closedObject(
  {
    unlisted: z.boolean().default(false),
    additional: z.record(unknownEventName, eventRule).default({}),
    ...eachOf(EVENT_NAMES, eventRule.optional()),
    sharedNames: z.array(eventName).default([]),
  },
  {
    unknown: 'not an event of Purchasely (a new one goes under `additional`)',
    hint: (key) => {
      const meant = Object.hasOwn(FORMER_EVENT_NAMES, key) ? FORMER_EVENT_NAMES[key] : undefined;
      return meant === undefined
        ? undefined
        : `${meant} is its name today: write ${meant}: { name: '${key}' }`;
    },
  },
);

const propertyRule = z
  .union([z.boolean(), closedObject({ name: personAttributeName.optional() })])
  .meta({ id: 'property' });

const userProperties = closedObject(
  {
    prefix: personAttributeName.optional(),
    ...eachOf(PROPERTY_NAMES, propertyRule.optional()),
  },
  { unknown: 'not a user property' },
);

/** `{stage}` stands for a word, wherever it is in the URL. */
const relayUrl = z
  .string()
  .refine(
    (text) => parseRelayUrl(text) !== undefined,
    'expected a URL, such as https://api.example.com/webhooks',
  )
  .refine(
    (text) => (parseRelayUrl(text)?.protocol ?? 'https:') === 'https:',
    'expected https: webhooks contain personal purchases',
  )
  .refine(
    (text) => (parseRelayUrl(text)?.username ?? '') === '' && (parseRelayUrl(text)?.password ?? '') === '',
    'expected no user and no password: the configuration is no place for them, and Purchasely would send none',
  );

function parseRelayUrl(text: string): URL | undefined {
  const url = text.replaceAll('{stage}', 'stage');
  return URL.canParse(url) ? new URL(url) : undefined;
}

const relay = closedObject({
  url: relayUrl,
  events: z
    .union([z.literal('all'), z.array(z.string()).min(1, 'expected at least one event')])
    .default('all'),
  timeoutSeconds: z
    .number()
    .min(1, 'expected at least 1')
    .max(
      MAX_RELAY_SECONDS,
      `expected at most ${MAX_RELAY_SECONDS}: Purchasely waits ten, and the webhook is stored first`,
    )
    .default(MAX_RELAY_SECONDS),
});

const copyArn = arn(
  'sqs',
  /([\w-]|\{stage\}){1,80}(\.fifo)?/,
  'an SQS queue, such as arn:aws:sqs:eu-west-1:123456789012:webhooks',
);

const connection = closedObject({
  purchasely: closedObject({
    secretName: secretName.optional(),
    replayWindowMinutes: z.number().min(1, 'expected at least 1').optional(),
  }).prefault({}),
  relay: relay.optional(),
  copies: z
    .array(copyArn)
    .max(MAX_COPIES, `expected at most ${MAX_COPIES}: let one of them fan out`)
    .refine((arns) => new Set(arns).size === arns.length, 'expected each queue once')
    .default([]),
  environments: closedObject({ PRODUCTION: workspace, SANDBOX: workspace }),
  identity: closedObject({
    userId: z.enum(['id', 'email', 'cio_id']).default('id'),
    anonymous: z.enum(['event', 'skip', 'person']).default('event'),
  }).prefault({}),
  events: events.prefault({}),
  eventAttributes: closedObject({
    include: z.array(z.string()).optional(),
    exclude: z.array(z.string()).default([]),
    rename: z.record(z.string(), eventAttributeName).default({}),
  }).prefault({}),
  userProperties: userProperties.prefault({}),
  planPeriodicity: z
    .record(
      z.string(),
      z
        .string()
        .regex(
          /^P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/,
          "expected an ISO 8601 period, such as 'P1M' or 'P1Y'",
        ),
    )
    .default({}),
});

/** The same check for each of some names. */
function eachOf<Name extends string, Schema>(names: readonly Name[], schema: Schema): Record<Name, Schema> {
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>;
}

/**
 * The shape of `connector.config.ts`: every check and every default. Its words are in `define-config.ts`, what follows
 * from several keys in `resolve.ts`.
 */
export const connectorConfigSchema = closedObject({
  stages: z
    .record(resourceName, stageSchema)
    .refine((stages) => Object.keys(stages).length > 0, 'expected at least one stage'),
  connections: z
    .record(resourceName, connection)
    .refine((connections) => Object.keys(connections).length > 0, 'expected at least one connection'),
});

/** A configuration with its defaults filled in. */
export type CheckedConfig = z.output<typeof connectorConfigSchema>;
export type ConnectionSettings = z.output<typeof connection>;
export type SecretName = z.output<typeof secretName>;
