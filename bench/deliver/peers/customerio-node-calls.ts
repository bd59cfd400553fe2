/**
 * customerio-node as in its README: identify, then track. Webhooks of a batch in parallel.
 *
 * @see https://github.com/customerio/customerio-node#using-promises
 */
import { TrackClient } from 'customerio-node';
import { required } from '../../../functions/settings.ts';
import { CREDENTIALS } from '../credentials.ts';
import { answerAsWorker, failuresOf } from '../worker.ts';
import { toPeerEvent } from './peer-event.ts';

const url = `${required(process.env, 'TRACK_API_ORIGIN')}/api/v1`;
const cio = new TrackClient(CREDENTIALS.siteId, CREDENTIALS.apiKey, { url });

answerAsWorker(async (event) => {
  const results = await Promise.allSettled(
    event.Records.map(async (record) => {
      const { userId, name, createdAtSeconds, attributes, traits } = toPeerEvent(record);
      await cio.identify(userId, traits);
      await cio.track(userId, { name, timestamp: createdAtSeconds, data: attributes });
    }),
  );
  return failuresOf(event, results);
});
