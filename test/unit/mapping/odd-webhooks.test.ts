import { mapEvent } from '../../../shared/mapping/map-event.ts';
import { aConnection, mapped, operationsOf, sentEvent } from '../../support/mapping.ts';
import { CREATED_AT_MS, eventIn } from '../../support/webhooks.ts';

/** A webhook written as JSON, for what an object literal cannot say. */
const webhook = (attributes: string) =>
  eventIn(
    `{"event_name":"SUBSCRIPTION_RECEIVED","event_id":"e","event_created_at_ms":${CREATED_AT_MS},"environment":"PRODUCTION","user_id":"u",${attributes}}`,
  );
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const everyEvent = aConnection({ events: { unlisted: true } });

test.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
  'carries an attribute named %s',
  (name) => {
    expect(sentEvent({ [name]: 'x' }).attributes).toHaveProperty([name], 'x');
  },
);

test('survives an attribute named __proto__', () => {
  expect(mapEvent(webhook('"__proto__":1'), everyEvent, CREATED_AT_MS)).toMatchObject({ kind: 'operations' });
});

test.each([
  { what: 'an object', plan: '{"toString":1}' },
  { what: 'a list', plan: '["X"]' },
  { what: 'null', plan: 'null' },
  { what: 'nested too deep to print', plan: nested(50_000) },
])('a condition on an attribute that is $what does not hold', ({ plan }) => {
  const when = { plan: ['X', 'null', 'undefined'] };
  const connection = aConnection({ events: { SUBSCRIPTION_RECEIVED: { when } } });

  expect(mapEvent(webhook(`"plan":${plan}`), connection, CREATED_AT_MS)).toMatchObject({ kind: 'skipped' });
});

test('an anonymous id that a number cannot hold exactly is not claimed: it would be somebody else’s', () => {
  const outcome = mapEvent(
    webhook('"transferred_from_anonymous_user_id":12345678901234567890'),
    everyEvent,
    CREATED_AT_MS,
  );

  expect(operationsOf(outcome).identify?.attributes).toEqual({});
});

test.each([
  { what: 'an unreadable date and its twin', one: { ends_at: 'soon' }, other: { ends_at_ms: 1775722530000 } },
  {
    what: 'an attribute and a part of an object of the same name',
    one: { attribution_utm_source: 'a' },
    other: { attribution: { utm_source: 'b' } },
  },
  { what: 'an attribute and one renamed to it', one: { plan: 'p' }, other: { product: 'q' } },
])('the order of $what does not decide', ({ one, other }) => {
  const config = { eventAttributes: { rename: { plan: 'product' } } };

  expect(sentEvent({ ...one, ...other }, config)).toEqual(sentEvent({ ...other, ...one }, config));
});

test('what was renamed wins over what had the name, which is told', () => {
  const config = { events: { unlisted: true }, eventAttributes: { rename: { plan: 'product' } } };

  const { event, adjustments } = operationsOf(mapped({ plan: 'p', product: 'q' }, config));

  expect(event?.attributes).toMatchObject({ product: 'p' });
  expect(adjustments).toEqual([{ field: 'product', what: 'dropped: another attribute has its name' }]);
});

test('a renamed attribute does not come again under its old name', () => {
  const { attributes } = sentEvent(
    { subscription_status: 'PAUSED' },
    {
      eventAttributes: { rename: { subscription_status: 'status' } },
      userProperties: { subscription_status: true },
    },
  );

  expect(attributes).toMatchObject({ status: 'PAUSED' });
  expect(attributes).not.toHaveProperty('subscription_status');
});

test('an empty cio_id is none', () => {
  expect(mapped({ user_id: 'cio_' }, { identity: { userId: 'cio_id' } })).toMatchObject({
    kind: 'unmappable',
    reason: 'invalid-identity',
  });
});

test('an e-mail address is measured as it is sent, in lower case', () => {
  const address = `${'İ'.repeat(70)}@x.io`; // 145 bytes, and 215 in lower case

  expect(mapped({ user_id: address }, { identity: { userId: 'email' } })).toMatchObject({
    kind: 'unmappable',
    reason: 'invalid-identity',
  });
});

test('null twins of a date are nothing to be told about', () => {
  const config = { events: { unlisted: true } };

  expect(operationsOf(mapped({ ends_at: null, ends_at_ms: null }, config)).adjustments).toEqual([]);
});

test('the twin of a date is dropped within an object too', () => {
  const { attributes } = sentEvent({ a: { b_at: '2026-03-02T08:15:30Z', b_at_ms: 1772439330000 } });

  expect(attributes).toMatchObject({ a_b_at: 1772439330 });
  expect(attributes).not.toHaveProperty('a_b_at_ms');
});
