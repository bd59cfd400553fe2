import { setTimeout as wait } from 'node:timers/promises';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { ownerOf } from '../../../shared/mapping/identity.ts';
import { personKeyOf } from '../../../shared/people/person-key.ts';
import { toRecord } from '../../../shared/people/table-item.ts';
import { parseWebhook } from '../../../shared/purchasely/webhook.ts';
import { type Check, check, finding, notApplicable, ok, type Verdict } from '../base/checks.ts';
import { postWebhook } from '../stage/post-webhook.ts';
import type { Stage } from '../stage/stage.ts';
import { sharedSecretOf } from './send-test.ts';

/** Lambda may collect webhooks for 20 s before it invokes `deliver`. */
const PATIENCE_MS = 45_000;
const LOOK_EVERY_MS = 500;

/** A connection, and the backend that forwards its webhooks. */
export interface Through {
  readonly connection: string;
  readonly url: URL;
}

/**
 * Posts a signed webhook to a forwarding backend, and checks that it arrives in the people table of the stage, which
 * every event reaches, whether it is on or off.
 */
export function sendThrough(stage: Stage, { connection, url }: Through, webhook: string): Promise<Check> {
  return check(`test webhook ${connection}, through ${url.host}`, async () => {
    const secret = await sharedSecretOf(stage, connection);
    if (secret === undefined)
      return finding('there is no secret to sign it with', 'See the finding about the secret above.');
    const key = keyOf(stage, connection, webhook);
    const before = await revisionOf(stage, key);
    const { status } = await postWebhook(url.href, Buffer.from(webhook), secret);
    if (status >= 300) return judgeBackend(status);
    if (stage.config.connections[connection]?.environments.SANDBOX === 'drop') {
      return notApplicable(`answered ${status}; SANDBOX is dropped, so its arrival here cannot be seen`);
    }
    for (const untilMs = Date.now() + PATIENCE_MS; Date.now() < untilMs; await wait(LOOK_EVERY_MS)) {
      if ((await revisionOf(stage, key)) > before) return ok(`answered ${status}, and arrived here`);
    }
    return finding(
      `answered ${status}, but did not arrive here within ${PATIENCE_MS / 1_000} s`,
      'Check that the backend forwards, and the lines `webhook rejected` in the log of receive: docs/migrating.md#what-breaks-a-signature',
    );
  });
}

function judgeBackend(status: number): Verdict {
  return status === 401 || status === 403
    ? finding(
        `the backend answered ${status}`,
        'It has another secret, or: docs/migrating.md#what-breaks-a-signature',
      )
    : finding(`the backend answered ${status}`, 'Look at the log of the backend.');
}

/** Returns the key of the test's person in the people table. */
function keyOf({ config }: Stage, connection: string, webhook: string): string {
  const parsed = parseWebhook(webhook);
  const identity = config.connections[connection]?.identity;
  const owner =
    parsed.kind === 'event' && identity !== undefined ? ownerOf(parsed.event, identity) : undefined;
  if (owner?.kind !== 'person') throw new Error('the test webhook names no person');
  return personKeyOf(connection, 'SANDBOX', owner.identifiers);
}

/** Returns how many times a person has been written, 0 if never. */
async function revisionOf({ dynamodb, peopleTable: TableName }: Stage, key: string): Promise<number> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName, Key: { person: { S: key } }, ConsistentRead: true }),
  );
  return Item === undefined ? 0 : toRecord(Item).revision;
}
