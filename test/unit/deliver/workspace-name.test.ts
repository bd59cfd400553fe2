import { toQueuedWebhook } from '../../../functions/deliver/queued-webhook.ts';
import { createWorkspaceNames } from '../../../functions/deliver/report/workspace-name.ts';
import { defineConfig } from '../../../shared/config/define-config.ts';
import { resolveConfig } from '../../../shared/config/resolve.ts';
import { toResyncMessage } from '../../../shared/messages/resync-message.ts';
import type { WebhookMessage } from '../../../shared/messages/webhook-message.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';
import { sample } from '../../support/running-stack.ts';

const region = { region: 'eu' } as const;
const config = resolveConfig(
  defineConfig({
    stages: { test: {} },
    connections: {
      cinema: { environments: { PRODUCTION: region, SANDBOX: region } },
      press: { environments: { PRODUCTION: 'drop', SANDBOX: region } },
      muted: { environments: { PRODUCTION: 'drop', SANDBOX: 'drop' } },
    },
  }),
  'test',
);
const nameOf = createWorkspaceNames(config);

const settledOf = ({ body, attributes }: WebhookMessage) => {
  const webhook = toQueuedWebhook({
    body,
    attributes: { SentTimestamp: '0', ApproximateReceiveCount: '1', ApproximateFirstReceiveTimestamp: '0' },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
    ),
  } as unknown as Parameters<typeof toQueuedWebhook>[0]);
  const parsed = parseWebhook(webhook.text);
  return { webhook, ...(parsed.kind === 'event' ? { event: parsed.event } : {}) };
};

const webhookOf = (connection: string, environment: unknown): WebhookMessage => ({
  body: JSON.stringify(sample('trial-started', { environment })),
  attributes: { connection, received_at: '0', request_id: 'r' },
});

test.each([
  {
    what: 'an event of production',
    connection: 'cinema',
    environment: 'PRODUCTION',
    name: 'cinema/PRODUCTION',
  },
  { what: 'an event of the sandbox', connection: 'cinema', environment: 'SANDBOX', name: 'cinema/SANDBOX' },
  {
    what: 'one of no environment of Purchasely',
    connection: 'cinema',
    environment: 'MOON',
    name: 'cinema/PRODUCTION',
  },
  { what: 'one that is dropped', connection: 'press', environment: 'PRODUCTION', name: 'press/SANDBOX' },
  {
    what: 'one of a connection without a workspace',
    connection: 'muted',
    environment: 'SANDBOX',
    name: 'other',
  },
  { what: 'one of a connection of before', connection: 'radio', environment: 'SANDBOX', name: 'other' },
  {
    what: 'one that names an object’s own properties',
    connection: '__proto__',
    environment: 'constructor',
    name: 'other',
  },
])('$what counts for $name', ({ connection, environment, name }) => {
  expect(nameOf(settledOf(webhookOf(connection, environment)))).toBe(name);
});

test('a resync counts for the workspace of its person', () => {
  const message = toResyncMessage({ person: 'p', environment: 'SANDBOX' }, 'cinema', 0, 'r');

  expect(nameOf(settledOf(message))).toBe('cinema/SANDBOX');
});

test('what cannot be read counts for the first workspace of its connection', () => {
  const message = { ...webhookOf('cinema', 'SANDBOX'), body: 'no JSON' };

  expect(nameOf(settledOf(message))).toBe('cinema/PRODUCTION');
});
