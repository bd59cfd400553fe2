import { type ItemFailure, judgeResponse } from '../../../../functions/deliver/send/judge.ts';
import { type Post, sendItems } from '../../../../functions/deliver/send/send-items.ts';
import type { TrackResponse } from '../../../../shared/customerio/track-client.ts';

import { inWords } from '../../../support/in-words.ts';

const ITEMS = ['a', 'b', 'c', 'd'].map((id) =>
  JSON.stringify({ identifiers: { id }, attributes: { plan: `plan-of-${id}` } }),
);
const accepted = { kind: 'accepted' };

const answer = (status: number, body: unknown = {}, retryAfterSeconds?: number): TrackResponse => ({
  kind: 'answer',
  status,
  text: typeof body === 'string' ? body : JSON.stringify(body),
  retryAfterSeconds,
});
const errors = (...list: object[]) => ({ errors: list });

/** Sends the items to something that answers by what it was sent; tells how many items each request had. */
async function send(answerTo: (items: readonly string[]) => TrackResponse | ItemFailure, items = ITEMS) {
  const sizes: number[] = [];
  const post: Post = async (body) => {
    const sent = (JSON.parse(body) as { batch: object[] }).batch.map((item) => JSON.stringify(item));
    sizes.push(sent.length);
    const answer = answerTo(sent);
    return answer.kind === 'failed' ? answer : judgeResponse(answer);
  };
  return { outcomes: (await sendItems(items, post)).map(inWords), sizes };
}

test.each([
  { what: 'a 200 with an empty object', response: answer(200) },
  { what: 'a 200 without a body', response: answer(200, '') },
  { what: 'a 204', response: answer(204, '') },
])('takes $what for acceptance of everything', async ({ response }) => {
  const { outcomes, sizes } = await send(() => response);

  expect(outcomes).toEqual(ITEMS.map(() => accepted));
  expect(sizes).toEqual([4]);
});

test('sends nothing for no items', async () => {
  expect(await send(() => answer(200), [])).toEqual({ outcomes: [], sizes: [] });
});

test.each([207, 200])('refuses the items that a %i names and accepts the others', async (status) => {
  const response = answer(
    status,
    errors({ batch_index: 2, reason: 'invalid', field: 'attributes.plan', message: 'too long' }),
  );

  const { outcomes } = await send(() => response);

  expect(outcomes).toEqual([
    accepted,
    accepted,
    { kind: 'refused', status, field: 'attributes.plan', cause: 'invalid: too long' },
    accepted,
  ]);
});

test('takes several errors of one item for one refusal', async () => {
  const { outcomes } = await send(() =>
    answer(207, errors({ batch_index: 1, field: 'a' }, { batch_index: 1, field: 'b' })),
  );

  expect(outcomes).toEqual([accepted, { kind: 'refused', status: 207, field: 'a' }, accepted, accepted]);
});

test.each([
  { what: 'cannot be read', body: '<html>' },
  { what: 'names no error', body: {} },
  { what: 'names an item that was not sent', body: errors({ batch_index: 9 }) },
  { what: 'names no item', body: errors({ field: 'plan' }) },
  { what: 'has errors of another shape', body: { errors: 'invalid' } },
])('asks item by item when a 207 $what', async ({ body }) => {
  const { outcomes, sizes } = await send((items) => {
    if (items.length > 1) return answer(207, body);
    return items[0] === ITEMS[1] ? answer(207, errors({ field: 'name' })) : answer(200);
  });

  expect(sizes).toEqual([4, 1, 1, 1, 1]);
  expect(outcomes).toEqual([accepted, { kind: 'refused', status: 207, field: 'name' }, accepted, accepted]);
});

test('tries an item again later when its own 207 cannot be read', async () => {
  const { outcomes } = await send(() => answer(207, 'nonsense'), ITEMS.slice(0, 1));

  expect(outcomes).toEqual([{ kind: 'failed', fault: 'transient', cause: 'HTTP 207, unreadable' }]);
});

test.each([400, 413, 422])('finds the item at fault behind a %i by halving', async (status) => {
  const { outcomes, sizes } = await send((items) =>
    items.includes(ITEMS[2] ?? '')
      ? answer(status, errors({ reason: 'invalid', field: 'batch' }))
      : answer(200),
  );

  expect(outcomes).toEqual([
    accepted,
    accepted,
    { kind: 'refused', status, field: 'batch', cause: 'invalid' },
    accepted,
  ]);
  expect(sizes).toEqual([4, 2, 2, 1, 1]);
});

test.each([
  { response: answer(408), fault: 'transient', cause: 'HTTP 408' },
  { response: answer(425), fault: 'transient', cause: 'HTTP 425' },
  { response: answer(429), fault: 'transient', cause: 'HTTP 429' },
  { response: answer(429, {}, 7), fault: 'transient', cause: 'HTTP 429', afterSeconds: 7 },
  { response: answer(500, '<html>'), fault: 'transient', cause: 'HTTP 500' },
  { response: answer(524), fault: 'transient', cause: 'HTTP 524' },
  { response: { kind: 'no-answer', cause: 'timeout' } as const, fault: 'transient', cause: 'timeout' },
  { response: answer(301), fault: 'configuration', cause: 'HTTP 301' },
  { response: answer(307), fault: 'configuration', cause: 'HTTP 307' },
  { response: answer(401), fault: 'configuration', cause: 'HTTP 401' },
  { response: answer(403), fault: 'configuration', cause: 'HTTP 403' },
  { response: answer(404), fault: 'configuration', cause: 'HTTP 404' },
  { response: answer(405), fault: 'configuration', cause: 'HTTP 405' },
])('keeps everything after $cause', async ({ response, ...failure }) => {
  const { outcomes, sizes } = await send(() => response);

  expect(outcomes).toEqual(ITEMS.map(() => ({ kind: 'failed', ...failure })));
  expect(sizes).toEqual([4]);
});

test('passes on the failure of a request that was judged before, with all it says', async () => {
  const failure = {
    kind: 'failed',
    fault: 'configuration',
    cause: { kind: 'http', status: 401 },
    afterSeconds: 40,
    failedAtMs: 1,
  } as const;

  const { outcomes, sizes } = await send(() => failure);

  expect(outcomes).toEqual(ITEMS.map(() => ({ ...failure, cause: 'HTTP 401, circuit open' })));
  expect(sizes).toEqual([4]);
});

test('sends nothing more after a failure, and keeps what was settled before it', async () => {
  let requests = 0;
  const script = [answer(400), answer(200), answer(503)];

  const { outcomes, sizes } = await send(() => script[requests++] ?? answer(200));

  expect(sizes).toEqual([4, 2, 2]);
  expect(outcomes.map((outcome) => outcome?.kind)).toEqual(['accepted', 'accepted', 'failed', 'failed']);
});

test('keeps the values of the person out of what Customer.io says', async () => {
  const message = 'plan-of-b of b-17 is not allowed';
  const item = JSON.stringify({ identifiers: { id: 'b-17' }, attributes: { plan: 'plan-of-b' } });

  const { outcomes } = await send(() => answer(400, errors({ reason: 'invalid', message })), [item]);

  expect(outcomes).toEqual([{ kind: 'refused', status: 400, cause: 'invalid: … of … is not allowed' }]);
});
