import type { ConnectionConfig } from '../../../../shared/config/define-config.ts';
import { describeEffect, testWebhook } from '../../../../tools/cli/doctor/test-webhook.ts';
import { aConnection } from '../../../support/mapping.ts';

const NOW_MS = Date.parse('2026-03-10T12:00:00Z');
const environments = {
  PRODUCTION: { region: 'eu' },
  SANDBOX: { region: 'eu', secretName: 'own/sandbox' },
} as const;

test('the test webhook is a sandbox event of nobody', () => {
  expect(JSON.parse(testWebhook(aConnection(), NOW_MS))).toMatchObject({
    event_name: 'CONNECTOR_TEST',
    environment: 'SANDBOX',
    user_id: 'connector-test',
    event_created_at: '2026-03-10T12:00:00.000Z',
    event_created_at_ms: NOW_MS,
  });
});

test.each<{ what: string; config: Partial<ConnectionConfig>; effect: string }>([
  { what: 'drops its sandbox', config: {}, effect: 'Customer.io gets nothing (environment dropped)' },
  {
    what: 'sends neither the event nor attributes',
    config: { environments },
    effect: 'Customer.io gets nothing (event switched off)',
  },
  {
    what: 'keeps the last event',
    config: { environments, userProperties: { last_event: true } },
    effect: 'in the workspace of own/sandbox, connector-test gets last_event',
  },
  {
    what: 'sends unlisted events',
    config: { environments, events: { unlisted: true } },
    effect: 'in the workspace of own/sandbox, connector-test gets the event CONNECTOR_TEST',
  },
  {
    what: 'knows people by their address',
    config: { environments, events: { unlisted: true }, identity: { userId: 'email' } },
    effect: 'in the workspace of own/sandbox, connector-test@example.com gets the event CONNECTOR_TEST',
  },
])('says beforehand what comes of it where the configuration $what', ({ config, effect }) => {
  const connection = aConnection(config);

  expect(describeEffect(testWebhook(connection, NOW_MS), connection, NOW_MS)).toBe(effect);
});
