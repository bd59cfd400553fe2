import { randomBytes } from 'node:crypto';
import { toObject } from '../../../shared/purchasely/to-object.ts';
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
  const post = (secret: string) => postWebhook(url, body, secret);
  const forwards = stage.config.connections[connection]?.relay !== null;
  return [
    await check(subject('forged'), async () =>
      judgeForged((await post(randomBytes(32).toString('hex'))).status),
    ),
    await check(subject('signed'), async () => {
      const secret = await sharedSecretOf(stage, connection);
      if (secret === undefined)
        return finding('there is no secret to sign it with', 'See what is said of the secret above.');
      return judgeSigned(await readSigned(await post(secret), forwards));
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

interface SignedAnswer {
  readonly status: number;
  /** What `receive` itself says of it. */
  readonly error?: unknown;
  /** Whether a backend has a say in it. */
  readonly forwards: boolean;
}

export async function readSigned(response: Response, forwards: boolean): Promise<SignedAnswer> {
  const { error } = toObject(await response.text()) ?? {};
  return { status: response.status, error, forwards };
}

export function judgeSigned({ status, error, forwards }: SignedAnswer): Verdict {
  if (status === 200) return ok(forwards ? 'accepted with 200, by the backend too' : 'accepted with 200');
  if (error === 'relay-failed') {
    return finding(
      `accepted, but the backend is answered for with ${status}`,
      'docs/runbook.md#relay-failing; 502 is no connection or a redirect, 504 no answer in time.',
    );
  }
  if (error === 'copy-unavailable') {
    return finding(
      'accepted, but a queue of `copies` did not take it',
      'The lines `queue did not take its copy of the webhook` in the log of receive say which one and why.',
    );
  }
  return finding(`answered ${status} instead of 200`, FIXES[status] ?? 'Look at the log of receive.');
}

/** What stands behind an answer that was not expected. */
const FIXES: Readonly<Record<number, string>> = {
  200: 'Whoever knows the URL can post events: look at what answers there, at once. It is not receive.',
  401: 'receive has another secret. It reads a new one at most every 10 s: try again then.',
  404: 'The connection is not deployed, or the URL is not of this stack: deploy this checkout.',
  429: 'The URL is throttled: look at throttle in connector.config.ts, or try again.',
  503: 'receive cannot read the secret or reach the queue: look at the log of receive.',
};
