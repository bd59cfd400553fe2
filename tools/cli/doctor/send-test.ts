import { randomBytes } from 'node:crypto';
import { goesToBackend } from '../../../shared/config/goes-to-backend.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import { type Check, check, finding, ok, type Verdict } from '../base/checks.ts';
import { parseStored } from '../secrets/secret-value.ts';
import { postWebhook } from '../stage/post-webhook.ts';
import type { Stage } from '../stage/stage.ts';

/**
 * Posts one webhook twice to the webhook URL: signed with a random secret, which must be refused, then with the stored
 * secret.
 */
export async function sendTest(stage: Stage, connection: string, webhook: string): Promise<Check[]> {
  const body = Buffer.from(webhook);
  const url = stage.webhookUrl(connection);
  const subject = (how: string) => `test webhook ${connection}, ${how}`;
  if (url === undefined) return []; // `inspectStack` reports it
  const post = (secret: string) => postWebhook(url, body, secret);
  const backend = backendOf(stage, connection, webhook);
  return [
    await check(subject('forged'), async () =>
      judgeForged((await post(randomBytes(32).toString('hex'))).status),
    ),
    await check(subject('signed'), async () => {
      const secret = await sharedSecretOf(stage, connection);
      if (secret === undefined)
        return finding('there is no secret to sign it with', 'See the finding about the secret above.');
      return judgeSigned(await readSigned(await post(secret), backend));
    }),
  ];
}

/** Returns Purchasely's shared secret, or undefined if it is not stored or cannot be read. */
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
  /** Error of `receive` in the body. */
  readonly error?: unknown;
  readonly backend: AskedBackend;
}

/** The part of a backend in the answer: there is none, it does not get this event, or it does. */
type AskedBackend = 'none' | 'not asked' | 'asked';

/** @param webhook JSON of the webhook */
export function backendOf(
  { config }: Pick<Stage, 'config'>,
  connection: string,
  webhook: string,
): AskedBackend {
  const relay = config.connections[connection]?.relay ?? null;
  if (relay === null) return 'none';
  return goesToBackend(relay, toObject(webhook) ?? {}) ? 'asked' : 'not asked';
}

const ACCEPTED: Readonly<Record<AskedBackend, string>> = {
  none: 'accepted with 200',
  'not asked': 'accepted with 200; relay.events does not list it, so the backend was not asked',
  asked: 'accepted with 200, by the backend too',
};

export async function readSigned(response: Response, backend: AskedBackend): Promise<SignedAnswer> {
  const { error } = toObject(await response.text()) ?? {};
  return { status: response.status, error, backend };
}

export function judgeSigned({ status, error, backend }: SignedAnswer): Verdict {
  if (status === 200) return ok(ACCEPTED[backend]);
  if (error === 'relay-failed') {
    return finding(
      `accepted, but the relay to the backend failed with ${status}`,
      'docs/runbook.md#relay-failing; 502 means no connection or a redirect, 504 no answer in time.',
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

/** Fixes of unexpected answers, by status. */
const FIXES: Readonly<Record<number, string>> = {
  200: 'Everyone who knows the URL can post events. Check at once what answers at this URL, it is not receive.',
  401: 'receive has another secret. It reads a new one at most every 10 s. Try again.',
  404: 'The connection is not deployed, or the URL is not of this stack. Deploy this checkout.',
  429: 'The URL is throttled. Check throttle in connector.config.ts, or try again.',
  503: 'receive cannot read the secret or reach the queue. See its log.',
};
