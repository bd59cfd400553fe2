import { maskWebhook } from '../../../../tools/cli/dlq/mask.ts';

const hashPerson = () => '0123456789ab';
const maskOf = (webhook: unknown) => maskWebhook(webhook, hashPerson).webhook;

test.each([
  { name: 'event_name', value: 'TRIAL_STARTED', shown: 'TRIAL_STARTED' },
  { name: 'plan', value: 'MONTHLY', shown: 'MONTHLY' },
  { name: 'purchased_at', value: '2026-03-02T08:15:30.000Z', shown: '2026-03-02T08:15:30.000Z' },
  { name: 'purchased_at_ms', value: 1772439330000, shown: 1772439330000 },
  { name: 'looks_at', value: 'Jane Doe', shown: '<text of 8 characters>' },
  { name: 'is_family_shared', value: true, shown: true },
  { name: 'note', value: null, shown: null },
  { name: 'user_id', value: 'jane@example.com', shown: '<person 0123456789ab>' },
  { name: 'anonymous_user_id', value: 7, shown: '<person 0123456789ab>' },
  { name: 'transferred_to_user_id', value: 'john', shown: '<person 0123456789ab>' },
  { name: 'device_id', value: 'a4d1c7e2', shown: '<text of 8 characters>' },
  { name: 'invented_tomorrow', value: 12.5, shown: '<number>' },
  {
    name: 'list',
    value: ['a', { plan: 'B', e_mail: 'c' }],
    shown: ['<text of 1 characters>', { plan: 'B', e_mail: '<text of 1 characters>' }],
  },
])('shows $name, $value, as $shown', ({ name, value, shown }) => {
  expect(maskOf({ [name]: value })).toEqual({ [name]: shown });
});

test('masks a text that is no JSON object', () => {
  expect(maskOf('hello Jane')).toBe('<text of 10 characters>');
});

test('finds what is personal where the mapping has put it', () => {
  const { maskRequest } = maskWebhook(
    {
      user_id: 'Jane@Example.com',
      device_id: 'a4d1c7e2',
      plan: 'MONTHLY',
      note: 'x'.repeat(2000),
      amount: 9.99,
    },
    hashPerson,
  );

  const identifiers = { email: 'jane@example.com' };
  const attributes = {
    user_id: 'Jane@Example.com',
    gadget: 'a4d1c7e2',
    plan: 'MONTHLY',
    note: 'x'.repeat(1000),
    plan_price_in_eur: 9.99,
    is_in_trial: true,
  };
  expect(maskRequest({ batch: [{ identifiers, name: 'TRIAL_STARTED', attributes }] })).toEqual({
    batch: [
      {
        identifiers: { email: '<masked>' },
        name: 'TRIAL_STARTED',
        attributes: {
          user_id: '<person 0123456789ab>',
          gadget: '<text of 8 characters>',
          plan: 'MONTHLY',
          note: '<text of 2000 characters>',
          plan_price_in_eur: 9.99,
          is_in_trial: true,
        },
      },
    ],
  });
});
