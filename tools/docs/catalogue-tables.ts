import { readFileSync } from 'node:fs';
import type { ConnectionConfig } from '../../shared/config/define-config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import type { ResolvedConnection } from '../../shared/config/resolved.ts';
import { type Mapped, mapEvent } from '../../shared/mapping/map-event.ts';
import { EVENT_NAMES, EVENTS, type EventName } from '../../shared/purchasely/events.ts';
import { PROPERTIES, PROPERTY_NAMES, type PropertyDescription } from '../../shared/purchasely/properties.ts';
import type { AttributeType } from '../../shared/purchasely/read-attribute.ts';
import { parseWebhook } from '../../shared/purchasely/webhook.ts';
import { markdownTable } from '../cli/base/words.ts';

/** The generated texts of docs/mapping.md, by name. */
export function catalogueTexts(): Record<string, string> {
  return {
    example: exampleBatch(),
    events: eventsTable(),
    properties: propertiesTable(),
  };
}

/** The operations of a sample webhook, as Customer.io gets them. */
function exampleBatch(): string {
  const sample = new URL('../local/samples/trial-started.json', import.meta.url);
  const parsed = parseWebhook(readFileSync(sample, 'utf8'));
  if (parsed.kind !== 'event') throw new Error('the sample is no event');
  const { identify, event } = operationsOf(mapEvent(parsed.event, EXAMPLE, parsed.event.createdAtMs));
  return `\`\`\`json\n${JSON.stringify({ batch: [identify, event] }, null, 2)}\n\`\`\``;
}

function operationsOf(mapped: Mapped): Extract<Mapped, { kind: 'operations' }> {
  if (mapped.kind !== 'operations') throw new Error(`nothing is sent: ${mapped.kind}`);
  return mapped;
}

function eventsTable(): string {
  return markdownTable([
    ['Event', 'Family', 'Meaning', 'Changes, sent or not'],
    ...EVENT_NAMES.map((name) => {
      const { family, meaning } = EVENTS[name];
      return [`\`${name}\``, family, meaning, changesBy(name)];
    }),
  ]).join('\n');
}

function propertiesTable(): string {
  return markdownTable([
    ['Property', 'Meaning', 'Type', 'Scope', 'How', 'From', 'Cleared when'],
    ...PROPERTY_NAMES.map((name) => {
      const { type, scope, meaning, how, from, clearedWhen }: PropertyDescription = PROPERTIES[name];
      const source = how === 'copied' ? `\`${from}\`` : withCode(from);
      return [`\`${name}\``, meaning, type, scope, how, source, withCode(clearedWhen ?? 'never')];
    }),
  ]).join('\n');
}

/** Names of attributes, settings and values, set as code. */
function withCode(text: string): string {
  return text.replace(/\b([a-z]+(_[a-z]+)+|[A-Z]+(_[A-Z]+)+|planPeriodicity|DEACTIVATED|plan)\b/g, '`$1`');
}

/** What an event changes of a person when it is switched off and every property is on, asked of the mapping itself. */
function changesBy(name: EventName): string {
  const ofSubscription = scopesChangedBy(name, 'RENEWING_SUBSCRIPTION');
  if (EVENTS[name].family !== 'entitlement') return ofSubscription;
  return `of a subscription: ${ofSubscription}; of a one-time purchase: ${scopesChangedBy(name, 'CONSUMABLE')}`;
}

function scopesChangedBy(name: EventName, purchaseType: string): string {
  const createdAtMs = Date.UTC(2026, 0, 1);
  const body = { ...FULL_BODY, purchase_type: purchaseType };
  const event = { name, createdAtMs, environment: 'PRODUCTION', userId: 'user-1', body };
  const mapped = mapEvent(event, EVERY_PROPERTY, createdAtMs);
  if (mapped.kind !== 'operations') return 'nothing';
  const changed = PROPERTY_NAMES.filter((property) => property in (mapped.identify?.attributes ?? {}));
  return [...new Set(changed.map((property) => PROPERTIES[property].scope))].join(', ');
}

const EXAMPLES: Readonly<Record<AttributeType, unknown>> = {
  string: 'example',
  boolean: true,
  number: 9.99,
  date: '2026-01-01T00:00:00.000Z',
};

/** A webhook that carries every attribute a property is read from. */
const FULL_BODY = Object.fromEntries(
  PROPERTY_NAMES.map((name) => [PROPERTIES[name].from, EXAMPLES[PROPERTIES[name].type]]),
);

const EXAMPLE: ResolvedConnection = connectionWith({
  events: { TRIAL_STARTED: true },
  eventAttributes: { include: ['plan', 'placement', 'effective_next_renewal_at', 'is_in_trial'] },
  userProperties: {
    has_active_subscription: true,
    is_in_trial: true,
    plan: true,
    promotional_offer_id: true,
    grace_period_expires_at: true,
  },
});

/** A connection with every event off and every property on. */
const EVERY_PROPERTY: ResolvedConnection = connectionWith({
  userProperties: Object.fromEntries(PROPERTY_NAMES.map((name) => [name, true])),
});

function connectionWith(config: Partial<ConnectionConfig>): ResolvedConnection {
  const environments = { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' };
  const { connections } = resolveConfig(
    { stages: { docs: {} }, connections: { docs: { environments, ...config } } },
    'docs',
  );
  const { docs } = connections;
  if (docs === undefined) throw new Error('the connection is missing');
  return docs;
}
