import { fold } from '../base/fold.ts';
import { table } from '../base/tables.ts';
import type { Line } from '../base/terminal.ts';
import type { ExplainedProperty, PersonPreview, PurchasePreview } from './explain-people.ts';
import type { Explained, ExplainedAttribute, LeftOut, Sends } from './explained.ts';
import type { Preview, WebhookPreview } from './preview-webhooks.ts';
import type { RehearsedRequest } from './rehearse.ts';

/** Returns the lines of a preview: each webhook with its reasons, each person, then the requests. */
export function describePreview({ webhooks, people, requests }: Preview, off: readonly string[]): Line[] {
  return [
    ...webhooks.flatMap((webhook) => [...describeWebhook(webhook), '']),
    // With one webhook, the person has only its values.
    ...(webhooks.length === 1 && people.every(({ record }) => record.revision === 1)
      ? []
      : people.flatMap((person) => [...describePerson(person), ''])),
    ...(off.length === 0 ? [] : [...fold(`Off in userProperties: ${off.join(', ')}`), '']),
    ...requests.flatMap(describeRequest),
  ];
}

function describePerson({ identifiers, purchases, why, attributes }: PersonPreview): Line[] {
  const [who] = Object.entries(identifiers).map(([kind, id]) => `${kind} ${id}`);
  return [
    bold(`${who}, after all webhooks`),
    ...table(purchases.map(describePurchase)),
    ...describeByEvents(why.map(({ name, from }) => ({ name, from, value: attributes[name] ?? '' }))),
  ];
}

export function describePurchase({ kind, id, plan, standing, since, isMain }: PurchasePreview): string[] {
  const name = plan === undefined ? id : `${plan} (${id})`;
  return [`  ${isMain ? 'main ' : ''}${kind}`, name, `${standing} since ${since.replace('.000Z', 'Z')}`];
}

type WithEvents = Pick<ExplainedProperty, 'name' | 'value' | 'from'>;

/** Lists attributes below the events that their values come from. */
export function describeByEvents(attributes: readonly WithEvents[]): string[] {
  const byEvents = Map.groupBy(attributes, ({ from }) => describeEvents(from));
  return [...byEvents].flatMap(([events, group]) => [
    ...fold(`  ${events}:`),
    ...table(group.map((attribute) => [`    ${attribute.name}`, describeValue(attribute)])),
  ]);
}

function describeEvents(from: ExplainedProperty['from']): string {
  const events = new Set(from.map(({ event, at }) => `${event} of ${at.replace('.000Z', 'Z')}`));
  return events.size === 0 ? 'no event says otherwise' : [...events].join(', ');
}

function describeWebhook({ webhook, eventName, outcome }: WebhookPreview): Line[] {
  const title = bold([eventName, webhook].filter((part) => part !== undefined).join('  '));
  switch (outcome.kind) {
    case 'skips':
      return [title, ...fold(`  skipped, nothing is sent: ${outcome.why}`), ...fold(`  ${outcome.because}`)];
    case 'dead-letters': {
      const { reason, field, cause } = outcome.failure;
      const details = [field, cause].filter((part) => part !== undefined && part !== '').join(', ');
      return [
        title,
        ...fold(`  dead letter: ${reason}${details === '' ? '' : ` (${details})`}`),
        ...fold(`  ${outcome.because}`),
      ];
    }
    case 'sends':
      return [title, ...describeSends(outcome).flatMap(fold)];
  }
}

function describeSends({ workspace, region, identifiers, person, event, adjustments }: Sends): string[] {
  const owner = Object.entries(identifiers).map(([kind, id]) => `${kind} ${id}`);
  return [
    `  ${owner}, workspace of ${workspace} (${region})`,
    ...('why' in person
      ? [`  no attributes: ${person.why}`]
      : [`  person${timeOf(person)}`, ...describeAttributes(person, 'unchanged')]),
    ...('why' in event
      ? [`  no event: ${event.why}`]
      : [`  event ${event.name}${timeOf(event)}, id ${event.id}`, ...describeAttributes(event, 'left out')]),
    ...adjustments.map(({ field, what }) => `  adjusted: ${field}, ${what}`),
  ];
}

function timeOf({ timestamp }: Explained): string {
  return timestamp === undefined ? ', at the time of receipt' : `, as of ${toIso(timestamp)}`;
}

function describeAttributes({ attributes, without }: Explained, missing: string): string[] {
  return [
    ...table(
      attributes.map((attribute) => [
        `    ${attribute.name}`,
        describeValue(attribute),
        describeWhy(attribute),
      ]),
    ),
    ...describeWithout(without, missing),
  ];
}

/** Longer texts would hide the reasons. The request below has the whole text. */
const MAX_WIDTH = 40;

export function describeValue({ name, value }: Pick<ExplainedAttribute, 'name' | 'value'>): string {
  if (value === '') return 'cleared';
  const text = JSON.stringify(value);
  if (typeof value === 'number' && name.endsWith('_at')) return `${text} (${toIso(value)})`;
  return shorten(text);
}

/** Returns the rule and the values it read, except those equal to the result or shown in the title. */
function describeWhy({ value, from, why }: ExplainedAttribute): string {
  const found = Object.entries(from)
    .filter(([name, raw]) => raw !== value && !(raw === null && value === '') && name !== 'event_name')
    .map(([name, raw]) => (raw === null ? `no ${name}` : `${name} ${shorten(JSON.stringify(raw))}`));
  return found.length === 0 ? why : `${why} [${found.join(', ')}]`;
}

function shorten(text: string): string {
  return text.length > MAX_WIDTH ? `${text.slice(0, MAX_WIDTH)}…` : text;
}

function describeWithout(without: readonly LeftOut[], missing: string): string[] {
  const byReason = Map.groupBy(without, ({ why }) => why);
  return [...byReason].map(
    ([why, names]) => `    ${missing}: ${names.map(({ name }) => name).join(', ')} (${why})`,
  );
}

function describeRequest({ workspace, body }: RehearsedRequest): Line[] {
  return [
    ...fold(`POST /api/v2/batch, ${workspace.region}, credentials of ${workspace.secret.name}`).map(bold),
    ...JSON.stringify(JSON.parse(body), null, 2).split('\n'),
    '',
  ];
}

function bold(text: string): Line {
  return { style: 'bold', text };
}

function toIso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
