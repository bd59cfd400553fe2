import type { ResolvedConnection } from '../../../shared/config/resolved.ts';
import type { Attributes } from '../../../shared/customerio/operations.ts';
import { mapEvent } from '../../../shared/mapping/map-event.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';

/** Tells webhook by webhook which attributes of its person change, in the order in which it is asked. */
export class PersonHistory {
  readonly #connection: ResolvedConnection;
  readonly #people = new Map<string, Attributes>();

  constructor(connection: ResolvedConnection) {
    this.#connection = connection;
  }

  /** Such as `plan=MONTHLY` or `trial_ends_at cleared`; none for a webhook that changes nobody. */
  changesBy(body: Buffer): string[] {
    const parsed = parseWebhook(body.toString('utf8'));
    if (parsed.kind !== 'event') return [];
    const mapped = mapEvent(parsed.event, this.#connection, Date.now());
    if (mapped.kind !== 'operations' || mapped.identify === undefined) return [];

    const { identifiers, attributes } = mapped.identify;
    const person = JSON.stringify([mapped.workspace.secret.name, identifiers]);
    const before = this.#people.get(person) ?? {};
    this.#people.set(person, { ...before, ...attributes });
    return Object.entries(attributes)
      .filter(([name, value]) => (before[name] ?? '') !== value)
      .map(([name, value]) => (value === '' ? `${name} cleared` : `${name}=${value}`));
  }
}
