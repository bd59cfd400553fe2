import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import type { Workspace } from '../../../tools/track-api/workspace.ts';
import {
  accept,
  anEvent,
  anIdentify,
  aPerson,
  aState,
  OTHER_ULID,
  T,
  theEvent,
  WORKSPACES,
} from './calls.ts';

let api: TrackApi;
let workspace: Workspace;
/** In milliseconds, half a second after T + 500. */
const NOW_MS = (T + 500) * 1000 + 500;
beforeEach(async () => {
  api = await startTrackApi({ workspaces: WORKSPACES, nowMs: () => NOW_MS });
  workspace = api.workspace('production');
});
afterEach(() => api.close());

const identify = (attributes: object, fields: object = {}) => ({ ...anIdentify, attributes, ...fields });
const person = (action: string, id = 'u_42') => ({ type: 'person', action, identifiers: { id } });

describe('attributes', () => {
  test('keep the newer write, each for itself, whatever arrives last', async () => {
    await accept(
      api,
      identify({ plan: 'new', term: 'new' }, { timestamp: T + 10 }),
      identify({ plan: 'old', store: 'old' }, { timestamp: T }),
    );

    expect(workspace.person({ id: 'u_42' })).toMatchObject({
      attributes: { plan: 'new', term: 'new', store: 'old' },
      attributeTimestamps: { plan: T + 10, term: T + 10, store: T },
    });
  });

  test('take the later arrival of two writes in one second', async () => {
    await accept(api, identify({ plan: 'first' }), identify({ plan: 'second' }));

    expect(workspace.person({ id: 'u_42' })?.attributes).toEqual({ plan: 'second' });
  });

  test.each([
    { value: '', older: T - 1, attributes: {} },
    { value: null, older: T - 1, attributes: {} },
    { value: null, older: T, attributes: { plan: 'old' } },
  ])(
    'sent as $value are removed, and only a write as new brings them back',
    async ({ value, older, attributes }) => {
      await accept(api, identify({ plan: value }), identify({ plan: 'old' }, { timestamp: older }));

      expect(workspace.person({ id: 'u_42' })?.attributes).toEqual(attributes);
    },
  );

  test('without a timestamp are as new as their arrival, in whole seconds', async () => {
    await accept(api, identify({ plan: 'premium' }, { timestamp: undefined }));

    expect(workspace.person({ id: 'u_42' })?.attributeTimestamps).toMatchObject({ plan: T + 500 });
  });

  test('stay as they are when an identify does not name them', async () => {
    await accept(api, identify({ plan: 'premium' }), identify({ store: 'apple' }, { timestamp: T + 1 }));

    expect(workspace.person({ id: 'u_42' })?.attributes).toEqual({ plan: 'premium', store: 'apple' });
  });
});

describe('a person', () => {
  test('is found by any identifier, e-mail addresses without case', async () => {
    await accept(
      api,
      identify({ email: 'Ada@Example.com', plan: 'basic' }),
      identify({ plan: 'premium' }, { identifiers: { email: 'ADA@example.com' } }),
    );
    const cioId = workspace.person({ id: 'u_42' })?.cioId;
    await accept(api, identify({ store: 'apple' }, { identifiers: { cio_id: cioId } }));

    expect(workspace.people()).toEqual([
      expect.objectContaining({
        identifiers: { id: 'u_42', email: 'Ada@Example.com' },
        attributes: { plan: 'premium', store: 'apple' },
      }),
    ]);
  });

  test('with another id in another case is somebody else', async () => {
    await accept(api, anIdentify, { ...anIdentify, identifiers: { id: 'U_42' } });

    expect(workspace.people()).toHaveLength(2);
  });

  test('known by e-mail gains the new id that comes with it', async () => {
    await accept(
      api,
      identify({ plan: 'basic' }, { identifiers: { email: 'ada@example.com' } }),
      identify({ email: 'ada@example.com' }),
    );

    expect(workspace.state().people).toEqual([
      aPerson({ identifiers: { id: 'u_42', email: 'ada@example.com' }, attributes: { plan: 'basic' } }),
    ]);
  });

  test.each([
    { attribute: 'email', value: 'ADA@example.com', why: 'belongs to another person' },
    { attribute: 'anonymous_id', value: 'anon-1', why: 'belongs to another person' },
    { attribute: 'id', value: 'u_ada', why: 'belongs to another person' },
    { attribute: 'id', value: 'u_43', why: 'an id is changed through the cio_id only' },
  ])('cannot be given the $attribute $value: $why', async ({ attribute, value, why }) => {
    await accept(
      api,
      identify({ email: 'ada@example.com', anonymous_id: 'anon-1' }, { identifiers: { id: 'u_ada' } }),
      identify({ plan: 'basic' }),
      identify({ [attribute]: value, plan: 'premium' }),
    );

    expect(workspace.person({ id: 'u_42' })).toMatchObject({
      identifiers: { id: 'u_42' },
      attributes: { plan: 'premium' },
    });
    expect(workspace.failedAttributeChanges).toEqual([expect.objectContaining({ attribute, why })]);
  });

  test('changes the id through the cio_id', async () => {
    await accept(api, anIdentify);
    const cioId = workspace.person({ id: 'u_42' })?.cioId;
    await accept(api, identify({ id: 'u_43' }, { identifiers: { cio_id: cioId } }));

    expect(workspace.people()).toEqual([expect.objectContaining({ identifiers: { id: 'u_43' } })]);
    expect(workspace.person({ id: 'u_42' })).toBeUndefined();
  });

  test('is not created by an update', async () => {
    const update = identify({ plan: 'premium', _update: true });
    await accept(api, update);

    expect(workspace.people()).toEqual([]);
    expect(workspace.droppedItems).toEqual([{ operation: update, why: 'update of an unknown person' }]);
    expect(workspace.failedAttributeChanges).toEqual([
      { operation: update, why: 'update of an unknown person' },
    ]);
  });

  test('who is known is updated, and shows nothing of the control key', async () => {
    await accept(api, anIdentify, identify({ plan: 'basic', _update: true }));

    expect(workspace.person({ id: 'u_42' })?.attributes).toEqual({ plan: 'basic' });
  });

  test.each([anEvent, anIdentify, identify({ email: 'ada@example.com' })])(
    'of an unknown cio_id is not created, and nobody else is changed',
    async (operation) => {
      await accept(api, identify({}, { identifiers: { email: 'ada@example.com' } }));
      const before = workspace.state();
      await accept(api, { ...operation, identifiers: { cio_id: 'a3ffffff' } });

      expect(workspace.state()).toEqual(before);
      expect(workspace.droppedItems).toEqual([expect.objectContaining({ why: 'unknown cio_id' })]);
    },
  );

  test('who was deleted takes the events along, and may come back', async () => {
    const anonymousEvent = { ...anEvent, id: OTHER_ULID, identifiers: { anonymous_id: 'anon-1' } };
    await accept(api, identify({ anonymous_id: 'anon-1' }), anEvent, anonymousEvent, person('delete'));
    expect(workspace.state()).toEqual(aState());

    await accept(api, anIdentify);
    expect(workspace.state().people).toEqual([
      aPerson({ identifiers: { id: 'u_42' }, attributes: { plan: 'premium' } }),
    ]);
  });

  test('who is suppressed is ignored under every identifier, until the suppression is lifted', async () => {
    await accept(api, identify({ email: 'ada@example.com' }), person('suppress'), anIdentify, {
      ...anEvent,
      identifiers: { email: 'Ada@example.com' },
    });
    expect(workspace.people()).toEqual([]);
    expect(workspace.droppedItems.map(({ why }) => why)).toEqual(['suppressed person', 'suppressed person']);

    await accept(api, person('unsuppress'), { ...anIdentify, identifiers: { email: 'ada@example.com' } });
    expect(workspace.people()).toHaveLength(1);
  });

  test('is merged into another: what is missing there, the events and the anonymous ids', async () => {
    await accept(
      api,
      identify({ plan: 'kept' }),
      identify(
        { plan: 'lost', store: 'gained', anonymous_id: 'anon-1' },
        { identifiers: { email: 'ada@example.com' } },
      ),
      { ...anEvent, identifiers: { email: 'ada@example.com' } },
      { ...anEvent, id: OTHER_ULID, identifiers: { anonymous_id: 'anon-1' } },
      { type: 'person', action: 'merge', primary: { id: 'u_42' }, secondary: { email: 'ada@example.com' } },
    );

    expect(workspace.state()).toEqual(
      aState({
        people: [
          aPerson({
            identifiers: { id: 'u_42', email: 'ada@example.com' },
            attributes: { plan: 'kept', store: 'gained', anonymous_id: 'anon-1' },
            events: [theEvent, { ...theEvent, id: OTHER_ULID }],
          }),
        ],
      }),
    );
  });

  test.each([
    { action: 'delete', operation: person('delete', 'u_unknown') },
    {
      action: 'merge',
      operation: { type: 'person', action: 'merge', primary: { id: 'u_unknown' }, secondary: { id: 'u_42' } },
    },
  ])('who is unknown makes a $action do nothing', async ({ operation }) => {
    await accept(api, anIdentify, operation);

    expect(workspace.people()).toHaveLength(1);
    expect(workspace.droppedItems).toEqual([{ operation, why: 'unknown person' }]);
  });
});
