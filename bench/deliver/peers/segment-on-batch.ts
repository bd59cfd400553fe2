/** Segment's destination with a whole batch: it sends the identifies in one request and the events in another. */
import type { Result } from '@segment/actions-core';
import { required } from '../../../functions/settings.ts';
import { answerAsWorker, failuresOf } from '../worker.ts';
import { toPeerEvent } from './peer-event.ts';
import { createDestination, toSegmentEvents } from './segment.ts';

const { destination, settings } = createDestination(required(process.env, 'TRACK_API_ORIGIN'));

answerAsWorker(async (event) => {
  const pairs = event.Records.map((record) => toSegmentEvents(toPeerEvent(record)));
  const events = [...pairs.map(([identify]) => identify), ...pairs.map(([, track]) => track)];
  const [batch] = await Promise.allSettled([destination.onBatch(events, settings)]);
  destination.responses.length = 0; // the destination keeps every answer, for its own tests
  const results = event.Records.map((_, index) =>
    batch.status === 'fulfilled' &&
    isAccepted(batch.value, index) &&
    isAccepted(batch.value, pairs.length + index)
      ? batch
      : ({ status: 'rejected', reason: undefined } as const),
  );
  return failuresOf(event, results);
});

/** Returns true if one of the subscriptions has sent the event. The others answer 400 for events of another type. */
function isAccepted(results: readonly Result[], index: number): boolean {
  return results.some(({ multistatus }) => {
    const status = Number(multistatus?.[index]?.status);
    return status >= 200 && status < 300;
  });
}
