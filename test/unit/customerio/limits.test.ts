import { isReservedPersonAttribute, RESERVED_EVENT_ATTRIBUTES } from '../../../shared/customerio/limits.ts';

test.each([
  'id',
  'email',
  'phone',
  'cio_id',
  'anonymous_id',
  'created_at',
  '_created_in_customerio_at',
  'unsubscribed',
  'cio_subscription_preferences',
  '_cio_subscription_preferences_computed',
  '_last_emailed',
  '_timestamp',
  '_update',
  'cio_relationships',
  'timezone',
  'timezone_valid',
  'mobile_ad_id',
  'email_sha256',
  'mobile_ad_id_sha256',
  'cio_email_tracking_consent',
  'cio_anything',
  '_anything',
])('keeps the attribute %s of a person for Customer.io', (name) => {
  expect(isReservedPersonAttribute(name)).toBe(true);
});

test.each(['plan', 'purchasely_id', 'anonymous_user_id', 'ciao', 'user_email'])(
  'leaves the attribute %s of a person to us',
  (name) => {
    expect(isReservedPersonAttribute(name)).toBe(false);
  },
);

test('keeps the event attributes that would override the addresses of a campaign', () => {
  expect([...RESERVED_EVENT_ATTRIBUTES].sort()).toEqual(['from_address', 'recipient', 'reply_to']);
});
