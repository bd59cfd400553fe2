import type {
  EventOperation,
  Identifiers,
  IdentifyOperation,
} from '../../../shared/customerio/operations.ts';
import { mergeIdentifies } from './merge-identifies.ts';
import { packGroups } from './pack.ts';
import { type ItemFailure, type ItemOutcome, type Post, sendItems } from './send-items.ts';

/** What one webhook has to say to Customer.io. */
export interface WebhookOperations {
  readonly createdAtMs: number;
  readonly identify: IdentifyOperation | undefined;
  readonly event: EventOperation | undefined;
}

/** Stands where an outcome is missing: nothing is taken for delivered that nobody has accepted. */
export const NOT_SENT: ItemFailure = { kind: 'failed', fault: 'transient', cause: 'not sent' };

/** One item of a request, and the webhooks whose fate hangs on it. */
interface Item {
  readonly json: string;
  /** Positions in the input. */
  readonly sources: readonly number[];
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
  const persons = Map.groupBy(webhooks.keys(), (position) => personOf(webhooks[position]));
  const fates: ItemOutcome[][] = webhooks.map(() => []);
  const contested = new Set<number>();

  const groups = [...persons.values()].map((positions) => toItems(webhooks, positions));
  const failure = await send(groups, post, undefined, (item, outcome) => {
    const isShared = outcome.kind === 'refused' && item.sources.length > 1;
    for (const position of item.sources) {
      if (isShared) contested.add(position);
      else fates[position]?.push(outcome);
    }
  });
  // A merged identify was refused, and only one of its webhooks may be at fault: let each speak for itself.
  const alone = [...contested]
    .sort((one, other) => one - other)
    .map((position) => identifyItem(webhooks, position));
  await send(alone, post, failure, (item, outcome) => {
    for (const position of item.sources) fates[position]?.push(outcome);
  });
  return fates.map(worstOf);
}

/**
 * Sends groups of items until one fails: Customer.io has just said that it is not well, so the rest waits for its turn.
 *
 * @param earlier a failure that happened before
 * @returns the failure that ended it, if one did
 */
async function send(
  groups: readonly Item[][],
  post: Post,
  earlier: ItemFailure | undefined,
  onOutcome: (item: Item, outcome: ItemOutcome) => void,
): Promise<ItemFailure | undefined> {
  let failure = earlier;
  for (const request of packGroups(groups)) {
    const known = failure;
    const outcomes = known === undefined ? await sendItems(jsonOf(request), post) : request.map(() => known);
    failure ??= outcomes.find((outcome) => outcome.kind === 'failed');
    for (const [index, outcome] of outcomes.entries()) {
      const item = request[index];
      if (item !== undefined) onOutcome(item, outcome);
    }
  }
  return failure;
}

function jsonOf(items: readonly Item[]): string[] {
  return items.map(({ json }) => json);
}

/** A person's items: identifies first, oldest first, then the events. */
function toItems(webhooks: readonly WebhookOperations[], positions: readonly number[]): Item[] {
  const identifying = positions.filter((position) => webhooks[position]?.identify !== undefined);
  const identifies = mergeIdentifies(
    identifying.flatMap((position) => {
      const { identify, createdAtMs = 0 } = webhooks[position] ?? {};
      return identify === undefined ? [] : [{ operation: identify, createdAtMs }];
    }),
  );
  const events = positions.flatMap((position): Item[] => {
    const event = webhooks[position]?.event;
    return event === undefined ? [] : [{ json: JSON.stringify(event), sources: [position] }];
  });
  return [
    ...identifies.map(({ operation, sources }) => ({
      json: JSON.stringify(operation),
      sources: sources.flatMap((source) => identifying[source] ?? []),
    })),
    ...events,
  ];
}

function identifyItem(webhooks: readonly WebhookOperations[], position: number): Item[] {
  const identify = webhooks[position]?.identify;
  return identify === undefined ? [] : [{ json: JSON.stringify(identify), sources: [position] }];
}

function personOf(webhook: WebhookOperations | undefined): string {
  const identifiers: Identifiers | undefined = webhook?.identify?.identifiers ?? webhook?.event?.identifiers;
  return JSON.stringify(identifiers);
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
