import { acceptWebhook } from '../../../functions/receive/accept-webhook.ts';
import type { WebhookMessage } from '../../../shared/messages/webhook-message.ts';
import { signatureOf } from '../../../shared/purchasely/signature.ts';

const SECRET = 'test-shared-secret-01';
const NOW_MS = Date.parse('2026-03-02T08:15:30Z');
const NOW = NOW_MS / 1000;

/** Accepts a signed webhook whose timestamp header says this, under this replay window. */
async function accept(timestamp: string, replayWindowSeconds: number | null) {
  const stored: WebhookMessage[] = [];
  const body = Buffer.from('{"event_name":"TRIAL_STARTED"}');
  const secrets = { known: async () => [SECRET], refreshed: async () => [SECRET] };
  const purchasely = { secret: { name: 'secret', created: true }, replayWindowSeconds };
  const rejection = await acceptWebhook(
    {
      connection: 'app',
      signature: signatureOf(SECRET, timestamp, body),
      timestamp,
      body,
      requestId: 'request-1',
      trace: undefined,
    },
    {
      config: { stage: 'test', connections: { app: purchasely } },
      secretsOf: () => secrets,
      store: async (message) => void stored.push(message),
      nowMs: NOW_MS,
    },
  );
  return { rejection, stored: stored.length };
}

test.each([
  { timestamp: '1', window: null },
  { timestamp: 'yesterday', window: null },
  { timestamp: String(NOW), window: 900 },
  { timestamp: String(NOW - 900), window: 900 },
  { timestamp: String(NOW + 900), window: 900 },
  { timestamp: String(NOW_MS), window: 900 },
])(
  'accepts the timestamp $timestamp with a replay window of $window seconds',
  async ({ timestamp, window }) => {
    expect(await accept(timestamp, window)).toEqual({ rejection: undefined, stored: 1 });
  },
);

test.each([
  { timestamp: String(NOW - 901), window: 900 },
  { timestamp: String(NOW + 901), window: 900 },
  { timestamp: String(NOW_MS - 901_000), window: 900 },
  { timestamp: '1', window: 900 },
  { timestamp: 'yesterday', window: 900 },
])(
  'refuses the timestamp $timestamp with a replay window of $window seconds',
  async ({ timestamp, window }) => {
    expect(await accept(timestamp, window)).toEqual({ rejection: 'timestamp-outside-window', stored: 0 });
  },
);
