import { defineConfig } from '../../shared/config/define-config.ts';

/** A stage whose template has every type of resource that any setting brings. */
export const EVERY_SETTING = defineConfig({
  stages: {
    'every-setting': {
      region: 'eu-west-1',
      tracing: true,
      vpc: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] },
      dashboard: true,
      alarms: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call' },
    },
  },
  connections: {
    cinema: {
      environments: { PRODUCTION: { region: 'eu' }, SANDBOX: { region: 'eu' } },
      relay: { url: 'https://backend.example.com/' },
      copies: ['arn:aws:sqs:eu-west-1:123456789012:webhooks'],
    },
  },
});
