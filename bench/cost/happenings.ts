import { randomUUID } from 'node:crypto';
import { EVENT_NAMES, type EventName } from '../../shared/purchasely/events.ts';
import { composeWebhook, type Webhook } from '../../tools/cli/send/compose-webhook.ts';
import { shuffler } from '../../tools/track-api/seeded-random.ts';
import { ASSUMED } from './assumptions.ts';

/** The most common happening. Purchasely sends three webhooks for it at once. */
const RENEWAL: readonly EventName[] = ['ACTIVATE', 'SUBSCRIPTION_RENEWED', 'TRANSACTION_PROCESSED'];

/** The mix of webhooks, and the number of pollers. */
export interface Mix {
  /** Share of the happenings that are renewals. */
  readonly renewals: number;
  readonly pollers: number;
}

/**
 * Returns webhooks in the order in which pollers get them. The webhooks of a renewal arrive together, those of any
 * other event alone, including events that are off. Each happening has a different person. The poller of a message is
 * random.
 *
 * @param count number of webhooks; the batches of all pollers follow each other
 */
export function dealtWebhooks(
  count: number,
  batchSize: number,
  random: () => number,
  nowMs: number,
  { renewals, pollers }: Mix = ASSUMED,
): Webhook[] {
  const shuffle = shuffler(random);
  const dealt: Webhook[] = [];
  while (dealt.length < count)
    dealt.push(...shuffle(happenings(pollers * batchSize, renewals, random, nowMs)));
  return dealt.slice(0, count);
}

function happenings(count: number, renewals: number, random: () => number, nowMs: number): Webhook[] {
  const webhooks: Webhook[] = [];
  while (webhooks.length < count) {
    const any = EVENT_NAMES[Math.floor(random() * EVENT_NAMES.length)] ?? 'ACTIVATE';
    const names = random() < renewals ? RENEWAL : [any];
    const userId = randomUUID();
    const own = { purchasely_subscription_id: `subs_${randomUUID()}` };
    for (const name of names) {
      const occasion = { eventId: randomUUID(), nowMs, environment: 'PRODUCTION', userId };
      webhooks.push({ ...composeWebhook(name, occasion), ...own });
    }
  }
  return webhooks.slice(0, count);
}
