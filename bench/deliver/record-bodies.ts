import type { SQSEvent } from 'aws-lambda';
import { deliverBatch } from '../../functions/deliver/deliver-batch.ts';
import { toQueuedWebhook } from '../../functions/deliver/queued-webhook.ts';
import type { PersonRecord } from '../../shared/people/person-record.ts';
import { MemoryPeople } from '../../tools/cli/preview/memory-people.ts';
import { DELIVER_CONFIG } from './config.ts';

/**
 * Records the bodies that `deliver` sends for each batch, which the floors then send.
 *
 * @param known people before the first batch
 * @returns bodies by the id of the first message of the batch
 */
export async function recordBodies(
  events: readonly SQSEvent[],
  known: readonly PersonRecord[],
): Promise<Record<string, readonly string[]>> {
  const recorded = await Promise.all(
    events.map(async ({ Records }) => {
      const bodies: string[] = [];
      await deliverBatch(Records.map(toQueuedWebhook), {
        config: DELIVER_CONFIG,
        people: new MemoryPeople(known),
        onResent: () => {},
        postTo: async () => async (body) => {
          bodies.push(body);
          return { kind: 'answer', status: 200, text: '{}' };
        },
      });
      return [Records[0]?.messageId ?? '', bodies] as const;
    }),
  );
  return Object.fromEntries(recorded);
}
