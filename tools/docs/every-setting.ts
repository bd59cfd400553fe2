import { defineConfig, type StageConfig } from '../../shared/config/define-config.ts';

const account = '123456789012';
const region = 'eu-west-1';

/** For each optional setting, the keys of a stage that has it and only what the setting needs. */
export const SETTINGS = {
  account: { account },
  region: { region },
  stackName: { stackName: 'acme-subscriptions' },
  namePrefix: { namePrefix: 'acme-subscriptions' },
  tags: { tags: { team: 'growth' } },
  permissionsBoundary: { permissionsBoundary: `arn:aws:iam::${account}:policy/boundary` },
  terminationProtection: { terminationProtection: true },
  receiveConcurrency: { receiveConcurrency: 100 },
  accessLogClass: { accessLogClass: 'INFREQUENT_ACCESS' },
  removal: { removal: 'destroy', people: { deletionProtection: false } },
  domain: { domain: { name: 'webhooks.example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' } },
  vpc: {
    vpc: {
      subnetIds: ['subnet-0a1b2c3d'],
      securityGroupIds: ['sg-0a1b2c3d'],
      functions: ['receive', 'deliver'],
      proxy: { url: 'http://proxy.example.internal:3128', noProxy: ['.amazonaws.com'] },
    },
  },
  encryptionKeyArn: {
    encryptionKeyArn: `arn:aws:kms:${region}:${account}:key/11111111-2222-3333-4444-555555555555`,
  },
} satisfies Record<string, StageConfig>;

/** A stage whose template has every type of resource that a setting can add. */
export const EVERY_SETTING = defineConfig({
  stages: {
    'every-setting': {
      ...SETTINGS.region,
      ...SETTINGS.tags,
      ...SETTINGS.permissionsBoundary,
      ...SETTINGS.domain,
      ...SETTINGS.vpc,
      ...SETTINGS.encryptionKeyArn,
      tracing: true,
      dashboard: true,
      alarms: { topicArn: `arn:aws:sns:${region}:${account}:on-call` },
    },
  },
  connections: {
    cinema: {
      environments: { PRODUCTION: { region: 'eu' }, SANDBOX: { region: 'eu' } },
      relay: { url: 'https://backend.example.com/' },
      copies: [`arn:aws:sqs:${region}:${account}:webhooks`],
    },
  },
});
