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
  /** As Customer.io has them, by name. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Why each property has its value; those that are cleared included. */
  readonly why: readonly ExplainedProperty[];
  /** Subscriptions, the main one first, then one-time purchases. */
  readonly purchases: readonly PurchasePreview[];
  /** What `--state` starts from. */
  readonly record: PersonRecord;
}

export interface ExplainedProperty {
  readonly name: string;
  /** `""`: it does not apply. */
  readonly value: AttributeValue;
  readonly rule: string;
  readonly from: readonly PropertySource[];
}

/** What an event has said. */
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
  /** How a subscription stands, or whether a one-time purchase is owned. */
  readonly standing: string;
  /** ISO 8601. */
  readonly since: string;
  readonly isMain: boolean;
}

/**
 * Who the webhooks are about, as Customer.io has them once it has applied the requests, in their order.
 *
 * @param records as they are after the webhooks
 * @param before of those who were known before
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
    // A claim: Customer.io merges what the anonymous id did, and keeps no such attribute.
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

/** Every property that is on and has a value, and the events it comes from. */
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

/** A purchase's key without the prefix that tells its kind. */
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
      toPreview(each, 'one-time purchase', each.said[OWNED] === true ? 'owned' : 'not owned any more'),
    ),
  ];
}
