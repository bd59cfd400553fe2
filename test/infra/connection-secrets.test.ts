import type { Template } from 'aws-cdk-lib/assertions';
import type { ConnectionConfig } from '../../shared/config/define-config.ts';
import { configOf, connection } from './config-of.ts';
import { grantsOf, synthesized } from './synthesized.ts';

const SECRET = 'AWS::SecretsManager::Secret';

function namesOfCreated(template: Template): string[] {
  return Object.values(template.findResources(SECRET))
    .map(({ Properties }) => Properties.Name)
    .sort();
}

test('secrets are created empty, and say what has to be put into them', async () => {
  const secrets = Object.values((await synthesized()).findResources(SECRET));

  expect(secrets.map(({ Properties }) => Properties)).toEqual([
    {
      Name: 'purchasely-customerio/test/cinema/purchasely',
      Description: expect.stringContaining('Put: {"sharedSecret":"..."}'),
    },
    {
      Name: 'purchasely-customerio/test/cinema/customerio-production',
      Description: expect.stringContaining('Put: {"siteId":"...","apiKey":"..."}'),
    },
    {
      Name: 'purchasely-customerio/test/cinema/customerio-sandbox',
      Description: expect.stringContaining('Put: {"siteId":"...","apiKey":"..."}'),
    },
  ]);
});

test('secrets outlive the stack, unless the deployment that creates them fails', async () => {
  (await synthesized()).allResources(SECRET, {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

const CREATED = 'purchasely-customerio/test/cinema';

test.each<{ what: string; connections: Record<string, ConnectionConfig>; created: string[] }>([
  {
    what: 'a workspace that drops its events has none',
    connections: { cinema: { environments: { PRODUCTION: { region: 'eu' }, SANDBOX: 'drop' } } },
    created: [`${CREATED}/customerio-production`, `${CREATED}/purchasely`],
  },
  {
    what: 'one that the configuration names is not created',
    connections: { cinema: { ...connection, purchasely: { secretName: 'existing/purchasely' } } },
    created: [`${CREATED}/customerio-production`, `${CREATED}/customerio-sandbox`],
  },
  {
    what: 'one that the configuration names twice is not created either',
    connections: {
      cinema: {
        purchasely: { secretName: 'existing/purchasely' },
        environments: {
          PRODUCTION: { region: 'eu', secretName: 'existing/customerio' },
          SANDBOX: { region: 'eu', secretName: 'existing/customerio' },
        },
      },
    },
    created: [],
  },
  {
    what: 'one that another connection names is created once',
    connections: {
      // Before `cinema` in the alphabet and in the file: the one that creates it need not come first.
      boxset: {
        purchasely: { secretName: `${CREATED}/purchasely` },
        environments: { PRODUCTION: { region: 'eu', secretName: 'existing/customerio' }, SANDBOX: 'drop' },
      },
      cinema: connection,
    },
    created: [`${CREATED}/customerio-production`, `${CREATED}/customerio-sandbox`, `${CREATED}/purchasely`],
  },
])('of the secrets, $what', async ({ connections, created }) => {
  expect(namesOfCreated(await synthesized(configOf(connections)))).toEqual(created);
});

test('a secret that is used twice is granted once', async () => {
  const workspace = { region: 'eu', secretName: 'existing/customerio' } as const;
  const template = await synthesized(
    configOf({ cinema: { environments: { PRODUCTION: workspace, SANDBOX: workspace } } }),
  );

  expect(grantsOf(template, 'deliver').filter((grant) => grant.startsWith('secretsmanager:'))).toEqual([
    'secretsmanager:GetSecretValue on arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:existing/customerio-??????',
  ]);
});

const ELSEWHERE = 'arn:aws:secretsmanager:eu-west-1:210987654321:secret';

test.each([
  { what: 'whole', given: `${ELSEWHERE}:cio-AbC123`, granted: `${ELSEWHERE}:cio-AbC123` },
  {
    what: 'without its end',
    given: `${ELSEWHERE}:cio/{stage}`,
    granted: `${ELSEWHERE}:cio/test-??????`,
  },
])(
  'a secret of another account is granted by its ARN, $what, and with it its key',
  async ({ given, granted }) => {
    const workspace = { region: 'eu', secretName: given } as const;
    const template = await synthesized(
      configOf({ cinema: { environments: { PRODUCTION: workspace, SANDBOX: 'drop' } } }),
    );

    expect(grantsOf(template, 'deliver').filter((grant) => /^(secretsmanager|kms):/.test(grant))).toEqual([
      `kms:Decrypt on arn:aws:kms:eu-west-1:210987654321:key/*, kms:ViaService secretsmanager.AWS::Region.amazonaws.com, kms:EncryptionContext:SecretARN ${granted}`,
      `secretsmanager:GetSecretValue on ${granted}`,
    ]);
  },
);

test('a secret that only other stages name is created', async () => {
  const config = configOf({ cinema: { ...connection, purchasely: { secretName: { prod: 'of/prod' } } } });
  const stages = { test: {}, prod: {} };

  expect(namesOfCreated(await synthesized({ ...config, stages }))).toContain(`${CREATED}/purchasely`);
  expect(namesOfCreated(await synthesized({ ...config, stages }, 'prod'))).toEqual([
    'purchasely-customerio/prod/cinema/customerio-production',
    'purchasely-customerio/prod/cinema/customerio-sandbox',
  ]);
});

test('deliver may read no secret when every environment is dropped', async () => {
  const template = await synthesized(
    configOf({ cinema: { environments: { PRODUCTION: 'drop', SANDBOX: 'drop' } } }),
  );

  expect(grantsOf(template, 'deliver').filter((grant) => grant.startsWith('secretsmanager:'))).toEqual([]);
});
