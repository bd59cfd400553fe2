import { fileURLToPath } from 'node:url';
import { EVENT_NAMES } from '../../../shared/purchasely/events.ts';
import { toObject } from '../../../shared/purchasely/to-object.ts';
import type { NamedWebhook } from '../preview/preview-webhooks.ts';
import { readAll } from '../preview/read-webhooks.ts';
import { composeWebhook } from '../send/compose-webhook.ts';

const SAMPLES = fileURLToPath(new URL('../../local/samples', import.meta.url));

/** Every event at least once: the samples, and a made-up webhook of each event that none of them is about. */
export async function defaultWebhooks(nowMs: number): Promise<NamedWebhook[]> {
  const samples = await readAll([SAMPLES], async () => '');
  const covered = new Set(samples.map(({ text }) => toObject(text)?.['event_name']));
  const madeUp = EVENT_NAMES.filter((name) => !covered.has(name)).map((name) => {
    const occasion = { eventId: name, nowMs, environment: 'PRODUCTION', userId: 'user-1' };
    return { name: `${name}, made up`, text: JSON.stringify(composeWebhook(name, occasion)) };
  });
  return [...samples, ...madeUp];
}
