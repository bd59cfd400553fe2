import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { EVENT_NAMES } from '../../shared/purchasely/events.ts';
import { composeWebhook } from '../../tools/cli/send/compose-webhook.ts';
import { postWebhook } from '../../tools/cli/stage/post-webhook.ts';
import type { LocalStack } from '../../tools/local/local-stack.ts';
import { ASSUMED } from './assumptions.ts';
import { pollOnce, startPollers } from './pollers.ts';
import type { Stand } from './stand.ts';

/** Webhooks that are posted at once. */
const AT_ONCE = 4;
const GIVE_UP_MS = 60_000;

/** First all of them come, then all of them are delivered. */
export async function runBacklog(stand: Stand, webhooks: number): Promise<void> {
  let posted = 0;
  const post = async () => {
    while (posted < webhooks) {
      posted += 1;
      await postOne(stand);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, post));
  const pollers = startPollers(stand);
  await drained(stand.stack);
  await pollers.stop();
}

/** Webhooks that come by chance, so many a second, while they are delivered. */
export async function runNormal(stand: Stand, webhooks: number): Promise<void> {
  const pollers = startPollers(stand);
  const posts: Promise<void>[] = [];
  for (let number = 0; number < webhooks; number += 1) {
    await wait((-Math.log(1 - stand.random()) * 1000) / ASSUMED.normalPerSecond);
    posts.push(postOne(stand));
  }
  await Promise.all(posts);
  await drained(stand.stack);
  await pollers.stop();
}

/** One webhook after the other, with the time between them leapt over. */
export async function runIdle(stand: Stand, webhooks: number): Promise<void> {
  for (let number = 0; number < webhooks; number += 1) {
    await postOne(stand);
    await pollOnce(stand);
    stand.clock.jumpTo(Date.now() + 60_000 / ASSUMED.idlePerMinute);
  }
}

/** Any event, those that nothing is sent for included. */
async function postOne({ stack, meter, connection, random }: Stand): Promise<void> {
  const name = EVENT_NAMES[Math.floor(random() * EVENT_NAMES.length)] ?? 'SUBSCRIPTION_RENEWED';
  const webhook = composeWebhook(name, {
    eventId: randomUUID(),
    nowMs: Date.now(),
    environment: 'PRODUCTION',
    userId: randomUUID(),
  });
  const url = `${stack.url}/webhooks/${connection}`;
  const body = Buffer.from(JSON.stringify(webhook));
  const { status } = await postWebhook(url, body, stack.sharedSecrets[connection] ?? '');
  if (status !== 200) throw new Error(`receive has answered ${status}`);
  meter.addReceive();
}

/** When a poller has every message. @throws if that takes too long */
async function drained(stack: LocalStack): Promise<void> {
  const giveUpAtMs = Date.now() + GIVE_UP_MS;
  while (stack.countMessages('events').waiting > 0) {
    if (Date.now() > giveUpAtMs) throw new Error('the events queue does not become empty');
    await wait(20);
  }
}
