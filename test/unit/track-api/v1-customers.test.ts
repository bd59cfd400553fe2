import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import type { Workspace } from '../../../tools/track-api/workspace.ts';
import {
  accept,
  anEvent,
  anIdentify,
  aPerson,
  aState,
  call,
  callCustomer,
  postEvent,
  putCustomer,
  theEvent,
  WORKSPACES,
} from './calls.ts';

let api: TrackApi;
let workspace: Workspace;
beforeEach(async () => {
  api = await startTrackApi({ workspaces: WORKSPACES });
  workspace = api.workspace('production');
});
afterEach(() => api.close());

const ACCEPTED = { status: 200, text: '{}\n' };
const merge = (body: unknown) => call(api, '/api/v1/merge_customers', { method: 'POST', body });

test('a customer who is deleted may come back, without the events', async () => {
  await accept(api, anIdentify, anEvent);

  expect(await callCustomer(api, 'DELETE', 'u_42')).toMatchObject(ACCEPTED);
  expect(workspace.state()).toEqual(aState());

  await putCustomer(api, 'u_42', { plan: 'basic' });
  expect(workspace.state().people).toEqual([
    aPerson({ identifiers: { id: 'u_42' }, attributes: { plan: 'basic' } }),
  ]);
});

test('a customer who is suppressed is ignored by v1 and v2, until the suppression is lifted', async () => {
  await putCustomer(api, 'u_42', { email: 'ada@example.com' });

  expect(await callCustomer(api, 'POST', 'u_42', '/suppress')).toMatchObject(ACCEPTED);
  expect(await putCustomer(api, 'u_42', { plan: 'basic' })).toMatchObject(ACCEPTED);
  expect(await postEvent(api, 'ada%40example.com', { name: 'OPENED' })).toMatchObject(ACCEPTED);
  await accept(api, anEvent);
  expect(workspace.state()).toEqual(aState());
  expect(workspace.droppedItems.map(({ why }) => why)).toEqual(Array(3).fill('suppressed person'));

  expect(await callCustomer(api, 'POST', 'ada@example.com', '/unsuppress')).toMatchObject(ACCEPTED);
  await putCustomer(api, 'u_42', {});
  expect(workspace.people()).toHaveLength(1);
});

test('a customer is merged into another', async () => {
  await accept(api, anIdentify, { ...anEvent, identifiers: { email: 'ada@example.com' } });

  const answer = await merge({ primary: { id: 'u_42' }, secondary: { email: 'ada@example.com' } });

  expect(answer).toMatchObject(ACCEPTED);
  expect(workspace.state().people).toEqual([
    aPerson({
      identifiers: { id: 'u_42', email: 'ada@example.com' },
      attributes: { plan: 'premium' },
      events: [theEvent],
    }),
  ]);
});

test('a merge into nobody does nothing', async () => {
  await accept(api, anIdentify);

  expect(await merge({ primary: { id: 'u_1' }, secondary: { id: 'u_42' } })).toMatchObject(ACCEPTED);

  expect(workspace.people()).toHaveLength(1);
  expect(workspace.droppedItems).toMatchObject([{ why: 'unknown person' }]);
});

test.each([
  { body: { primary: { id: 'u_42' } }, error: 'secondary must be present' },
  {
    body: { primary: { id: 'u_42', email: 'ada@example.com' }, secondary: { id: 'u_1' } },
    error: 'primary must NOT have more than 1 properties',
  },
  {
    body: { primary: { id: 'u_42' }, secondary: { phone: '+33123456789' } },
    error: 'secondary must NOT have additional properties',
  },
  {
    body: { primary: { cio_id: 'cio_a3' }, secondary: { id: 'u_1' } },
    error: 'primary.cio_id invalid identifier',
  },
  { body: [], error: 'body must be a JSON object' },
])('a merge of $body is refused: $error', async ({ body, error }) => {
  const answer = await merge(body);

  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text)).toEqual({ meta: { error } });
});

test.each([
  { method: 'DELETE', rest: '' },
  { method: 'POST', rest: '/suppress' },
  { method: 'POST', rest: '/unsuppress' },
  { method: 'DELETE', rest: '/devices/token-1' },
])('$method …$rest needs no body and no content type, but a customer', async ({ method, rest }) => {
  const headers = { 'content-type': 'text/plain' };
  const answer = await call(api, `/api/v1/customers/u_42${rest}`, { method, headers });

  expect(answer).toMatchObject(ACCEPTED);
  expect(await callCustomer(api, method, 'cio_', rest)).toMatchObject({
    status: 400,
    text: '{"meta":{"error":"invalid identifier"}}\n',
  });
});
