import type { TrackApiOptions } from '../../../tools/track-api/options.ts';
import { startTrackApi, type TrackApi } from '../../../tools/track-api/server.ts';
import {
  accept,
  anIdentify,
  aPerson,
  aState,
  errorsOf,
  putCustomer,
  sendEntity,
  WORKSPACES,
} from './calls.ts';

let api: TrackApi;
const start = async (options: Partial<TrackApiOptions> = {}) => {
  api = await startTrackApi({ workspaces: WORKSPACES, ...options });
  return api.workspace('production');
};
afterEach(() => api.close());

const ACME = { object_type_id: '1', object_id: 'acme' };
const onObject = (action: string, fields: object = {}) => ({
  type: 'object',
  action,
  identifiers: ACME,
  ...fields,
});
const onPerson = (action: string, fields: object = {}) => ({
  type: 'person',
  action,
  identifiers: { id: 'u_42' },
  ...fields,
});
const toAcme = (attributes?: object) => ({
  cio_relationships: [{ identifiers: ACME, relationship_attributes: attributes }],
});
const toPerson = (attributes?: object) => ({
  cio_relationships: [{ identifiers: { id: 'u_42' }, relationship_attributes: attributes }],
});
const related = (attributes: object = {}) => [{ object: ACME, attributes: { ...attributes } }];

describe('an object', () => {
  test('is created and updated, and loses the attributes sent empty', async () => {
    const workspace = await start();

    await accept(
      api,
      onObject('identify', { attributes: { name: 'Acme', plan: 'basic', seats: 5 } }),
      onObject('identify', { attributes: { plan: 'enterprise', seats: null } }),
    );

    const acme = { identifiers: ACME, attributes: { name: 'Acme', plan: 'enterprise' } };
    expect(workspace.state()).toEqual(aState({ objects: [acme] }));
    expect(workspace.objects()).toEqual([{ cioObjectId: expect.any(String), ...acme }]);
  });

  test('is another one with the same id in another type', async () => {
    const workspace = await start();

    await accept(
      api,
      onObject('identify'),
      onObject('identify', { identifiers: { ...ACME, object_type_id: '2' } }),
    );

    expect(workspace.objects()).toHaveLength(2);
  });

  test('may be named by its cio_object_id once it has one', async () => {
    const workspace = await start();
    const unknown = onObject('identify', { identifiers: { cio_object_id: 'ob7' } });
    await accept(api, onObject('identify'), unknown);
    const [acme] = workspace.objects();

    await accept(
      api,
      onObject('identify', {
        identifiers: { cio_object_id: acme?.cioObjectId },
        attributes: { name: 'Acme' },
      }),
    );

    expect(workspace.state().objects).toEqual([{ identifiers: ACME, attributes: { name: 'Acme' } }]);
    expect(workspace.droppedItems).toEqual([{ operation: unknown, why: 'unknown object' }]);
  });

  test('that is deleted is nobody’s any more', async () => {
    const workspace = await start();

    await accept(api, onObject('identify', toPerson()), onObject('delete'), onObject('delete'));

    expect(workspace.state()).toEqual(aState({ people: [aPerson({ identifiers: { id: 'u_42' } })] }));
    expect(workspace.droppedItems).toEqual([{ operation: onObject('delete'), why: 'unknown object' }]);
  });
});

describe('a relationship', () => {
  test.each([
    { from: 'the object', operation: onObject('identify', toPerson({ role: 'admin' })) },
    { from: 'the object alone', operation: onObject('add_relationships', toPerson({ role: 'admin' })) },
    { from: 'the person', operation: onPerson('identify', toAcme({ role: 'admin' })) },
    { from: 'the person alone', operation: onPerson('add_relationships', toAcme({ role: 'admin' })) },
  ])('told from $from creates whatever is unknown, both ends', async ({ operation }) => {
    const workspace = await start();

    await accept(api, operation);

    expect(workspace.state()).toEqual(
      aState({
        people: [aPerson({ identifiers: { id: 'u_42' }, relationships: related({ role: 'admin' }) })],
        objects: [{ identifiers: ACME, attributes: {} }],
      }),
    );
  });

  test('told again changes its attributes', async () => {
    const workspace = await start();

    await accept(
      api,
      onPerson('add_relationships', toAcme({ role: 'member', since: 2024 })),
      onObject('add_relationships', toPerson({ role: 'admin', since: '' })),
    );

    expect(workspace.state().people[0]?.relationships).toEqual(related({ role: 'admin' }));
  });

  test.each([
    { from: 'the object', end: onObject('delete_relationships', toPerson()) },
    { from: 'the person', end: onPerson('delete_relationships', toAcme()) },
  ])('is ended from $from, and only once', async ({ end }) => {
    const workspace = await start();

    await accept(api, onPerson('add_relationships', toAcme()), end, end);

    expect(workspace.state().people[0]?.relationships).toEqual([]);
    expect(workspace.droppedItems).toEqual([{ operation: end, why: 'no such relationship' }]);
  });

  test.each([
    { why: 'unknown person', end: onPerson('delete_relationships', toAcme()) },
    { why: 'unknown object', end: onObject('delete_relationships', toPerson()) },
  ])('of an $why cannot be ended', async ({ why, end }) => {
    const workspace = await start();

    await accept(api, end);

    expect(workspace.droppedItems).toEqual([{ operation: end, why }]);
    expect(workspace.state()).toEqual(aState());
  });

  test('is added and ended by an identify of v1', async () => {
    const workspace = await start();
    const change = (action: string) => ({
      cio_relationships: { action, relationships: toAcme().cio_relationships },
    });

    expect(await putCustomer(api, 'u_42', change('add_relationships'))).toMatchObject({ status: 200 });
    expect(workspace.state().people).toEqual([
      aPerson({ identifiers: { id: 'u_42' }, relationships: related() }),
    ]);

    await putCustomer(api, 'u_42', { plan: 'basic', ...change('delete_relationships') });
    expect(workspace.state().people).toEqual([
      aPerson({ identifiers: { id: 'u_42' }, attributes: { plan: 'basic' } }),
    ]);
  });

  test('of a person ends with the person', async () => {
    const workspace = await start();

    await accept(api, onPerson('add_relationships', toAcme()), onPerson('delete'), anIdentify);

    expect(workspace.state().people).toMatchObject([{ relationships: [] }]);
  });

  test('of a person who is merged away is lost, as nothing else is published', async () => {
    const workspace = await start();
    const merge = { type: 'person', action: 'merge', primary: { id: 'u_1' }, secondary: { id: 'u_42' } };

    await accept(
      api,
      onPerson('identify', { identifiers: { id: 'u_1' } }),
      onPerson('identify', toAcme()),
      merge,
    );

    expect(workspace.state().people).toEqual([aPerson({ identifiers: { id: 'u_1' } })]);
  });

  test('of somebody suppressed, or unknown and not to be created, is passed over', async () => {
    const workspace = await start({ unknownPerson: 'drop' });
    const people = [{ id: 'u_42' }, { id: 'u_unknown' }].map((identifiers) => ({ identifiers }));

    await accept(
      api,
      onPerson('suppress'),
      onObject('add_relationships', { cio_relationships: people }),
      onPerson('add_relationships', toAcme()),
    );

    expect(workspace.state()).toEqual(aState({ objects: [{ identifiers: ACME, attributes: {} }] }));
    expect(workspace.droppedItems.map(({ why }) => why)).toEqual(['suppressed person']);
  });

  test.each([
    { as: 'its schema', fields: { cio_relationships: [{ identifiers: { anonymous_id: 'anon-1' } }] } },
    { as: 'its example', fields: { anonymous_id: 'anon-1' } },
  ])('of somebody anonymous, told as $as has it, is theirs who are given the id', async ({ fields }) => {
    const workspace = await start();

    await accept(api, onObject('identify_anonymous', fields));
    expect(workspace.state()).toMatchObject({ people: [], anonymousRelationships: { 'anon-1': related() } });

    await accept(
      api,
      onPerson('identify', { attributes: { anonymous_id: 'anon-1' } }),
      onPerson('add_relationships', toAcme({ role: 'admin' })),
    );
    expect(workspace.state()).toMatchObject({
      people: [{ relationships: related({ role: 'admin' }) }],
      anonymousRelationships: {},
    });
  });
});

test('an event of a delivery is kept', async () => {
  const workspace = await start();
  const opened = { type: 'delivery', action: 'event', identifiers: { id: 'RPIL' }, name: 'opened' };

  await accept(api, { ...opened, attributes: { device_token: 'token-1' } });

  expect(workspace.state()).toEqual(
    aState({
      deliveryEvents: [{ deliveryId: 'RPIL', name: 'opened', attributes: { device_token: 'token-1' } }],
    }),
  );
});

const delivery = (fields: object) => ({
  type: 'delivery',
  action: 'event',
  identifiers: { id: 'RPIL' },
  name: 'opened',
  attributes: { device_token: 'token-1' },
  ...fields,
});

test.each([
  { field: 'identifiers', item: onObject('identify', { identifiers: { id: 'acme' } }) },
  { field: 'identifiers.object_id', item: onObject('identify', { identifiers: { object_type_id: '1' } }) },
  { field: 'identifiers.object_type_id', item: onObject('delete', { identifiers: { object_id: 'acme' } }) },
  {
    field: 'identifiers.object_type_id',
    item: onObject('identify', { identifiers: { ...ACME, object_type_id: 'company' } }),
  },
  { field: 'identifiers', item: onObject('identify', { identifiers: { ...ACME, cio_object_id: 'ob7' } }) },
  {
    field: 'identifiers.object_id',
    item: onObject('identify', { identifiers: { ...ACME, object_id: 'é'.repeat(76) } }),
  },
  { field: 'attributes.name', item: onObject('identify', { attributes: { name: 'é'.repeat(501) } }) },
  { field: 'cio_relationships', item: onObject('add_relationships') },
  { field: 'cio_relationships', item: onPerson('add_relationships', { cio_relationships: ACME }) },
  {
    field: 'cio_relationships.0.identifiers',
    item: onObject('add_relationships', { cio_relationships: [{ identifiers: ACME }] }),
  },
  {
    field: 'cio_relationships.0.identifiers.cio_id',
    item: onObject('add_relationships', { cio_relationships: [{ identifiers: { cio_id: 'cio_a3' } }] }),
  },
  {
    field: 'cio_relationships.0.identifiers.anonymous_id',
    item: onObject('identify_anonymous', toPerson()),
  },
  {
    field: 'cio_relationships.0.relationship_attributes.role',
    item: onPerson('identify', toAcme({ role: 'é'.repeat(501) })),
  },
  { field: 'action', item: delivery({ action: 'identify' }) },
  { field: 'name', item: delivery({ name: 'clicked' }) },
  { field: 'identifiers.id', item: delivery({ identifiers: {} }) },
  { field: 'attributes.device_token', item: delivery({ attributes: {} }) },
])('a fault in $field is refused', async ({ field, item }) => {
  await start();

  const answer = await sendEntity(api, item);

  expect(answer.status).toBe(400);
  expect(errorsOf(answer)).toContainEqual({ reason: 'invalid', field, message: expect.any(String) });
});

test.each([
  { error: 'cio_relationships.action must be present', change: { relationships: [] } },
  {
    error:
      'cio_relationships.relationships.0.relationship_attributes.role property value cannot be longer than 1000 bytes',
    change: {
      action: 'add_relationships',
      relationships: toAcme({ role: 'é'.repeat(501) }).cio_relationships,
    },
  },
])('a relationship of v1 is refused: $error', async ({ error, change }) => {
  await start();

  const answer = await putCustomer(api, 'u_42', { cio_relationships: change });

  expect(answer.status).toBe(400);
  expect(JSON.parse(answer.text)).toEqual({ meta: { error } });
});
