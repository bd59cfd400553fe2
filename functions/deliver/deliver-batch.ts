import type { DeliverConfig, Workspace } from '../../shared/config/resolved.ts';
import { type Mapped, mapEvent } from '../../shared/mapping/map-event.ts';
import { type PurchaselyEvent, parseWebhook } from '../../shared/purchasely/webhook.ts';
import type { Outcome } from './outcome.ts';
import type { QueuedWebhook } from './queued-webhook.ts';
import type { ItemOutcome } from './send/judge.ts';
import type { Post } from './send/send-items.ts';
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
  const mapped = webhooks.map((webhook) => mapOrExplain(webhook, config));
  const byWorkspace = Map.groupBy(mapped.filter(isToSend), ({ mapped }) => mapped.workspace.secret.name);
  const sent = await Promise.all([...byWorkspace.values()].map((group) => sendToWorkspace(group, postTo)));
  const outcomes = new Map(sent.flat());

  return mapped.map((webhook) => ({
    ...webhook,
    outcome: outcomes.get(webhook) ?? outcomeWithoutSending(webhook.mapped),
  }));
}

type MappedWebhook = Omit<Delivery, 'outcome'>;

interface WebhookToSend extends MappedWebhook {
  readonly event: PurchaselyEvent;
  readonly mapped: Extract<Mapped, { kind: 'operations' }>;
}

function mapOrExplain(webhook: QueuedWebhook, config: DeliverConfig): MappedWebhook {
  try {
    return mapWebhook(webhook, config);
  } catch (error) {
    // A bug of ours, and one webhook's bug must not hold up the others of its batch.
    const cause = error instanceof Error ? error.name : undefined;
    return { webhook, mapped: { kind: 'unmappable', reason: 'connector-fault', cause } };
  }
}

function mapWebhook(webhook: QueuedWebhook, { connections }: DeliverConfig): MappedWebhook {
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

function isToSend(webhook: MappedWebhook): webhook is WebhookToSend {
  return webhook.mapped.kind === 'operations';
}

async function sendToWorkspace(
  webhooks: readonly WebhookToSend[],
  postTo: PostTo,
): Promise<[MappedWebhook, Outcome][]> {
  const [first] = webhooks;
  if (first === undefined) return [];
  let post: Post;
  try {
    post = await postTo(first.mapped.workspace);
  } catch (error) {
    const fault = credentialsFault(error);
    return webhooks.map((webhook) => [webhook, toOutcome(fault)]);
  }
  const outcomes = await sendOperations(
    webhooks.map(({ event, mapped }) => ({
      createdAtMs: event.createdAtMs,
      identify: mapped.identify,
      event: mapped.event,
    })),
    post,
  );
  return webhooks.map((webhook, index) => [webhook, toOutcome(outcomes[index])]);
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
