import type { TrackApiOptions } from '../../../tools/track-api/options.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import {
  accept,
  anEvent,
  anIdentify,
  aPerson,
  aState,
  OTHER_ULID,
  sendBatch,
  T,
  theEvent,
  ULID,
  WORKSPACES,
} from './calls.ts';

let api: TrackApi;
const start = async (options: Partial<TrackApiOptions> = {}) => {
  api = await startTrackApi({ workspaces: WORKSPACES, ...options });
  return api.workspace('production');
};
afterEach(() => api.close());

const WINDOW_MS = 12 * 60 * 60 * 1000;
const anonymousEvent = { ...anEvent, identifiers: { anonymous_id: 'anon-1' } };
const claim = (anonymousId: string, fields: object = {}) => ({
  ...anIdentify,
  attributes: { anonymous_id: anonymousId },
  ...fields,
});

describe('an event', () => {
  test('seen before is ignored, whoever it is for', async () => {
    const workspace = await start();

    await sendBatch(api, [anEvent, anEvent]);
    await accept(api, { ...anEvent, identifiers: { id: 'u_43' } });

    expect(workspace.events()).toEqual([theEvent]);
    expect(workspace.duplicates).toBe(2);
  });

  test.each([
    { ms: WINDOW_MS - 1, stored: 1 },
    { ms: WINDOW_MS, stored: 2 },
  ])('sent again after $ms ms is there $stored times', async ({ ms, stored }) => {
    let nowMs = T * 1000;
    const workspace = await start({ nowMs: () => nowMs });

    await accept(api, anEvent);
    nowMs += ms;
    await accept(api, anEvent);

    expect(workspace.events()).toHaveLength(stored);
  });

  test('is remembered for as long as the server is told', async () => {
    const workspace = await start({ dedupeWindowMs: 0 });

    await accept(api, anEvent, anEvent);

    expect(workspace.events()).toHaveLength(2);
  });

  test.each([undefined, 'PURCHASELY-1'])('with the id %p is never taken for one seen before', async (id) => {
    const workspace = await start({ strict: false });

    await accept(api, { ...anEvent, id }, { ...anEvent, id });

    expect(workspace.events()).toHaveLength(2);
  });

  test('has its name trimmed, and without a time happened when it arrived', async () => {
    const workspace = await start({ nowMs: () => T * 1000 + 999 });

    await accept(api, { ...anEvent, name: ' SUBSCRIPTION_RENEWED ', timestamp: undefined });

    expect(workspace.events()).toEqual([theEvent]);
  });

  test('is kept in arrival order, and shown sorted by its id', async () => {
    const workspace = await start();

    await accept(api, { ...anEvent, id: OTHER_ULID }, anEvent);

    expect(workspace.events({ id: 'u_42' }).map(({ id }) => id)).toEqual([OTHER_ULID, ULID]);
    expect(workspace.state().people[0]?.events.map(({ id }) => id)).toEqual([ULID, OTHER_ULID]);
  });

  test('of nobody known creates the person', async () => {
    const workspace = await start();

    await accept(api, anEvent);

    expect(workspace.state().people).toEqual([aPerson({ identifiers: { id: 'u_42' }, events: [theEvent] })]);
  });

  test('of nobody known is dropped when the server is told so', async () => {
    const workspace = await start({ unknownPerson: 'drop' });

    await accept(api, anEvent, anIdentify, { ...anEvent, id: OTHER_ULID });

    expect(workspace.droppedItems).toEqual([{ operation: anEvent, why: 'unknown person' }]);
    expect(workspace.events()).toEqual([{ ...theEvent, id: OTHER_ULID }]);
  });

  test('changes no attribute of its person', async () => {
    const workspace = await start();

    await accept(api, anIdentify, { ...anEvent, attributes: { plan: 'from the event' } });

    expect(workspace.person({ id: 'u_42' })?.attributes).toEqual({ plan: 'premium' });
  });
});

describe('an anonymous event', () => {
  test('is nobody’s until a person is given its anonymous id', async () => {
    const workspace = await start();

    await accept(api, anonymousEvent);

    expect(workspace.state()).toEqual(aState({ anonymousEvents: { 'anon-1': [theEvent] } }));
    expect(workspace.anonymousEvents()).toEqual([{ ...theEvent, anonymousId: 'anon-1' }]);
  });

  test.each([
    { when: 'earlier', operations: [anonymousEvent, claim('anon-1')] },
    { when: 'later', operations: [claim('anon-1'), anonymousEvent] },
    {
      when: 'after a newer id',
      operations: [claim('anon-1'), claim('anon-2', { timestamp: T + 1 }), anonymousEvent],
    },
    {
      when: 'before a stale identify',
      operations: [claim('anon-2', { timestamp: T + 1 }), anonymousEvent, claim('anon-1')],
    },
  ])('recorded $when belongs to the person who was given its id', async ({ operations }) => {
    const workspace = await start();

    await accept(api, ...operations);

    expect(workspace.state()).toMatchObject({
      people: [{ identifiers: { id: 'u_42' }, events: [theEvent] }],
      anonymousEvents: {},
    });
    expect(workspace.events({ id: 'u_42' })).toEqual([{ ...theEvent, anonymousId: 'anon-1' }]);
    expect(workspace.anonymousEvents()).toEqual([]);
  });

  test('keeps the id its person holds now, and every one they ever held', async () => {
    const workspace = await start();

    await accept(api, claim('anon-2', { timestamp: T + 1 }), claim('anon-1'));

    expect(workspace.person({ id: 'u_42' })).toMatchObject({
      attributes: { anonymous_id: 'anon-2' },
      anonymousIds: ['anon-2', 'anon-1'],
    });
  });
});
