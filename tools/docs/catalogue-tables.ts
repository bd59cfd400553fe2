import { readFileSync } from 'node:fs';
import type { ConnectionConfig } from '../../shared/config/define-config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import type { ResolvedConnection } from '../../shared/config/resolved.ts';
import { type Mapped, mapEvent } from '../../shared/mapping/map-event.ts';
import { EVENT_NAMES, EVENTS, type EventName } from '../../shared/purchasely/events.ts';
import {
  PROPERTIES,
  PROPERTY_NAMES,
  type PropertyDescription,
  type PropertyName,
  type PropertyScope,
} from '../../shared/purchasely/properties.ts';
import type { AttributeType } from '../../shared/purchasely/read-attribute.ts';
import { parseWebhook } from '../../shared/purchasely/webhook.ts';

/** Returns the generated texts of docs/mapping.md, by name. */
export function exampleTexts(): Record<string, string> {
  return { example: exampleBatch() };
}

/** Returns the generated texts of shared/purchasely/README.md, by name. */
export function catalogueTexts(): Record<string, string> {
  return { events: eventLists(), properties: propertyLists() };
}

/** Returns the operations of a sample webhook, as Customer.io gets them. */
function exampleBatch(): string {
  const sample = new URL('../local/samples/trial-started.json', import.meta.url);
  const parsed = parseWebhook(readFileSync(sample, 'utf8'));
  if (parsed.kind !== 'event') throw new Error('the sample is not an event');
  const { identify, event } = operationsOf(mapEvent(parsed.event, EXAMPLE, parsed.event.createdAtMs));
  return `\`\`\`json\n${JSON.stringify({ batch: [identify, event] }, null, 2)}\n\`\`\``;
}

function operationsOf(mapped: Mapped): Extract<Mapped, { kind: 'operations' }> {
  if (mapped.kind !== 'operations') throw new Error(`nothing is sent: ${mapped.kind}`);
  return mapped;
}

/** Returns a list for each family, headed by the scopes that its events usually change. An item names other scopes. */
function eventLists(): string {
  const families = Map.groupBy(EVENT_NAMES, (name) => EVENTS[name].family);
  const lists = [...families].map(([family, names]) => {
    const [usual = ''] = names.map(changesBy);
    const items = names.map((name) => {
      const changes = changesBy(name);
      return itemOf(name, EVENTS[name].meaning, changes === usual ? [] : [`changes ${changes}`]);
    });
    return [`**${family}**: changes ${usual}`, '', ...items].join('\n');
  });
  return lists.join('\n\n');
}

/** The subject of the properties of each scope. */
const SCOPES: Readonly<Record<PropertyScope, string>> = {
  person: 'the person of the newest event',
  purchases: 'all subscriptions and one-time purchases of the person',
  subscription: 'the main subscription; on an event, its own subscription',
  'one-time-purchase': 'the newest one-time purchase',
};

function propertyLists(): string {
  const lists = Object.entries(SCOPES).map(([scope, subject]) => {
    const names = PROPERTY_NAMES.filter((name) => PROPERTIES[name].scope === scope);
    const items = names.map((name) => itemOf(name, PROPERTIES[name].meaning, sourceOf(name)));
    return [`**${scope}**: ${subject}`, '', ...items].join('\n');
  });
  return lists.join('\n\n');
}

/** Returns the type that the name of an attribute implies by Purchasely's conventions. */
function impliedType(name: PropertyName): AttributeType {
  if (/^(is|has)_/.test(name)) return 'boolean';
  return name.endsWith('_at') ? 'date' : 'string';
}

/**
 * Returns the type, unless the name implies it; the source, unless it is the attribute of the same name; and when it is
 * cleared.
 */
function sourceOf(name: PropertyName): string[] {
  const { type, how, from, clearedWhen }: PropertyDescription = PROPERTIES[name];
  return [
    ...(type === impliedType(name) ? [] : [type]),
    ...(how === 'copied' && from === name ? [] : [`${how}: ${withCode(from)}`]),
    ...(clearedWhen === undefined ? [] : [`cleared: ${withCode(clearedWhen)}`]),
  ];
}

function itemOf(name: string, meaning: string, facts: readonly string[]): string {
  const sentence = facts.length === 0 ? meaning : `${meaning.replace(/\.$/, '')} (${facts.join('; ')}).`;
  return `- \`${name}\`: ${sentence}`;
}

/** Formats names of attributes, settings and values as code. */
function withCode(text: string): string {
  return text.replace(/\b([a-z]+(_[a-z]+)+|[A-Z]+(_[A-Z]+)+|planPeriodicity|DEACTIVATED|plan)\b/g, '`$1`');
}

/** Returns the scopes that an event changes while it is off and every property is on, according to the mapping. */
function changesBy(name: EventName): string {
  const ofSubscription = scopesChangedBy(name, 'RENEWING_SUBSCRIPTION');
  if (EVENTS[name].family !== 'entitlement') return ofSubscription;
  return `${ofSubscription} for a subscription; ${scopesChangedBy(name, 'CONSUMABLE')} for a one-time purchase`;
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

/** A webhook with every attribute that a property is read from. */
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
