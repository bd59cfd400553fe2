import { randomUUID } from 'node:crypto';
import { EVENT_NAMES, type EventName } from '../../shared/purchasely/events.ts';
import { composeWebhook, type Webhook } from '../../tools/cli/send/compose-webhook.ts';
import { shuffler } from '../../tools/track-api/seeded-random.ts';
import { ASSUMED } from './assumptions.ts';

/** The commonest happening by far: Purchasely sends three webhooks for it at once. */
const RENEWAL: readonly EventName[] = ['ACTIVATE', 'SUBSCRIPTION_RENEWED', 'TRANSACTION_PROCESSED'];

/** Which webhooks come, and to how many pollers. */
export interface Mix {
  /** Share of the happenings that are renewals. */
  readonly renewals: number;
  readonly pollers: number;
}

/**
 * Webhooks as they come to the pollers: those of one renewal at one moment, any other event alone, unsent ones included, each
 * happening to a different person. The poller of a message is random.
 *
 * @param count how many; the batches of all pollers, one after the other
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
