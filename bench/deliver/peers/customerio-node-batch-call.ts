import { TrackClient } from 'customerio-node';
import { required } from '../../../functions/settings.ts';
import { CREDENTIALS } from '../credentials.ts';
import type { PeerEvent } from './peer-event.ts';

const url = `${required(process.env, 'TRACK_API_ORIGIN')}/api/v1`;
const cio = new TrackClient(CREDENTIALS.siteId, CREDENTIALS.apiKey, { url });

/**
 * Sends an identify and an event for each webhook by the batch call of customerio-node.
 *
 * @see https://github.com/customerio/customerio-node/blob/main/docs/track.md#ciobatchoperations
 */
export function sendBatch(events: readonly PeerEvent[]): Promise<unknown> {
  return cio.batch(
    events.flatMap(({ userId, name, createdAtSeconds: timestamp, attributes, traits }) => {
      const person = { type: 'person', identifiers: { id: userId }, timestamp };
      return [
        { ...person, action: 'identify', attributes: traits },
        { ...person, action: 'event', name, attributes },
      ];
    }),
  );
}
