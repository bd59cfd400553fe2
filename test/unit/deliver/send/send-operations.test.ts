import fc from 'fast-check';
import type { ItemFailure } from '../../../../functions/deliver/send/judge.ts';
import type { Post } from '../../../../functions/deliver/send/send-items.ts';
import { type PersonOperations, sendOperations } from '../../../../functions/deliver/send/send-operations.ts';
import type { EventOperation, IdentifyOperation } from '../../../../shared/customerio/operations.ts';

const HTTP_503: ItemFailure = { kind: 'failed', fault: 'transient', cause: { kind: 'http', status: 503 } };

/** An identify and so many events of one person. */
function person(id: string, events: number): PersonOperations {
  const about = { type: 'person', identifiers: { id }, timestamp: 1_772_439_334 } as const;
  const identify: IdentifyOperation = { ...about, action: 'identify', attributes: { plan: 'MONTHLY' } };
  const event = (index: number): EventOperation => ({
    ...about,
    action: 'event',
    id: `${id}-${index}`,
    name: 'RENEWED',
    attributes: {},
  });
  return {
    identifies: [JSON.stringify(identify)],
    events: Array.from({ length: events }, (_, index) => JSON.stringify(event(index))),
  };
}

const people = (count: number, events = 1) =>
  Array.from({ length: count }, (_, index) => person(`user-${index}`, events));

const idsIn = (body: string): string[] =>
  JSON.parse(body).batch.map((item: IdentifyOperation) => Object.values(item.identifiers)[0]);

/** A workspace whose answers come when they are told to, the longest awaited or any other first. */
function createWorkspace(answer: (body: string, index: number) => Awaited<ReturnType<Post>>) {
  const bodies: string[] = [];
  const waiting: (() => void)[] = [];
  let mostAtOnce = 0;
  const together = new Set<string>();
  let isShared = false;
  const post: Post = async (body) => {
    const index = bodies.push(body) - 1;
    const ids = new Set(idsIn(body));
    isShared ||= [...ids].some((id) => together.has(id));
    for (const id of ids) together.add(id);
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      mostAtOnce = Math.max(mostAtOnce, waiting.length);
    });
    for (const id of ids) together.delete(id);
    return answer(body, index);
  };
  return {
    post,
    bodies,
    get mostAtOnce() {
      return mostAtOnce;
    },
    /** Whether somebody has ever been in two requests at once. */
    get isShared() {
      return isShared;
    },
    /** Answers until everything is said. @param choose which of so many, by its place */
    async answerAll<Result>(work: Promise<Result>, choose: (waiting: number) => number): Promise<Result> {
      let isDone = false;
      work.finally(() => {
        isDone = true;
      });
      while (!isDone) {
        await new Promise(setImmediate);
        waiting.splice(choose(waiting.length), 1)[0]?.();
      }
      return work;
    },
  };
}

const accept = () => ({ kind: 'answer', status: 200, text: '{}' }) as const;

test.each([
  { webhooks: 1, requests: 1, atOnce: 1 },
  { webhooks: 50, requests: 1, atOnce: 1 },
  { webhooks: 51, requests: 2, atOnce: 2 },
  { webhooks: 600, requests: 12, atOnce: 12 },
  { webhooks: 601, requests: 13, atOnce: 12 },
])(
  'sends $webhooks webhooks in $requests requests, $atOnce side by side',
  async ({ webhooks, requests, atOnce }) => {
    const workspace = createWorkspace(accept);

    const sent = sendOperations(people(webhooks), workspace.post);
    const outcomes = await workspace.answerAll(sent, () => 0);

    expect(workspace.bodies).toHaveLength(requests);
    expect(workspace.mostAtOnce).toBe(atOnce);
    expect(outcomes).toEqual(Array(webhooks).fill([{ kind: 'accepted' }]));
  },
);

test('sends nothing more after a failure, and what was on its way keeps its own outcome', async () => {
  const workspace = createWorkspace((_, index) => (index === 2 ? HTTP_503 : accept()));

  const sent = sendOperations(people(700), workspace.post);
  const outcomes = await workspace.answerAll(sent, (waiting) => Math.min(2, waiting - 1));

  expect(workspace.bodies).toHaveLength(12);
  expect(outcomes.slice(100, 150)).toEqual(Array(50).fill([HTTP_503]));
  expect(outcomes.slice(0, 100)).toEqual(Array(100).fill([{ kind: 'accepted' }]));
  expect(outcomes.slice(150, 600)).toEqual(Array(450).fill([{ kind: 'accepted' }]));
  expect(outcomes.slice(600)).toEqual(Array(100).fill([HTTP_503]));
});

test('stops looking for a refused item when another request has failed meanwhile', async () => {
  const workspace = createWorkspace((_, index) =>
    index === 1 ? HTTP_503 : { kind: 'answer', status: 400, text: '{}' },
  );

  const sent = sendOperations(people(100), workspace.post);
  const outcomes = await workspace.answerAll(sent, (waiting) => waiting - 1);

  expect(workspace.bodies).toHaveLength(2);
  expect(outcomes.flat()).toEqual(Array(100).fill(HTTP_503));
});

test('never has one person in two requests at once, and gives each webhook its outcome, in any order of answers', async () => {
  const run = fc.asyncProperty(
    fc.array(fc.oneof(fc.nat(3), fc.integer({ min: 90, max: 230 })), { maxLength: 40 }),
    fc.infiniteStream(fc.nat(5)),
    fc.option(fc.nat(40), { nil: undefined }),
    async (events, chosen, refusedPerson) => {
      const refused = `user-${refusedPerson}`;
      const workspace = createWorkspace((body) => {
        const errors = idsIn(body).flatMap((id, batch_index) => (id === refused ? [{ batch_index }] : []));
        return { kind: 'answer', status: errors.length > 0 ? 207 : 200, text: JSON.stringify({ errors }) };
      });
      const everybody = events.map((count, index) => person(`user-${index}`, count));

      const sent = sendOperations(everybody, workspace.post);
      const outcomes = await workspace.answerAll(
        sent,
        (waiting) => (chosen.next().value ?? 0) % (waiting || 1),
      );

      expect(workspace.isShared).toBe(false);
      expect(workspace.mostAtOnce).toBeLessThanOrEqual(6);
      expect(outcomes.map((ofPerson) => ofPerson.map(({ kind }) => kind))).toEqual(
        events.map((count, index) => Array(count).fill(index === refusedPerson ? 'refused' : 'accepted')),
      );
    },
  );
  await fc.assert(run, { numRuns: 40 });
});
