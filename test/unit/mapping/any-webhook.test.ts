import fc from 'fast-check';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import {
  isReservedPersonAttribute,
  MAX_ATTRIBUTE_NAME_BYTES,
  MAX_ATTRIBUTE_VALUE_BYTES,
  MAX_ATTRIBUTES,
  MAX_EVENT_NAME_BYTES,
  MAX_ITEM_BYTES,
  RESERVED_EVENT_ATTRIBUTES,
} from '../../../shared/customerio/limits.ts';
import type { EventOperation, IdentifyOperation } from '../../../shared/customerio/operations.ts';
import { mapEvent } from '../../../shared/mapping/map-event.ts';
import { EVENT_NAMES } from '../../../shared/purchasely/events.ts';
import { PROPERTY_NAMES } from '../../../shared/purchasely/properties.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';
import connectorConfig from '../../support/cinema.config.ts';
import { aConnection, switchedOn } from '../../support/mapping.ts';

const RECEIVED_AT_MS = Date.parse('2026-10-01T00:00:00Z');
const RECEIVED_AT_SECONDS = RECEIVED_AT_MS / 1000;

const connections: Record<string, ResolvedConnection> = {
  ...resolveConfig(connectorConfig, 'prod').connections,
  everything: aConnection({
    environments: { PRODUCTION: { region: 'us' }, SANDBOX: { region: 'us' } },
    events: { unlisted: true },
    eventAttributes: { rename: { plan: 'Plan', attribution_utm_source: 'source' } },
    userProperties: { ...switchedOn(PROPERTY_NAMES), prefix: 'purchasely_' },
  }),
  persons: aConnection({
    identity: { userId: 'email', anonymous: 'person' },
    events: { unlisted: true },
    userProperties: { prefix: 'p_', ...switchedOn(PROPERTY_NAMES) },
  }),
};

/** A text as long as can be, of any characters, or half a character. */
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', minLength: 900, maxLength: 1100, size: 'max' }),
  fc.constant('half a character: \ud83d'),
);
const anything = fc.oneof({ arbitrary: fc.jsonValue(), weight: 1 }, { arbitrary: anyText, weight: 1 });
const likely = (...values: readonly unknown[]) =>
  fc.oneof({ arbitrary: fc.constantFrom(...values), weight: 3 }, { arbitrary: anything, weight: 1 });

const owners = fc.oneof(
  fc.record({ user_id: likely('user-1', 'Ann@Example.com', 42) }),
  fc.record({ anonymous_user_id: likely('device-1') }),
  fc.record({ user_id: likely('user-1'), anonymous_user_id: likely('device-1', null) }),
);

/** Text and milliseconds of one instant, or one of them, or something that is no date. */
const datesNamed = (name: string) =>
  fc.oneof(
    fc.date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') }).chain((date) =>
      fc.record(
        {
          [name]: fc.constant<unknown>(date.toISOString()),
          [`${name}_ms`]: fc.constant<unknown>(date.getTime()),
        },
        { requiredKeys: [] },
      ),
    ),
    fc.record({ [name]: anything }),
  );

const known = fc.record(
  {
    event_id: likely('e-1', '', null),
    environment: likely('PRODUCTION', 'SANDBOX'),
    purchase_type: likely('RENEWING_SUBSCRIPTION', 'CONSUMABLE'),
    subscription_status: likely('AUTO_RENEWING', 'DEACTIVATED', 'FROZEN'),
    offer_type: likely('NONE', 'FREE_TRIAL', 'PROMO_CODE'),
    plan: anything,
    placement: anything,
    attribution: fc.dictionary(fc.constantFrom('utm_source', 'utm_medium', 'clicked_at'), anything),
    transferred_from_anonymous_user_id: likely('device-2'),
    plan_price_in_eur: likely(9.99, '9.99', '-0', 1e300),
    store_country: likely('FR', null),
    recipient: anything,
    id: anything,
    _update: anything,
  },
  { requiredKeys: [] },
);

/** No underscore: what comes of an object's keys must not happen to be the name of another attribute. */
const otherNames = anyText.filter((name) => !name.includes('_'));

const bodies = fc
  .tuple(
    fc.dictionary(otherNames, fc.jsonValue(), { maxKeys: 20 }),
    known,
    datesNamed('effective_next_renewal_at'),
    datesNamed('grace_period_expires_at'),
    owners,
    fc.record({
      event_name: fc.oneof(fc.constantFrom<string>(...EVENT_NAMES), anyText),
      event_created_at_ms: fc.oneof(
        fc.integer({ min: 1_700_000_000_000, max: RECEIVED_AT_MS }),
        fc.maxSafeNat(),
      ),
    }),
  )
  .map((parts): Record<string, unknown> => Object.assign({}, ...parts));

test.each(Object.keys(connections))('any webhook at all becomes an outcome (%s)', (name) => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), bodies.map(toText)), (body) => {
      expect(() => outcomeOf(body, name)).not.toThrow();
    }),
  );
});

test.each(Object.keys(connections))('every operation is one that Customer.io takes (%s)', (name) => {
  fc.assert(
    fc.property(bodies, (body) => {
      for (const operation of operationsFor(body, name)) {
        expect(faultsOf(operation)).toEqual([]);
      }
    }),
  );
});

test.each(Object.keys(connections))('the order of the attributes changes nothing (%s)', (name) => {
  fc.assert(
    fc.property(bodies, (body) => {
      const reordered = Object.fromEntries(Object.entries(body).reverse());

      expect(operationsFor(reordered, name)).toEqual(operationsFor(body, name));
    }),
  );
});

test('the generated webhooks are not all refused', () => {
  const becameOperations = fc
    .sample(bodies, { numRuns: 200, seed: 1 })
    .filter((body) => operationsFor(body, 'everything').length > 0);

  expect(becameOperations.length).toBeGreaterThan(40);
});

function toText(body: Record<string, unknown>): string {
  return JSON.stringify(body);
}

function outcomeOf(text: string, connectionName: string) {
  const connection = connections[connectionName];
  if (connection === undefined) throw new Error(`no connection named ${connectionName}`);
  const parsed = parseWebhook(text);
  return parsed.kind === 'event' ? mapEvent(parsed.event, connection, RECEIVED_AT_MS) : parsed;
}

function operationsFor(
  body: Record<string, unknown>,
  connectionName: string,
): (IdentifyOperation | EventOperation)[] {
  const outcome = outcomeOf(toText(body), connectionName);
  if (outcome.kind !== 'operations') return [];
  return [outcome.identify, outcome.event].filter((operation) => operation !== undefined);
}

/** What of the published limits an operation breaks. */
function faultsOf(operation: IdentifyOperation | EventOperation): string[] {
  const { timestamp, attributes, identifiers } = operation;
  const names = Object.keys(attributes);
  const texts = Object.values(attributes).filter((value) => typeof value === 'string');
  const isPerson = operation.action === 'identify';
  const checks: Record<string, boolean> = {
    'larger than an item may be': bytes(JSON.stringify(operation)) > MAX_ITEM_BYTES,
    'more attributes than one call may have': names.length > MAX_ATTRIBUTES,
    'an attribute with a value too long': texts.some((text) => bytes(text) > MAX_ATTRIBUTE_VALUE_BYTES),
    'an attribute with a name too long': names.some((name) => bytes(name) > MAX_ATTRIBUTE_NAME_BYTES),
    'an attribute without a name': names.includes(''),
    'half a character': [...names, ...texts].some((text) => !text.isWellFormed()),
    'a reserved attribute of a person':
      isPerson && names.some((name) => name !== 'anonymous_id' && isReservedPersonAttribute(name)),
    'a reserved attribute of an event':
      !isPerson && names.some((name) => RESERVED_EVENT_ATTRIBUTES.has(name)),
    'an identify without a time': isPerson && timestamp === undefined,
    'a time that is no whole second or out of bounds': timestamp !== undefined && !isTime(timestamp),
    'a name too long': operation.action === 'event' && bytes(operation.name) > MAX_EVENT_NAME_BYTES,
    'an event without a name': operation.action === 'event' && operation.name.trim() === '',
    'no identifier': Object.values(identifiers).join('').trim() === '',
    'more than one identifier': Object.keys(identifiers).length !== 1,
  };
  return Object.keys(checks).filter((fault) => checks[fault]);
}

function isTime(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 1_000_000_000 && seconds <= RECEIVED_AT_SECONDS + 86_400;
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
