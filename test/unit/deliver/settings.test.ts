import { readDeliverSettings } from '../../../functions/deliver/settings.ts';

const settings = {
  EVENTS_QUEUE_URL: 'https://sqs/events',
  DEAD_LETTER_QUEUE_URL: 'https://sqs/dead-letters',
  PEOPLE_TABLE: 'people',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'key',
  AWS_SECRET_ACCESS_KEY: 'secret',
};

test('calls Customer.io in the region of the workspace', () => {
  expect(readDeliverSettings(settings).trackOrigins).toEqual({
    us: 'https://track.customer.io',
    eu: 'https://track-eu.customer.io',
  });
});

test.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
  'lets %s stand in for Customer.io',
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

test.each([
  { region: 'eu-west-1', url: 'https://dynamodb.eu-west-1.amazonaws.com' },
  { region: 'cn-north-1', url: 'https://dynamodb.cn-north-1.amazonaws.com.cn' },
])('finds DynamoDB in $region', ({ region, url }) => {
  expect(readDeliverSettings({ ...settings, AWS_REGION: region }).dynamodb).toMatchObject({ region, url });
});

test('lets this machine, and no other, stand in for DynamoDB', () => {
  const { dynamodb } = readDeliverSettings({
    ...settings,
    AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
  });

  expect(dynamodb.url).toBe('http://127.0.0.1:8000');
  expect(() =>
    readDeliverSettings({ ...settings, AWS_ENDPOINT_URL_DYNAMODB: 'https://example.com' }),
  ).toThrow('AWS_ENDPOINT_URL_DYNAMODB may only be a loopback address');
});

test.each(Object.keys(settings))('names %s when it is missing', (name) => {
  expect(() => readDeliverSettings({ ...settings, [name]: '' })).toThrow(`${name} is not set`);
});
