/** Segment's destination with single events: identify, then track. Webhooks of a batch in parallel. */
import { required } from '../../../functions/settings.ts';
import { answerAsWorker, failuresOf } from '../worker.ts';
import { toPeerEvent } from './peer-event.ts';
import { createDestination, toSegmentEvents } from './segment.ts';

const { destination, settings } = createDestination(required(process.env, 'TRACK_API_ORIGIN'));

answerAsWorker(async (event) => {
  const results = await Promise.allSettled(
    event.Records.map(async (record) => {
      const [identify, track] = toSegmentEvents(toPeerEvent(record));
      await destination.onEvent(identify, settings);
      await destination.onEvent(track, settings);
    }),
  );
  destination.responses.length = 0; // the destination keeps every answer, for its own tests
  return failuresOf(event, results);
});
