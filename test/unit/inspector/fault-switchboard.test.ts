import { readFileSync } from 'node:fs';
import { FAULT_PRESETS, FaultSwitchboard } from '../../../tools/inspector/fault-switchboard.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';

let api: TrackApi;
let faults: FaultSwitchboard;
beforeAll(async () => {
  const workspace = { name: 'w', siteId: 's', apiKey: 'k', region: 'eu', environmentId: 1 } as const;
  api = await startTrackApi({ workspaces: [workspace] });
  faults = new FaultSwitchboard(api.faults);
});
afterAll(() => api.close());
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
  expect(fault).toEqual({ id: expect.any(String), label: '503, an HTML page', person: undefined, struck: 2 });
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

test.each(FAULT_PRESETS)('$name can be switched on', ({ name, label }) => {
  expect(faults.switchOn(name, undefined)).toBe(true);
  expect(faults.active()).toMatchObject([{ label }]);
});

test('docs/inspector.md has a row for each of them', () => {
  const document = readFileSync(new URL('../../../docs/inspector.md', import.meta.url), 'utf8');

  for (const { label } of FAULT_PRESETS) expect(document).toContain(`| ${label} |`);
});

test('knows no other', () => {
  expect(faults.switchOn('earthquake', undefined)).toBe(false);
  expect(faults.switchOff('0')).toBe(false);
});
