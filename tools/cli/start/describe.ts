import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import type { AttributeValue } from '../../../shared/customerio/operations.ts';
import { readEvent } from '../../../shared/mapping/read-event.ts';
import { DEAD_LETTER_REASONS, type DeadLetterReason } from '../../../shared/messages/dead-letter.ts';
import { join } from '../../../shared/people/join.ts';
import { NOTHING_KNOWN, type PersonState } from '../../../shared/people/state.ts';
import { viewOf } from '../../../shared/people/view.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';
import type { RelayedTo, WebhookEntry, WebhookState } from '../../local/ledger.ts';
import { readFacts } from '../../local/webhook-facts.ts';
import { fold, WIDTH } from '../base/fold.ts';

/**
 * Returns a few lines about the state of a webhook.
 *
 * @param name name of its file
 * @param changes changed attributes of the person, each as text
 */
export function describeWebhook(
  { body, state, relayed, failedCopies }: WebhookEntry,
  name: string | undefined,
  changes: readonly string[],
): string[] {
  const { event, person = 'no person', isAnonymous } = readFacts(body);
  const others = [
    ...(relayed === undefined ? [] : [`    backend: ${describeRelayed(relayed)}`]),
    ...failedCopies.map((queue) => `    no copy in ${queue}`),
  ];
  return [
    `${MARKS[state.kind]} ${[event, name].filter(Boolean).join('  ')}`,
    ...fold(`    ${describeState(state, isAnonymous ? `anonymous ${person}` : person)}`),
    ...others,
    ...(state.kind === 'delivered' ? wrap(changes) : []),
  ];
}

function describeRelayed({ status, cause, tookMs }: RelayedTo): string {
  return cause === undefined
    ? `answered ${status} after ${tookMs} ms`
    : `did not answer (${cause}), so Purchasely got ${status}`;
}

const MARKS: Readonly<Record<WebhookState['kind'], string>> = {
  delivered: '✓',
  skipped: '–',
  'dead-lettered': '✗',
  rejected: '✗',
  retrying: '…',
  underway: '…',
};

function describeState(state: WebhookState, person: string): string {
  switch (state.kind) {
    case 'delivered': {
      const what = state.sentName === undefined ? 'no event (switched off)' : `event ${state.sentName}`;
      return `${what} for ${person}`;
    }
    case 'skipped':
      return `skipped: ${state.why}`;
    case 'dead-lettered': {
      const details = [state.field, state.cause].filter(Boolean).join(', ');
      const meaning = DEAD_LETTER_REASONS[state.reason as DeadLetterReason] ?? '';
      return `dead letter: ${state.reason}${details === '' ? '' : ` (${details})`}. ${meaning}`;
    }
    case 'rejected':
      return `rejected with ${state.status} ${state.answer}`;
    case 'retrying':
      return `not delivered yet (${state.cause}); next attempt in ${state.againInSeconds} s`;
    case 'underway':
      return 'accepted, not delivered yet';
  }
}

/** A person in the stand-in for Customer.io. */
export interface PersonAtCustomerio {
  readonly identifiers: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly { readonly name: string }[];
}

export function describePerson({ identifiers, attributes, events }: PersonAtCustomerio): string[] {
  const ids = Object.entries(identifiers).map(([kind, value]) => `${kind} ${value}`);
  const values = Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
  const names = events.map(({ name }) => name).join(', ');
  return [`  ${ids.join(', ')}`, ...wrap(values), ...fold(`    events: ${names || 'none'}`)];
}

/** Wraps values into indented lines. */
function wrap(values: readonly string[]): string[] {
  const lines: string[] = [];
  for (const value of values) {
    const line = lines.at(-1);
    if (line === undefined || line.length + value.length + 2 > WIDTH) lines.push(`    ${value}`);
    else lines[lines.length - 1] = `${line}  ${value}`;
  }
  return lines;
}

/** Derives which attributes of its person each webhook changes. Call it in the order of the webhooks. */
export class PersonHistory {
  readonly #connection: ResolvedConnection;
  readonly #people = new Map<string, PersonState>();

  constructor(connection: ResolvedConnection) {
    this.#connection = connection;
  }

  /** Returns changes such as `plan=MONTHLY` or `trial_ends_at cleared`. Empty for a webhook that changes no person. */
  changesBy(body: Buffer): string[] {
    const parsed = parseWebhook(body.toString('utf8'));
    if (parsed.kind !== 'event') return [];
    const reading = readEvent(parsed.event, this.#connection, Date.now(), () => {});
    if (reading.kind !== 'read' || reading.owner !== 'person') return [];

    const person = JSON.stringify([reading.workspace.secret.name, reading.identifiers]);
    const known = this.#people.get(person) ?? NOTHING_KNOWN;
    const state = join(known, reading.state);
    this.#people.set(person, state);
    const before = this.#attributesOf(known);
    return [...this.#attributesOf(state)]
      .filter(([name, value]) => (before.get(name) ?? '') !== value)
      .map(([name, value]) => (value === '' ? `${name} cleared` : `${name}=${value}`));
  }

  #attributesOf(state: PersonState): Map<string, AttributeValue> {
    return new Map(viewOf(state, this.#connection).map(({ attribute, value }) => [attribute, value]));
  }
}
