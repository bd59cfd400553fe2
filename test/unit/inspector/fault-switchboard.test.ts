import { readFileSync } from 'node:fs';
import { FaultSwitchboard, faultPresets, faultQueuesOf } from '../../../tools/inspector/fault-switchboard.ts';
import { type StandInBackend, startBackend } from '../../../tools/local/backend.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';

let api: TrackApi;
let backend: StandInBackend;
let faults: FaultSwitchboard;
beforeAll(async () => {
  const workspace = { name: 'w', siteId: 's', apiKey: 'k', region: 'eu', environmentId: 1 } as const;
  api = await startTrackApi({ workspaces: [workspace] });
  backend = await startBackend();
  faults = new FaultSwitchboard(faultQueuesOf({ track: api, backend }));
});
afterAll(() => Promise.all([api.close(), backend.close()]));
afterEach(() => faults.switchAllOff());

async function send(...people: string[]): Promise<{ status: number; answer: unknown }> {
  const batch = people.map((id) => ({
    type: 'person',
    action: 'identify',
    identifiers: { id },
    attributes: {},
  }));
  const response = await fetch(`${api.origin}/api/v2/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('s:k')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  });
  return { status: response.status, answer: await response.json().catch(() => undefined) };
}

test('strikes everybody until it is switched off, counts, and remembers whom it struck', async () => {
  faults.switchOn('outage', undefined);
  expect(await send('ada')).toMatchObject({ status: 503 });
  expect(await send('grace')).toMatchObject({ status: 503 });

  const [fault] = faults.active();
  expect(fault).toEqual({
    id: expect.any(String),
    of: 'Customer.io',
    label: '503, an HTML page',
    person: undefined,
    struck: 2,
  });
  expect(api.requests.map((request) => faults.struckBy(request))).toEqual([
    '503, an HTML page',
    '503, an HTML page',
  ]);
  expect(faults.switchOff(fault?.id ?? '')).toBe(true);
  expect(await send('ada')).toMatchObject({ status: 200 });
});

test('refuses the operations of one person only', async () => {
  faults.switchOn('refused', 'grace');

  const { status, answer } = await send('ada', 'grace', 'grace');

  expect(status).toBe(207);
  expect(
    (answer as { errors: { batch_index: number }[] }).errors.map(({ batch_index }) => batch_index),
  ).toEqual([1, 2]);
  expect(api.workspace('w').person({ id: 'ada' })).toBeDefined();
  expect(await send('ada')).toMatchObject({ status: 200 });
});

test('of two that fit, the one that was switched on first strikes', async () => {
  faults.switchOn('unauthorized', 'ada');
  faults.switchOn('throttled', undefined);

  expect(await send('ada')).toMatchObject({ status: 401 });
  expect(await send('grace')).toMatchObject({ status: 429 });
});

test('strikes the backend, and there the webhooks of one person only', async () => {
  const post = async (user_id: string) => {
    const body = JSON.stringify({ user_id });
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${backend.origin}/app`, { method: 'POST', headers, body })).status;
  };
  faults.switchOn('backend-failing', 'ada');

  expect([await post('ada'), await post('grace'), (await send('ada')).status]).toEqual([500, 401, 200]);
});

test('knows no fault of a backend that is not there', () => {
  const alone = new FaultSwitchboard({ 'Customer.io': api.faults });

  expect(alone.switchOn('backend-failing', undefined)).toBe(false);
});

const every = { 'Customer.io': true, 'the backend': true } as unknown as Parameters<typeof faultPresets>[0];

test.each(faultPresets(every))('$name can be switched on', ({ name, label }) => {
  expect(faults.switchOn(name, undefined)).toBe(true);
  expect(faults.active()).toMatchObject([{ label }]);
});

test('docs/inspector.md has a row for each of them', () => {
  const document = readFileSync(new URL('../../../docs/inspector.md', import.meta.url), 'utf8');

  for (const { label } of faultPresets(every)) expect(document).toContain(`| ${label} |`);
});

test('knows no other', () => {
  expect(faults.switchOn('earthquake', undefined)).toBe(false);
  expect(faults.switchOff('0')).toBe(false);
});
