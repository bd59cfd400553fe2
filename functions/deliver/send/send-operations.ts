import type { EventOperation, IdentifyOperation } from '../../../shared/customerio/operations.ts';
import type { ItemFailure, ItemOutcome } from './judge.ts';
import { packGroups } from './pack.ts';
import { type Post, sendItems } from './send-items.ts';

/** What there is to say of one person, or of somebody who has not logged in. */
export interface PersonOperations {
  /** First of all, so that the events find their person. Every event hangs on them. */
  readonly identifies: readonly IdentifyOperation[];
  /** Of one webhook each; nothing where only the person changes. */
  readonly events: readonly (EventOperation | undefined)[];
}

/** Stands where an outcome is missing: nothing is taken for delivered that nobody has accepted. */
export const NOT_SENT: ItemFailure = { kind: 'failed', fault: 'transient', cause: { kind: 'not-sent' } };

/** One item of a request; which person, and which of their events. */
interface Item {
  readonly json: string;
  readonly person: number;
  /** `undefined`: an identify. */
  readonly event: number | undefined;
}

/** Requests that are out at the same time: as many as a full batch becomes. */
const MAX_SIDE_BY_SIDE = 6;

/**
 * Sends what there is to say of several people to one workspace, in as few requests as possible, several side by side.
 * What is said of one person is never in two of them at once. After a failure the requests still to come are not sent:
 * Customer.io has just said that it is not well.
 *
 * @returns of each person, the outcome of each of their webhooks
 */
export async function sendOperations(
  people: readonly PersonOperations[],
  post: Post,
): Promise<ItemOutcome[][]> {
  const outcomes = people.map(({ events }) => events.map((): ItemOutcome[] => []));
  let failure: ItemFailure | undefined;
  const postUnlessFailed: Post = async (body) => failure ?? post(body);

  async function send(request: readonly Item[]): Promise<void> {
    const results = await sendItems(
      request.map(({ json }) => json),
      postUnlessFailed,
    );
    failure ??= results.find((outcome) => outcome.kind === 'failed');
    for (const [index, { person, event }] of request.entries()) {
      const outcome = results[index] ?? NOT_SENT;
      for (const [position, ofWebhook] of outcomes[person]?.entries() ?? []) {
        if (event === undefined || event === position) ofWebhook.push(outcome);
      }
    }
  }

  const sequences = sequencesOf(packGroups(people.map(toItems))).values();
  const lanes = Array.from({ length: MAX_SIDE_BY_SIDE }, async () => {
    for (const sequence of sequences) for (const request of sequence) await send(request);
  });
  await Promise.all(lanes);
  return outcomes.map((ofPerson) => ofPerson.map(worstOf));
}

/** Requests that have to go one after the other, because somebody is in several of them. */
function sequencesOf(requests: readonly Item[][]): Item[][][] {
  const sequences: Item[][][] = [];
  for (const request of requests) {
    const before = sequences.at(-1)?.at(-1)?.at(-1);
    if (before !== undefined && before.person === request[0]?.person) sequences.at(-1)?.push(request);
    else sequences.push([request]);
  }
  return sequences;
}

function toItems({ identifies, events }: PersonOperations, person: number): Item[] {
  return [
    ...identifies.map((identify) => ({ json: JSON.stringify(identify), person, event: undefined })),
    ...events.flatMap((operation, event) =>
      operation === undefined ? [] : [{ json: JSON.stringify(operation), person, event }],
    ),
  ];
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
