import type { ResolvedConfig, ResolvedConnection } from '../../../shared/config/resolved.ts';
import type {
  Attributes,
  AttributeValue,
  EventOperation,
  Identifiers,
  IdentifyOperation,
} from '../../../shared/customerio/operations.ts';
import { workspaceOf } from '../../../shared/mapping/read-event.ts';
import { explainValue, type Source } from '../../../shared/people/explain.ts';
import type { PersonRecord } from '../../../shared/people/person-record.ts';
import { OWNED } from '../../../shared/people/state.ts';
import { type PersonSummary, type Purchase, summarize } from '../../../shared/people/summary.ts';
import { viewOf } from '../../../shared/people/view.ts';
import { whySet } from './explain-property.ts';
import type { RehearsedRequest } from './rehearse.ts';

/** A person after all webhooks. */
export interface PersonPreview {
  readonly environment: string;
  readonly identifiers: Identifiers;
  /** Attributes at Customer.io, by name. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Explains the value of each property, including cleared ones. */
  readonly why: readonly ExplainedProperty[];
  /** Subscriptions, the main one first, then one-time purchases. */
  readonly purchases: readonly PurchasePreview[];
  /** Input for `--state`. */
  readonly record: PersonRecord;
}

export interface ExplainedProperty {
  readonly name: string;
  /** `""` if it does not apply. */
  readonly value: AttributeValue;
  readonly rule: string;
  readonly from: readonly PropertySource[];
}

/** A value from an event. */
interface PropertySource {
  readonly event: string;
  /** ISO 8601. */
  readonly at: string;
  readonly says: string;
  readonly value: AttributeValue;
  readonly purchase?: string;
}

export interface PurchasePreview {
  readonly id: string;
  readonly kind: 'subscription' | 'one-time purchase';
  readonly plan?: AttributeValue;
  /** Status of a subscription, or whether a one-time purchase is owned. */
  readonly standing: string;
  /** ISO 8601. */
  readonly since: string;
  readonly isMain: boolean;
}

/**
 * Returns the people of the webhooks as Customer.io has them after applying the requests in order.
 *
 * @param records people after the webhooks
 * @param before people known before
 */
export function explainPeople(
  records: readonly PersonRecord[],
  before: ReadonlyMap<string, PersonRecord>,
  requests: readonly RehearsedRequest[],
  { connections }: Pick<ResolvedConfig, 'connections'>,
): PersonPreview[] {
  return records.flatMap((record) => {
    const connection = connections[record.connection];
    const { identifiers, environment } = record;
    if (connection === undefined || identifiers === undefined) return [];
    const known = before.get(record.key);
    const attributes = new Map<string, AttributeValue>();
    if (known !== undefined) apply(viewAttributes(known, connection), attributes);
    const workspace = workspaceOf(environment, connection);
    for (const request of requests) {
      if (workspace === 'drop' || request.workspace.secret.name !== workspace?.secret.name) continue;
      for (const identify of identifiesIn(request, identifiers)) apply(identify.attributes, attributes);
    }
    const summary = summarize(record.state);
    return [
      {
        environment,
        identifiers,
        attributes: Object.fromEntries(attributes),
        why: explainProperties(summary, connection),
        purchases: toPurchases(summary),
        record,
      },
    ];
  });
}

function viewAttributes({ state }: PersonRecord, connection: ResolvedConnection): Attributes {
  return Object.fromEntries(viewOf(state, connection).map(({ attribute, value }) => [attribute, value]));
}

function apply(written: Attributes, attributes: Map<string, AttributeValue>): void {
  for (const [name, value] of Object.entries(written)) {
    // Customer.io merges the events of the anonymous id and keeps no such attribute.
    if (name === 'anonymous_id') continue;
    if (value === '') attributes.delete(name);
    else attributes.set(name, value);
  }
}

function identifiesIn({ body }: RehearsedRequest, identifiers: Identifiers): IdentifyOperation[] {
  const { batch }: { batch: (IdentifyOperation | EventOperation)[] } = JSON.parse(body);
  const whose = JSON.stringify(identifiers);
  return batch
    .filter((operation) => operation.action === 'identify')
    .filter((identify) => JSON.stringify(identify.identifiers) === whose);
}

/** Returns every property that is on and has a value, with the events it comes from. */
export function explainProperties(
  summary: PersonSummary,
  { userProperties, planPeriodicity }: ResolvedConnection,
): ExplainedProperty[] {
  return userProperties.flatMap(([property, name]) => {
    const { value, sources } = explainValue(property, summary, planPeriodicity);
    if (value === undefined) return [];
    return [{ name, value, rule: whySet(property), from: sources.map(toSource) }];
  });
}

function toSource({ name, said, fact, purchase }: Source): PropertySource {
  return {
    event: fact.event,
    at: new Date(fact.atMs).toISOString(),
    says: name,
    value: said,
    ...(purchase === undefined ? {} : { purchase: idOf(purchase) }),
  };
}

/** Returns the key of a purchase without the prefix for its kind. */
function idOf(key: string): string {
  return key.slice(2);
}

export function toPurchases({ subscriptions, oneTimePurchases }: PersonSummary): PurchasePreview[] {
  const toPreview = (purchase: Purchase, kind: PurchasePreview['kind'], standing: string) => ({
    id: idOf(purchase.key),
    kind,
    ...(purchase.said['plan'] === undefined ? {} : { plan: purchase.said['plan'] }),
    standing,
    since: new Date(purchase.standingSinceMs).toISOString(),
    isMain: purchase === subscriptions[0],
  });
  return [
    ...subscriptions.map((each) => toPreview(each, 'subscription', each.standing ?? 'unknown')),
    ...oneTimePurchases.map((each) =>
      toPreview(each, 'one-time purchase', each.said[OWNED] === true ? 'owned' : 'no longer owned'),
    ),
  ];
}
