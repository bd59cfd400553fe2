import type { TrackApiOptions } from '../../../tools/track-api/options.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import { accept, anIdentify, aPerson, callCustomer, errorsOf, sendEntity, T, WORKSPACES } from './calls.ts';

let api: TrackApi;
const start = async (options: Partial<TrackApiOptions> = {}) => {
  api = await startTrackApi({ workspaces: WORKSPACES, nowMs: () => (T + 500) * 1000, ...options });
  return api.workspace('production');
};
afterEach(() => api.close());

const ofPerson = { type: 'person', identifiers: { id: 'u_42' } };
const add = (device: object) => ({ ...ofPerson, action: 'add_device', device });
const remove = (token: string) => ({ ...ofPerson, action: 'delete_device', device: { token } });
const phone = { token: 'token-1', platform: 'ios', last_used: T, attributes: { app_version: '5.0' } };

test('a device is kept with its person, and creates whoever is unknown', async () => {
  const workspace = await start();

  await accept(api, add(phone), add({ token: 'token-2', platform: 'android' }));

  expect(workspace.state().people).toEqual([
    aPerson({
      identifiers: { id: 'u_42' },
      devices: [
        { token: 'token-1', platform: 'ios', last_used: T, attributes: { app_version: '5.0' } },
        { token: 'token-2', platform: 'android', last_used: T + 500, attributes: {} },
      ],
    }),
  ]);
});

test('a device that is added again is updated', async () => {
  const workspace = await start();

  await accept(
    api,
    add(phone),
    add({ ...phone, last_used: T + 1, attributes: { device_os: '19', app_version: '' } }),
  );

  expect(workspace.state().people[0]?.devices).toEqual([
    { token: 'token-1', platform: 'ios', last_used: T + 1, attributes: { device_os: '19' } },
  ]);
});

test('a device is taken away by its token', async () => {
  const workspace = await start();

  await accept(api, add(phone), remove('token-1'), remove('token-1'));

  expect(workspace.state().people[0]?.devices).toEqual([]);
  expect(workspace.droppedItems).toEqual([{ operation: remove('token-1'), why: 'no such device' }]);
});

test('a device is sent in v1 with the token as its id', async () => {
  const workspace = await start();

  const { token: id, ...rest } = phone;
  const added = await callCustomer(api, 'PUT', 'u_42', '/devices', { device: { ...rest, id } });
  expect(added).toMatchObject({ status: 200, text: '{}\n' });
  expect(workspace.state().people[0]?.devices).toEqual([phone]);

  expect(await callCustomer(api, 'DELETE', 'u_42', '/devices/token-1')).toMatchObject({ status: 200 });
  expect(workspace.state().people[0]?.devices).toEqual([]);
});

test('a device of nobody known is dropped when the server is told so', async () => {
  const workspace = await start({ unknownPerson: 'drop' });

  await accept(api, add(phone), anIdentify, add(phone));

  expect(workspace.droppedItems).toEqual([{ operation: add(phone), why: 'unknown person' }]);
  expect(workspace.state().people[0]?.devices).toHaveLength(1);
});

test.each([
  { field: 'device', item: { ...ofPerson, action: 'add_device' } },
  { field: 'device.token', item: add({ platform: 'ios' }) },
  { field: 'device.platform', item: add({ token: 'token-1' }) },
  { field: 'device.platform', item: add({ ...phone, platform: 'web' }) },
  { field: 'device.last_used', item: add({ ...phone, last_used: T * 1000 }) },
  { field: 'device.attributes.build', item: add({ ...phone, attributes: { build: 7 } }) },
  { field: 'device.token', item: remove('') },
])('a device with a fault in $field is refused', async ({ field, item }) => {
  await start();

  expect(errorsOf(await sendEntity(api, item))).toEqual([expect.objectContaining({ field })]);
});

test.each([
  { path: '/devices', method: 'PUT', body: {}, error: 'device must be present' },
  {
    path: '/devices',
    method: 'PUT',
    body: { device: { id: 't' } },
    error: 'device.platform must be present',
  },
  { path: '/devices/100%', method: 'DELETE', body: undefined, error: 'invalid device id' },
])('$method $path of $body is refused: $error', async ({ path, method, body, error }) => {
  await start();

  const answer = await callCustomer(api, method, 'u_42', path, body);

  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text)).toEqual({ meta: { error } });
});

test('a time in milliseconds is accepted by a server that is not strict', async () => {
  await start({ strict: false });

  expect(await sendEntity(api, add({ ...phone, last_used: T * 1000 }))).toMatchObject({ status: 200 });
});
