import type { ItemFailure, ItemOutcome } from './judge.ts';
import { packGroups } from './pack.ts';
import { type Post, sendItems } from './send-items.ts';

/** The operations about one person, or about a user who has not logged in, as JSON texts. */
export interface PersonOperations {
  /** First of all, so that the events find their person. Every event hangs on them. */
  readonly identifies: readonly string[];
  /** Of one webhook each; nothing where only the person changes. */
  readonly events: readonly (string | undefined)[];
}

/** Stands where an outcome is missing: without an acceptance, a webhook is not delivered. */
export const NOT_SENT: ItemFailure = { kind: 'failed', fault: 'transient', cause: { kind: 'not-sent' } };

/** One item of a request; which person, and which of their events. */
interface Item {
  readonly json: string;
  readonly person: number;
  /** `undefined`: an identify. */
  readonly event: number | undefined;
}

/** Requests that are out at the same time: as many as a full batch becomes. */
const MAX_SIDE_BY_SIDE = 12;

/**
 * Sends the operations of several people to one workspace, in as few requests as possible, several side by side. The
 * operations of one person are never in two of them at once. After a failure the remaining requests are not sent, because
 * Customer.io is not well.
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

/** Requests that have to go one after the other, because a person is in several of them. */
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
    ...identifies.map((json) => ({ json, person, event: undefined })),
    ...events.flatMap((json, event) => (json === undefined ? [] : [{ json, person, event }])),
  ];
}

/** A failure outweighs a refusal: an operation that was not tried yet is tried before the webhook is dead-lettered. */
function worstOf(outcomes: readonly ItemOutcome[]): ItemOutcome {
  return (
    outcomes.find(({ kind }) => kind === 'failed') ??
    outcomes.find(({ kind }) => kind === 'refused') ??
    outcomes[0] ??
    NOT_SENT
  );
}
