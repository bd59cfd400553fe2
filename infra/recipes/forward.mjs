/**
 * A backend that stays at the webhook URL in Purchasely's console, and forwards each webhook to the connector.
 *
 *   CONNECTOR_URL=https://…/webhooks/app SHARED_SECRET=… PORT=8080 node forward.mjs
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';

const { CONNECTOR_URL = '', SHARED_SECRET = '', PORT = '8080' } = process.env;
/** Of the connector's answer, in milliseconds: Purchasely waits ten seconds for yours. */
const TIMEOUT_MS = 8_000;

const server = createServer(async (request, response) => {
  // Unless both have it, Purchasely has to come again: `grant` then gets the same webhook twice, as it may anyway.
  const status = await take(request).catch(() => 503);
  response.writeHead(status).end();
});
server.listen(Number(PORT), () => console.log(`listening on ${server.address().port}`));

async function take(request) {
  // The raw bytes, before any framework has parsed them: written anew they would have another signature.
  const body = await buffer(request);
  if (!isOfPurchasely(request.headers, body)) return 401;
  await Promise.all([grant(JSON.parse(body.toString())), forward(request.headers, body)]);
  return 200;
}

/** What your backend does with a webhook: yours to write. */
async function grant(_webhook) {}

/** The same bytes, and every header that the connector checks them by. */
async function forward(headers, body) {
  const signed = Object.entries(headers).filter(([name]) => name.startsWith('x-purchasely-'));
  const { status } = await fetch(CONNECTOR_URL, {
    method: 'POST',
    headers: { ...Object.fromEntries(signed), 'content-type': headers['content-type'] ?? 'application/json' },
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (status !== 200) throw new Error(`the connector answered ${status}`);
}

function isOfPurchasely(headers, body) {
  const expected = createHmac('sha256', SHARED_SECRET)
    .update(String(headers['x-purchasely-timestamp']))
    .update(body)
    .digest();
  const given = Buffer.from(String(headers['x-purchasely-request-signature']), 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
