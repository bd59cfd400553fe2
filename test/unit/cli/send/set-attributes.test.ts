import fc from 'fast-check';
import { toMilliseconds } from '../../../../shared/purchasely/read-attribute.ts';
import { parseSetting, setAttributes } from '../../../../tools/cli/send/set-attributes.ts';

test.each<{ text: string; setting: unknown }>([
  { text: 'plan=GOLD', setting: { name: 'plan', value: 'GOLD' } },
  { text: 'plan="9"', setting: { name: 'plan', value: '9' } },
  { text: 'plan_price_in_eur=9.99', setting: { name: 'plan_price_in_eur', value: 9.99 } },
  { text: 'is_family_shared=true', setting: { name: 'is_family_shared', value: true } },
  { text: 'store_country=null', setting: { name: 'store_country', value: null } },
  {
    text: 'attribution={"utm_source":"mail"}',
    setting: { name: 'attribution', value: { utm_source: 'mail' } },
  },
  { text: 'content_id=a=b', setting: { name: 'content_id', value: 'a=b' } },
  { text: 'user_id=', setting: { name: 'user_id', value: undefined } },
  { text: 'plan', setting: undefined },
  { text: '=GOLD', setting: undefined },
])('reads $text', ({ text, setting }) => {
  expect(parseSetting(text)).toEqual(setting);
});

const WEBHOOK = {
  plan: 'SILVER',
  next_renewal_at: '2026-01-01T00:00:00.000Z',
  next_renewal_at_ms: 1767225600000,
};
const RENEWAL = { next_renewal_at: '2026-12-24T18:00:00.000Z', next_renewal_at_ms: 1798135200000 };

test.each<{ what: string; name: string; value: unknown; expected: object }>([
  { what: 'an attribute', name: 'plan', value: 'GOLD', expected: { ...WEBHOOK, plan: 'GOLD' } },
  { what: 'a new attribute', name: 'placement', value: 'shop', expected: { ...WEBHOOK, placement: 'shop' } },
  {
    what: 'none',
    name: 'plan',
    value: undefined,
    expected: { next_renewal_at: WEBHOOK.next_renewal_at, next_renewal_at_ms: WEBHOOK.next_renewal_at_ms },
  },
  {
    what: 'a date by its text',
    name: 'next_renewal_at',
    value: '2026-12-24T19:00:00+01:00',
    expected: { plan: 'SILVER', ...RENEWAL },
  },
  {
    what: 'a date by its twin',
    name: 'next_renewal_at_ms',
    value: 1798135200000,
    expected: { plan: 'SILVER', ...RENEWAL },
  },
  { what: 'no date', name: 'next_renewal_at_ms', value: undefined, expected: { plan: 'SILVER' } },
  {
    what: 'what is no date',
    name: 'next_renewal_at',
    value: 'soon',
    expected: { plan: 'SILVER', next_renewal_at: 'soon' },
  },
  {
    what: 'a time that no date has',
    name: 'next_renewal_at_ms',
    value: 1e18,
    expected: { plan: 'SILVER', next_renewal_at_ms: 1e18 },
  },
])('sets $what', ({ name, value, expected }) => {
  expect(setAttributes(WEBHOOK, [{ name, value }])).toEqual(expected);
});

test('lets the later setting win', () => {
  const settings = [
    { name: 'plan', value: 'GOLD' },
    { name: 'plan', value: undefined },
  ];

  expect(setAttributes({ plan: 'SILVER' }, settings)).toEqual({});
});

test('never leaves the two forms of a date at odds', () => {
  const setting = fc.record({
    name: fc.constantFrom('next_renewal_at', 'next_renewal_at_ms'),
    value: fc.oneof(
      fc.jsonValue(),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.integer(),
    ),
  });

  fc.assert(
    fc.property(fc.array(setting), (settings) => {
      const webhook = setAttributes(WEBHOOK, settings);
      if ('next_renewal_at' in webhook && 'next_renewal_at_ms' in webhook) {
        expect(toMilliseconds(webhook['next_renewal_at']) === webhook['next_renewal_at_ms']).toBe(true);
      }
    }),
  );
});
