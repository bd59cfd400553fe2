import { acceptWebhook } from '../../../functions/receive/accept-webhook.ts';
import type { WebhookMessage } from '../../../shared/messages/webhook-message.ts';
import { signatureOf } from '../../../shared/purchasely/signature.ts';

const SECRET = 'test-shared-secret-01';
const NOW_MS = Date.parse('2026-03-02T08:15:30Z');
const NOW = NOW_MS / 1000;

/** Accepts a signed webhook whose timestamp header says this, under this replay window. */
async function accept(timestamp: string, replayWindowSeconds: number | null, trace?: string) {
  const stored: WebhookMessage[] = [];
  const body = Buffer.from('{"event_name":"TRIAL_STARTED"}');
  const secrets = { known: async () => [SECRET], refreshed: async () => [SECRET] };
  const purchasely = {
    secret: { name: 'secret', created: true },
    replayWindowSeconds,
    relay: null,
    copies: [],
  };
  const { rejection } = await acceptWebhook(
    {
      connection: 'app',
      signature: signatureOf(SECRET, timestamp, body),
      timestamp,
      body,
      requestId: 'request-1',
      trace,
      forwarded: {},
      hops: [],
      hop: 'api/app',
    },
    {
      config: { stage: 'test', connections: { app: purchasely } },
      secretsOf: () => secrets,
      store: async (message) => void stored.push(message),
      copy: async () => [],
      relayOf: () => undefined,
      remainingMs: () => 8_000,
      nowMs: NOW_MS,
    },
  );
  return { rejection, stored: stored.length, traces: stored.map(({ attributes }) => attributes.trace) };
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
    expect(await accept(timestamp, window)).toMatchObject({ rejection: undefined, stored: 1 });
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
    expect(await accept(timestamp, window)).toMatchObject({
      rejection: 'timestamp-outside-window',
      stored: 0,
    });
  },
);

test.each([
  { what: 'as AWS writes it', trace: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1', kept: true },
  { what: 'too long to leave room for a dead letter’s reason', trace: 'x'.repeat(201), kept: false },
  { what: 'with characters SQS may refuse', trace: 'Root=\u0000', kept: false },
])('takes a trace header $what along, or leaves it ($kept)', async ({ trace, kept }) => {
  expect(await accept('1', null, trace)).toMatchObject({ stored: 1, traces: [kept ? trace : undefined] });
});
