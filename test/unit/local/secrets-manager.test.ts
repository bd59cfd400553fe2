import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  type SecretsManagerServer,
  startSecretsManager,
} from '../../../tools/local/secrets-manager/server.ts';

const NAME = 'purchasely/webhook-secret';
let server: SecretsManagerServer;
let client: SecretsManagerClient;
beforeEach(async () => {
  server = await startSecretsManager({ region: 'eu-west-3', accountId: '123456789012' });
  client = new SecretsManagerClient({
    endpoint: server.endpoint,
    region: 'eu-west-3',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await server.close();
});

const read = (input: { VersionId?: string; VersionStage?: string } = {}, SecretId = NAME) =>
  client.send(new GetSecretValueCommand({ SecretId, ...input }));
const create = (SecretString?: string, ClientRequestToken?: string) =>
  client.send(new CreateSecretCommand({ Name: NAME, SecretString, ClientRequestToken }));
const put = (SecretString?: string, input: { ClientRequestToken?: string; VersionStages?: string[] } = {}) =>
  client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString, ...input }));
/** The SDK wants tokens of at least 32 characters. */
const token = (letter: string) => letter.repeat(32);

test('creates a secret and reads it by its name and by its ARN', async () => {
  const { ARN = '', VersionId } = await create('first');

  expect(ARN).toMatch(
    /^arn:aws:secretsmanager:eu-west-3:123456789012:secret:purchasely\/webhook-secret-[A-Za-z0-9]{6}$/,
  );
  for (const id of [NAME, ARN]) {
    expect(await read({}, id)).toMatchObject({
      ARN,
      Name: NAME,
      VersionId,
      SecretString: 'first',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date),
    });
  }
});

test('makes a new value the current one and keeps the one before', async () => {
  const { VersionId: first } = await create('first');
  const { VersionId: second } = await put('second');
  const { VersionId: third } = await put('third');

  expect(await read()).toMatchObject({ SecretString: 'third', VersionStages: ['AWSCURRENT'] });
  expect(await read({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'second' });
  expect(await read({ VersionId: first })).toMatchObject({ SecretString: 'first' });
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: NAME }));
  expect(VersionIdsToStages).toEqual({ [`${second}`]: ['AWSPREVIOUS'], [`${third}`]: ['AWSCURRENT'] });
});

test('leaves the current value alone when a value is put under another stage', async () => {
  await create('current');

  await put('pending', { VersionStages: ['AWSPENDING'] });

  expect(await read()).toMatchObject({ SecretString: 'current' });
  expect(await read({ VersionStage: 'AWSPENDING' })).toMatchObject({ SecretString: 'pending' });
});

test('takes a repeated token for the same request', async () => {
  await create('first');

  const once = await put('second', { ClientRequestToken: token('a') });
  const again = await put('second', { ClientRequestToken: token('a') });

  expect(again).toMatchObject({ VersionId: once.VersionId });
  expect(await read({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'first' });
});

test('creates a secret once, however often the same request comes', async () => {
  const once = await create('first', token('a'));
  const again = await create('first', token('a'));

  expect(again).toMatchObject({ ARN: once.ARN, VersionId: once.VersionId });
});

test.each([
  {
    what: 'an unknown secret',
    ask: () => read({}, 'unknown'),
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  },
  {
    what: 'a value for an unknown secret',
    ask: () => client.send(new PutSecretValueCommand({ SecretId: 'unknown', SecretString: 'value' })),
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  },
  {
    what: 'a secret without a value',
    ask: () => create().then(() => read()),
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  },
  {
    what: 'a version before the first',
    ask: () => create('first').then(() => read({ VersionStage: 'AWSPREVIOUS' })),
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
  },
  {
    what: 'an unknown version',
    ask: () => create('first').then(() => read({ VersionId: token('z') })),
    name: 'ResourceNotFoundException',
    message: `Secrets Manager can't find the specified secret value for VersionId: ${token('z')}`,
  },
  {
    what: 'a version under a stage it does not have',
    ask: () =>
      create('first', token('a')).then(() => read({ VersionId: token('a'), VersionStage: 'AWSPREVIOUS' })),
    name: 'InvalidRequestException',
    message: 'You provided a VersionStage that is not associated to the provided VersionId.',
  },
  {
    what: 'a name that is taken',
    ask: () => create('first').then(() => create('second')),
    name: 'ResourceExistsException',
    message: `The operation failed because the secret ${NAME} already exists.`,
  },
  {
    what: 'another value under a token that is taken',
    ask: () => create('first', token('a')).then(() => put('second', { ClientRequestToken: token('a') })),
    name: 'ResourceExistsException',
    message: expect.stringContaining(`You can't use ClientRequestToken ${token('a')}`),
  },
  {
    what: 'no value to put',
    ask: () => create('first').then(() => put()),
    name: 'InvalidParameterException',
    message: 'You must provide either SecretString or SecretBinary.',
  },
])('refuses $what with $name', async ({ ask, name, message }) => {
  await expect(ask()).rejects.toMatchObject({ name, message, $metadata: { httpStatusCode: 400 } });
});

test.each([
  {
    what: 'an action it does not know',
    target: 'secretsmanager.RotateSecret',
    body: '{}',
    type: 'UnknownOperationException',
  },
  { what: 'no action', target: undefined, body: '{}', type: 'UnknownOperationException' },
  {
    what: 'a body that is not JSON',
    target: 'secretsmanager.GetSecretValue',
    body: '{',
    type: 'SerializationException',
  },
  {
    what: 'a secret that is not named',
    target: 'secretsmanager.GetSecretValue',
    body: '{}',
    type: 'ValidationException',
  },
])('refuses $what with $type', async ({ target, body, type }) => {
  const headers: Record<string, string> = target === undefined ? {} : { 'x-amz-target': target };
  const response = await fetch(server.endpoint, { method: 'POST', headers, body });

  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  expect(await response.json()).toMatchObject({ __type: type });
});

test('lists every secret with its stages', async () => {
  const { versionId } = server.put('one', 'value');
  server.put('two', 'value');

  const { SecretList } = await client.send(new ListSecretsCommand({}));

  expect(SecretList).toEqual([
    expect.objectContaining({ Name: 'one', SecretVersionsToStages: { [versionId]: ['AWSCURRENT'] } }),
    expect.objectContaining({ Name: 'two' }),
  ]);
});

test('can be given a value without a request, and another one later', async () => {
  const { arn } = server.put(NAME, 'first');

  expect(server.put(NAME, 'second').arn).toBe(arn);

  expect(await read({}, arn)).toMatchObject({ SecretString: 'second' });
  expect(await read({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'first' });
});

test('fails as often as it is told, and counts what it was asked', async () => {
  server.put(NAME, 'value');
  server.failNext(2, { status: 500, type: 'InternalServiceError' });
  const failure = { name: 'InternalServiceError', $metadata: { httpStatusCode: 500 } };

  await expect(read()).rejects.toMatchObject(failure);
  await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject(failure);

  expect(await read()).toMatchObject({ SecretString: 'value' });
  expect(server.requests).toEqual({ GetSecretValue: 2, ListSecrets: 1 });
});

test('holds its answers back for as long as it is told', async () => {
  server.put(NAME, 'value');
  server.delayMs = 1;

  expect(server.delayMs).toBe(1);
  expect(await read()).toMatchObject({ SecretString: 'value' });
});

test('stops at once while somebody waits for an answer', async () => {
  server.put(NAME, 'value');
  server.delayMs = 3_600_000;
  const failure = expect(read()).rejects.toThrow('socket hang up');
  while (server.requests['GetSecretValue'] === undefined) await new Promise(setImmediate);

  await server.close();

  await failure;
});
