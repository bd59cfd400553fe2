import type { EventOperation, IdentifyOperation } from '../../../shared/customerio/operations.ts';
import type { ItemFailure, ItemOutcome } from './judge.ts';
import { mergeIdentifies } from './merge-identifies.ts';
import { packGroups } from './pack.ts';
import { type Post, sendItems } from './send-items.ts';

/** What one webhook has to say to Customer.io. */
export interface WebhookOperations {
  readonly createdAtMs: number;
  readonly identify: IdentifyOperation | undefined;
  readonly event: EventOperation | undefined;
}

/** Stands where an outcome is missing: nothing is taken for delivered that nobody has accepted. */
export const NOT_SENT: ItemFailure = { kind: 'failed', fault: 'transient', cause: { kind: 'not-sent' } };

/** One item of a request, and the webhooks whose outcome hangs on it. */
interface Item {
  readonly json: string;
  readonly webhooks: readonly WebhookOperations[];
}

/**
 * Sends what several webhooks have to say to one workspace, in as few requests as possible, and finds out what became
 * of each webhook.
 *
 * This is the one place where the operations of a person meet: whoever wants to hold some of them back, say by a
 * person's newest applied time, does it here.
 */
export async function sendOperations(
  webhooks: readonly WebhookOperations[],
  post: Post,
): Promise<ItemOutcome[]> {
  const outcomes = new Map<WebhookOperations, ItemOutcome[]>(webhooks.map((webhook) => [webhook, []]));
  const contested = new Set<WebhookOperations>();
  const record = (item: Item, outcome: ItemOutcome) => {
    for (const webhook of item.webhooks) outcomes.get(webhook)?.push(outcome);
  };

  const people = [...Map.groupBy(webhooks, personOf).values()];
  const failure = await send(people.map(toItems), post, undefined, (item, outcome) => {
    if (outcome.kind === 'refused' && item.webhooks.length > 1) {
      for (const webhook of item.webhooks) contested.add(webhook);
    } else {
      record(item, outcome);
    }
  });
  // A merged identify was refused, and only one of its webhooks may be at fault: let each speak for itself.
  const alone = webhooks.filter((webhook) => contested.has(webhook)).map(toIdentifyItem);
  await send(alone, post, failure, record);
  return webhooks.map((webhook) => worstOf(outcomes.get(webhook) ?? []));
}

/**
 * Sends groups of items until one fails: Customer.io has just said that it is not well, so the rest waits for its turn.
 *
 * @param earlier a failure that happened before
 * @returns the failure that ended it, if one did
 */
async function send(
  groups: readonly (readonly Item[])[],
  post: Post,
  earlier: ItemFailure | undefined,
  onOutcome: (item: Item, outcome: ItemOutcome) => void,
): Promise<ItemFailure | undefined> {
  let failure = earlier;
  for (const request of packGroups(groups)) {
    const items = request.map(({ json }) => json);
    const known = failure;
    const outcomes = known === undefined ? await sendItems(items, post) : items.map(() => known);
    failure ??= outcomes.find((outcome) => outcome.kind === 'failed');
    for (const [index, item] of request.entries()) onOutcome(item, outcomes[index] ?? NOT_SENT);
  }
  return failure;
}

/** A person's items: identifies first, oldest first, then the events. */
function toItems(webhooks: readonly WebhookOperations[]): Item[] {
  const identifying = webhooks.filter((webhook) => webhook.identify !== undefined);
  const identifies = mergeIdentifies(
    identifying.flatMap(({ identify, createdAtMs }) =>
      identify === undefined ? [] : [{ operation: identify, createdAtMs }],
    ),
  );
  return [
    ...identifies.map(({ operation, sources }) => ({
      json: JSON.stringify(operation),
      webhooks: sources.flatMap((source) => identifying[source] ?? []),
    })),
    ...webhooks.flatMap((webhook) =>
      webhook.event === undefined ? [] : [{ json: JSON.stringify(webhook.event), webhooks: [webhook] }],
    ),
  ];
}

function toIdentifyItem(webhook: WebhookOperations): Item[] {
  const { identify } = webhook;
  return identify === undefined ? [] : [{ json: JSON.stringify(identify), webhooks: [webhook] }];
}

function personOf({ identify, event }: WebhookOperations): string {
  return JSON.stringify(identify?.identifiers ?? event?.identifiers);
}

/** A failure outweighs a refusal: what could not be tried yet deserves its try before the webhook is given up. */
function worstOf(outcomes: readonly ItemOutcome[]): ItemOutcome {
  return (
    outcomes.find(({ kind }) => kind === 'failed') ??
    outcomes.find(({ kind }) => kind === 'refused') ??
    outcomes[0] ??
    NOT_SENT
  );
}
