/**
 * The batch call of customerio-node, with an identify and an event for each webhook.
 *
 * @see https://github.com/customerio/customerio-node/blob/main/docs/track.md#ciobatchoperations
 */
import { TrackClient } from 'customerio-node';
import { required } from '../../../functions/settings.ts';
import { CREDENTIALS } from '../credentials.ts';
import { answerAsWorker, failuresOf } from '../worker.ts';
import { toPeerEvent } from './peer-event.ts';

const url = `${required(process.env, 'TRACK_API_ORIGIN')}/api/v1`;
const cio = new TrackClient(CREDENTIALS.siteId, CREDENTIALS.apiKey, { url });

answerAsWorker(async (event) => {
  const operations = event.Records.flatMap((record) => {
    const { userId, name, createdAtSeconds: timestamp, attributes, traits } = toPeerEvent(record);
    const person = { type: 'person', identifiers: { id: userId }, timestamp };
    return [
      { ...person, action: 'identify', attributes: traits },
      { ...person, action: 'event', name, attributes },
    ];
  });
  const [result] = await Promise.allSettled([cio.batch(operations)]);
  return failuresOf(
    event,
    event.Records.map(() => result),
  );
});
