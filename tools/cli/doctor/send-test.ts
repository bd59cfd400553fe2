import { randomBytes } from 'node:crypto';
import { type Check, check, finding, ok, type Verdict } from '../base/checks.ts';
import { parseStored } from '../secrets/secret-value.ts';
import { postWebhook } from '../stage/post-webhook.ts';
import type { Stage } from '../stage/stage.ts';

/**
 * Posts one webhook twice to the URL that Purchasely posts to: signed with a secret nobody has, which must be refused, and
 * then with the one that is stored.
 */
export async function sendTest(stage: Stage, connection: string, webhook: string): Promise<Check[]> {
  const body = Buffer.from(webhook);
  const url = stage.webhookUrl(connection);
  const subject = (how: string) => `test webhook ${connection}, ${how}`;
  if (url === undefined) return []; // a finding already
  const post = async (secret: string) => (await postWebhook(url, body, secret)).status;
  return [
    await check(subject('forged'), async () => judgeForged(await post(randomBytes(32).toString('hex')))),
    await check(subject('signed'), async () => {
      const secret = await sharedSecretOf(stage, connection);
      return secret === undefined
        ? finding('there is no secret to sign it with', 'See what is said of the secret above.')
        : judgeSigned(await post(secret));
    }),
  ];
}

/** What Purchasely signs with; `undefined` if it is not stored, or cannot be read. */
export async function sharedSecretOf(stage: Stage, connection: string): Promise<string | undefined> {
  const name = stage.config.connections[connection]?.purchasely.secret.name ?? '';
  const value = await stage.readSecret(name).then(
    (text) => parseStored('purchasely', text),
    () => undefined,
  );
  return value?.side === 'purchasely' ? value.fields.sharedSecret : undefined;
}

export function judgeForged(status: number): Verdict {
  return status === 401
    ? ok('refused with 401')
    : finding(`answered ${status} instead of 401`, FIXES[status] ?? 'Look at the log of receive.');
}

export function judgeSigned(status: number): Verdict {
  return status === 200
    ? ok('accepted with 200')
    : finding(`answered ${status} instead of 200`, FIXES[status] ?? 'Look at the log of receive.');
}

/** What stands behind an answer that was not expected. */
const FIXES: Readonly<Record<number, string>> = {
  200: 'Whoever knows the URL can post events: look at what answers there, at once. It is not receive.',
  401: 'receive has another secret. It reads a new one at most every 10 s: try again then.',
  404: 'The connection is not deployed, or the URL is not of this stack: deploy this checkout.',
  429: 'The URL is throttled: look at throttle in connector.config.ts, or try again.',
  503: 'receive cannot read the secret or reach the queue: look at the log of receive.',
};
