import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSharedSecrets, type SharedSecrets } from '../../../functions/receive/shared-secrets.ts';
import {
  type SecretsManagerServer,
  startSecretsManager,
} from '../../../tools/local/secrets-manager/server.ts';

const NAME = 'purchasely-customerio/test/app/purchasely';
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

let server: SecretsManagerServer;
let client: SecretsManagerClient;
let secrets: SharedSecrets;
beforeEach(async () => {
  server = await startSecretsManager();
  client = new SecretsManagerClient({
    endpoint: server.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  secrets = createSharedSecrets(client, NAME);
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const store = (sharedSecret: string) => server.put(NAME, JSON.stringify({ sharedSecret }));
const fetches = () => (server.requests['GetSecretValue'] ?? 0) / 2; // the current one and the one before
const outage = () => server.failNext(2, { status: 500, type: 'InternalServiceError' });

test('knows the current secret of one that was never rotated', async () => {
  store('first');

  expect(await secrets.known(0)).toEqual(['first']);
});

test('knows the previous secret too, after the current one', async () => {
  store('first');
  store('second');

  expect(await secrets.known(0)).toEqual(['second', 'first']);
});

const ELSEWHERE = 'arn:aws:secretsmanager:eu-west-1:210987654321:secret:purchasely';

test.each([`${ELSEWHERE}-AbC123`, ELSEWHERE])(
  'knows a secret of another account by its ARN %s',
  async (arn) => {
    server.put(`${ELSEWHERE}-AbC123`, JSON.stringify({ sharedSecret: 'theirs' }));

    expect(await createSharedSecrets(client, arn).known(0)).toEqual(['theirs']);
  },
);

test('asks once for many requests at the same time, and not again within the hour', async () => {
  store('first');

  await Promise.all([secrets.known(0), secrets.known(0), secrets.known(0)]);
  await secrets.known(HOUR - 1);

  expect(fetches()).toBe(1);
  await secrets.known(HOUR);
  expect(fetches()).toBe(2);
});

test('finds a secret that was rotated after a mismatch', async () => {
  store('first');
  await secrets.known(0);
  store('second');

  expect(await secrets.refreshed(11 * SECOND)).toEqual(['second', 'first']);
});

test('tells of the fetches that a mismatch causes, and of those alone', async () => {
  store('first');
  let refetches = 0;
  const counted = createSharedSecrets(client, NAME, {
    onRefetch: () => {
      refetches += 1;
    },
  });

  await counted.known(0);
  await counted.refreshed(9 * SECOND);
  await counted.known(HOUR);
  expect(refetches).toBe(0);
  await counted.refreshed(HOUR + 11 * SECOND);
  expect(refetches).toBe(1);
});

test('does not let forged requests become a flood of fetches', async () => {
  store('first');
  await secrets.known(0);

  for (let ms = 0; ms < 10 * SECOND; ms += 100) await secrets.refreshed(ms);

  expect(fetches()).toBe(1);
});

test.each([
  { what: 'is empty', put: () => undefined },
  { what: 'has no sharedSecret', put: () => server.put(NAME, '{"siteId":"a"}') },
  { what: 'has an empty sharedSecret', put: () => store('') },
  { what: 'is no JSON', put: () => server.put(NAME, 'secret') },
])('fails while the secret $what, and works once it is filled', async ({ put }) => {
  put();
  await expect(secrets.known(0)).rejects.toThrow();

  store('first');

  expect(await secrets.known(1)).toEqual(['first']);
});

test('goes on with what it knows when Secrets Manager is away, and asks again a minute later', async () => {
  store('first');
  await secrets.known(0);
  outage();

  expect(await secrets.known(HOUR)).toEqual(['first']);
  store('second');
  expect(await secrets.known(HOUR + 59 * SECOND)).toEqual(['first']);
  expect(await secrets.known(HOUR + 60 * SECOND)).toEqual(['second', 'first']);
});

test('cannot say that a signature is wrong when Secrets Manager is away', async () => {
  store('first');
  await secrets.known(0);
  outage();

  await expect(secrets.refreshed(11 * SECOND)).rejects.toThrow();
});
