import type { ConnectionConfig } from '../../shared/config/define-config.ts';
import { resolveConfig } from '../../shared/config/resolve.ts';
import type { ResolvedConnection } from '../../shared/config/resolved.ts';
import type { Attributes, EventOperation, IdentifyOperation } from '../../shared/customerio/operations.ts';
import { type Mapped, mapEvent } from '../../shared/mapping/map-event.ts';
import { readEvent } from '../../shared/mapping/read-event.ts';
import { join } from '../../shared/people/join.ts';
import { NOTHING_KNOWN, type PersonState } from '../../shared/people/state.ts';
import { viewOf } from '../../shared/people/view.ts';
import type { PropertyName } from '../../shared/purchasely/properties.ts';
import type { PurchaselyEvent } from '../../shared/purchasely/webhook.ts';
import { anEvent, CREATED_AT_MS, type WebhookAttributes } from './webhooks.ts';

/** Shortly after `anEvent` was created. */
const RECEIVED_AT_MS = CREATED_AT_MS + 1000;

/** A connection as it stands in `connector.config.ts`, resolved; what a test does not say has its default. */
export function aConnection(config: Partial<ConnectionConfig> = {}): ResolvedConnection {
  const environments = { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' };
  const { connections } = resolveConfig(
    { stages: { test: {} }, connections: { app: { environments, ...config } } },
    'test',
  );
  return only(connections['app'], 'the connection');
}

/** What becomes of `anEvent` with these attributes. */
export function mapped(attributes: WebhookAttributes, config?: Partial<ConnectionConfig>): Mapped {
  return mapEvent(anEvent(attributes), aConnection(config), RECEIVED_AT_MS);
}

export function operationsOf(outcome: Mapped): Extract<Mapped, { kind: 'operations' }> {
  if (outcome.kind !== 'operations') throw new Error(`not operations but ${JSON.stringify(outcome)}`);
  return outcome;
}

/** The event that is sent for `anEvent` with these attributes; every event is on unless the test says otherwise. */
export function sentEvent(
  attributes: WebhookAttributes,
  config: Partial<ConnectionConfig> = {},
): EventOperation {
  return only(operationsOf(mapped(attributes, { events: { unlisted: true }, ...config })).event, 'the event');
}

/** The identify that is sent for `anEvent` with these attributes; every event is on unless the test says otherwise. */
export function sentIdentify(
  attributes: WebhookAttributes,
  config: Partial<ConnectionConfig> = {},
): IdentifyOperation {
  return only(
    operationsOf(mapped(attributes, { events: { unlisted: true }, ...config })).identify,
    'the identify',
  );
}

/** What `anEvent` with these attributes tells about the person, with only these properties on. */
export function propertiesSet(attributes: WebhookAttributes, ...names: readonly PropertyName[]): Attributes {
  return sentIdentify(attributes, { userProperties: switchedOn(names) }).attributes;
}

export function switchedOn<Name extends string>(names: readonly Name[]): Partial<Record<Name, true>> {
  return Object.fromEntries(names.map((name) => [name, true])) as Partial<Record<Name, true>>;
}

/** What is known of a person once these events were heard, in this order. */
export function stateAfter(events: readonly PurchaselyEvent[], connection: ResolvedConnection): PersonState {
  const states = events.map((event) => {
    const reading = readEvent(event, connection, Math.max(RECEIVED_AT_MS, event.createdAtMs), () => {});
    if (reading.kind !== 'read') throw new Error(`not read but ${JSON.stringify(reading)}`);
    return reading.state;
  });
  return states.reduce(join, NOTHING_KNOWN);
}

/** A person's attributes at Customer.io after these events, in this order. */
export function personAfter(
  events: readonly PurchaselyEvent[],
  connection: ResolvedConnection,
): Record<string, unknown> {
  const view = viewOf(stateAfter(events, connection), connection);
  return Object.fromEntries(
    view.filter(({ value }) => value !== '').map(({ attribute, value }) => [attribute, value]),
  );
}

function only<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} is missing`);
  return value;
}
