import type { DeliverConfig, Workspace } from '../../shared/config/resolved.ts';
import { type Mapped, mapEvent } from '../../shared/mapping/map-event.ts';
import { type PurchaselyEvent, parseWebhook } from '../../shared/purchasely/webhook.ts';
import type { Outcome } from './outcome.ts';
import type { QueuedWebhook } from './queued-webhook.ts';
import type { ItemOutcome, Post } from './send/send-items.ts';
import { NOT_SENT, sendOperations } from './send/send-operations.ts';
import { credentialsFault } from './workspace/credentials-fault.ts';

/** A webhook and how the attempt to deliver it ended. */
export interface Delivery {
  readonly webhook: QueuedWebhook;
  /** Known unless the webhook is unreadable. */
  readonly event?: PurchaselyEvent;
  readonly mapped: Mapped;
  readonly outcome: Outcome;
}

/** Opens the way to a workspace. @throws if its credentials cannot be had */
export type PostTo = (workspace: Workspace) => Promise<Post>;

/** Delivers webhooks of the events queue, each with an outcome of its own: none can spoil another's. */
export async function deliverBatch(
  webhooks: readonly QueuedWebhook[],
  config: DeliverConfig,
  postTo: PostTo,
): Promise<Delivery[]> {
  const plans = webhooks.map((webhook) => plan(webhook, config));
  const byWorkspace = Map.groupBy(plans.filter(isToSend), ({ mapped }) => mapped.workspace.secret.name);
  const sent = await Promise.all([...byWorkspace.values()].map((group) => sendToWorkspace(group, postTo)));
  const outcomes = new Map(sent.flat());

  return plans.map((plan) => ({
    ...plan,
    outcome: outcomes.get(plan) ?? outcomeWithoutSending(plan.mapped),
  }));
}

type Plan = Omit<Delivery, 'outcome'>;

interface PlanToSend extends Plan {
  readonly event: PurchaselyEvent;
  readonly mapped: Extract<Mapped, { kind: 'operations' }>;
}

function plan(webhook: QueuedWebhook, config: DeliverConfig): Plan {
  try {
    return mapWebhook(webhook, config);
  } catch (error) {
    // A bug of ours, and one webhook's bug must not hold up the others of its batch.
    const cause = error instanceof Error ? error.name : undefined;
    return { webhook, mapped: { kind: 'unmappable', reason: 'connector-fault', cause } };
  }
}

function mapWebhook(webhook: QueuedWebhook, { connections }: DeliverConfig): Plan {
  const name = webhook.message.attributes.connection;
  const connection = Object.hasOwn(connections, name) ? connections[name] : undefined;
  if (connection === undefined) {
    return { webhook, mapped: { kind: 'unmappable', reason: 'unknown-connection', field: name } };
  }
  const parsed = parseWebhook(webhook.text);
  switch (parsed.kind) {
    case 'unreadable':
      return { webhook, mapped: { kind: 'unmappable', reason: 'unreadable-webhook', field: parsed.field } };
    case 'unsupported-version':
      return { webhook, mapped: { kind: 'unmappable', reason: 'unsupported-payload-version' } };
    case 'event': {
      const { event } = parsed;
      return { webhook, event, mapped: mapEvent(event, connection, webhook.receivedAtMs) };
    }
  }
}

function isToSend(plan: Plan): plan is PlanToSend {
  return plan.mapped.kind === 'operations';
}

async function sendToWorkspace(plans: readonly PlanToSend[], postTo: PostTo): Promise<[Plan, Outcome][]> {
  const [first] = plans;
  if (first === undefined) return [];
  let post: Post;
  try {
    post = await postTo(first.mapped.workspace);
  } catch (error) {
    const fault = credentialsFault(error);
    return plans.map((plan) => [plan, toOutcome(fault)]);
  }
  const outcomes = await sendOperations(
    plans.map(({ event, mapped }) => ({
      createdAtMs: event.createdAtMs,
      identify: mapped.identify,
      event: mapped.event,
    })),
    post,
  );
  return plans.map((plan, index) => [plan, toOutcome(outcomes[index])]);
}

function toOutcome(item: ItemOutcome = NOT_SENT): Outcome {
  switch (item.kind) {
    case 'accepted':
      return { kind: 'delivered' };
    case 'refused': {
      const { kind: _, ...details } = item;
      return { kind: 'dead-letter', failure: { reason: 'refused-by-customerio', ...details } };
    }
    case 'failed':
      return { ...item, kind: 'retry' };
  }
}

function outcomeWithoutSending(mapped: Mapped): Outcome {
  switch (mapped.kind) {
    case 'skipped':
      return mapped;
    case 'unmappable': {
      const { kind: _, ...failure } = mapped;
      return { kind: 'dead-letter', failure };
    }
    case 'operations':
      throw new Error('operations were mapped and not sent');
  }
}
