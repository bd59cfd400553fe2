import { readDeliverSettings } from '../../../functions/deliver/settings.ts';

const settings = {
  EVENTS_QUEUE_URL: 'https://sqs/events',
  DEAD_LETTER_QUEUE_URL: 'https://sqs/dead-letters',
  PEOPLE_TABLE: 'people',
};

test('calls Customer.io in the region of the workspace', () => {
  expect(readDeliverSettings(settings).trackOrigins).toEqual({
    us: 'https://track.customer.io',
    eu: 'https://track-eu.customer.io',
  });
});

test.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
  'lets %s stand in for it',
  (origin) => {
    expect(readDeliverSettings({ ...settings, TRACK_API_ORIGIN: origin }).trackOrigins).toEqual({
      us: origin,
      eu: origin,
    });
  },
);

test.each([
  'https://track.example.com',
  'http://10.0.0.1',
  'http://127.0.0.1.example.com',
  'http://localhost@example.com',
])('refuses to send credentials to %s', (origin) => {
  expect(() => readDeliverSettings({ ...settings, TRACK_API_ORIGIN: origin })).toThrow(
    'TRACK_API_ORIGIN may only be a loopback address',
  );
});

test.each(['EVENTS_QUEUE_URL', 'DEAD_LETTER_QUEUE_URL', 'PEOPLE_TABLE'])(
  'names %s when it is missing',
  (name) => {
    expect(() => readDeliverSettings({ ...settings, [name]: '' })).toThrow(`${name} is not set`);
  },
);
