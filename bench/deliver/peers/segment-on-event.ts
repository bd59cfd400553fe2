/** Segment's destination, an event at a time: identify, then track. The webhooks of a batch side by side. */
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
  destination.responses.length = 0; // it keeps every answer, for its tests
  return failuresOf(event, results);
});
