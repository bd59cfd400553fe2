import { parseWebhook } from '../../../shared/purchasely/webhook.ts';
import { readSample } from '../../support/samples.ts';
import { anEvent, eventIn } from '../../support/webhooks.ts';

const MINIMAL = { event_name: 'RENEWAL_ENABLED', event_created_at_ms: 1775722570730 };
const parse = (attributes: object) => parseWebhook(JSON.stringify({ ...MINIMAL, ...attributes }));
const unreadable = (field: string) => ({ kind: 'unreadable', field });

test('reads what every step relies on, and keeps the body whole', () => {
  const text = readSample('trial-started.json');

  expect(parseWebhook(text)).toEqual({
    kind: 'event',
    event: {
      name: 'TRIAL_STARTED',
      id: '95629b56-c9af-4794-ab9a-73fc45c6cd38',
      createdAtMs: 1772439334512,
      environment: 'PRODUCTION',
      userId: '3f1a6c0e-52b7-4e0b-9c38-7a1d90c4e215',
      body: JSON.parse(text),
    },
  });
});

test('needs no more than a name and a time', () => {
  expect(parse({})).toEqual({
    kind: 'event',
    event: { name: 'RENEWAL_ENABLED', createdAtMs: 1775722570730, body: MINIMAL },
  });
});

describe.each(['event_id', 'environment', 'user_id', 'anonymous_user_id'])('%s', (attribute) => {
  test.each([{ value: null }, { value: '' }])('as $value is as good as missing', ({ value }) => {
    const { body: _, ...event } = anEvent({ [attribute]: value });
    const { body: __, ...without } = anEvent({ [attribute]: undefined });

    expect(event).toEqual(without);
  });

  test.each([{ value: true }, { value: { id: 'x' } }, { value: ['x'] }])(
    'as $value makes the webhook unreadable',
    ({ value }) => {
      expect(parse({ [attribute]: value })).toEqual(unreadable(attribute));
    },
  );
});

test.each([
  { given: 42, id: '42' },
  { given: 0, id: '0' },
  { given: -7, id: '-7' },
  { given: Number.MAX_SAFE_INTEGER, id: '9007199254740991' },
])('takes $given for the user id $id', ({ given, id }) => {
  expect(anEvent({ user_id: given }).userId).toBe(id);
  expect(anEvent({ anonymous_user_id: given }).anonymousUserId).toBe(id);
});

test.each(['9007199254740993', '12345678901234567890', '1.5', '1e400'])(
  'refuses the user id %s, which a number cannot hold exactly',
  (literal) => {
    const body = JSON.stringify({ ...MINIMAL, user_id: 0 }).replace('"user_id":0', `"user_id":${literal}`);

    expect(parseWebhook(body)).toEqual(unreadable('user_id'));
  },
);

test.each([
  { what: 'milliseconds', times: { event_created_at_ms: 1772439334512 } },
  { what: 'ISO 8601', times: { event_created_at: '2026-03-02T08:15:34.512Z' } },
  { what: 'ISO 8601 with an offset', times: { event_created_at: '2026-03-02T09:15:34.512+01:00' } },
  {
    what: 'ISO 8601 beside null',
    times: { event_created_at: '2026-03-02T08:15:34.512Z', event_created_at_ms: null },
  },
  {
    what: 'milliseconds beside something unreadable',
    times: { event_created_at: 'yesterday', event_created_at_ms: 1772439334512 },
  },
])('reads a time given as $what', ({ times }) => {
  expect(anEvent({ event_created_at_ms: undefined, ...times }).createdAtMs).toBe(1772439334512);
});

test.each([
  { what: 'none', times: {} },
  { what: 'null', times: { event_created_at_ms: null } },
  { what: 'zero', times: { event_created_at_ms: 0 } },
  { what: 'before 1970', times: { event_created_at_ms: -1 } },
  { what: 'a fraction', times: { event_created_at_ms: 1772439334512.5 } },
  { what: 'beyond what a number holds exactly', times: { event_created_at_ms: 2 ** 53 } },
  { what: 'a list', times: { event_created_at_ms: [1772439334512] } },
  { what: 'a text that is no date', times: { event_created_at: 'yesterday' } },
  { what: 'a date without a time zone', times: { event_created_at: '2026-03-02T08:15:34.512' } },
])('refuses a time that is $what', ({ times }) => {
  expect(parse({ event_created_at_ms: undefined, ...times })).toEqual(unreadable('event_created_at_ms'));
});

test.each([undefined, null, '', '  ', 7, {}])('refuses the event name %p', (name) => {
  expect(parse({ event_name: name })).toEqual(unreadable('event_name'));
});

test.each([
  { given: 'BRAND_NEW_EVENT', name: 'BRAND_NEW_EVENT' },
  { given: ' TRIAL_STARTED\n', name: 'TRIAL_STARTED' },
])('takes $given for the event $name', ({ given, name }) => {
  expect(anEvent({ event_name: given }).name).toBe(name);
});

test.each([
  { what: 'the nested form of a legacy sample', body: readSample('legacy-v2-purchase-validated.json') },
  { what: 'the nested form without a version', body: '{"name":"PURCHASE_VALIDATED","properties":{}}' },
  { what: 'a flat body that says 2', body: JSON.stringify({ ...MINIMAL, api_version: 2 }) },
  { what: 'a flat body that says 1', body: JSON.stringify({ ...MINIMAL, api_version: 1 }) },
])('tells payload version 2 by $what', ({ body }) => {
  expect(parseWebhook(body)).toEqual({ kind: 'unsupported-version' });
});

test('takes a later payload version for what it looks like', () => {
  expect(parse({ api_version: 4 })).toMatchObject({ kind: 'event' });
});

test.each(['', '{', 'null', 'true', '1', '"text"', '[]', '[{"event_name":"TRIAL_STARTED"}]'])(
  'finds no event in %p',
  (text) => {
    expect(parseWebhook(text)).toEqual(unreadable(''));
  },
);

test('reads an event beside an attribute nested a hundred thousand levels deep', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const body = `{"event_name":"TRIAL_STARTED","event_created_at_ms":1772439334512,"deep":${deep}}`;

  expect(eventIn(body)).toMatchObject({ name: 'TRIAL_STARTED', createdAtMs: 1772439334512 });
});

test('reads nothing from a key named __proto__', () => {
  const body =
    '{"event_name":"TRIAL_STARTED","event_created_at_ms":1,"__proto__":{"user_id":"somebody else"}}';

  expect(eventIn(body).userId).toBeUndefined();
  expect(Object.hasOwn(Object.prototype, 'user_id')).toBe(false);
});

test.each([undefined, null, ''])(
  'reads the time from its text where the milliseconds are %p',
  (event_created_at_ms) => {
    const parsed = parse({ event_created_at_ms, event_created_at: '2026-03-02T08:15:34.512Z' });

    expect(parsed).toMatchObject({ kind: 'event', event: { createdAtMs: 1772439334512 } });
  },
);
