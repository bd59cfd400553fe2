import type { Destination, SegmentEvent } from '@segment/actions-core';
import { CREDENTIALS } from '../credentials.ts';
import type { PeerEvent } from './peer-event.ts';

// With `require`, as the destination does it: its own copy of the core, and not the one for ES modules beside it.
const core: typeof import('@segment/actions-core') = require('@segment/actions-core');
const definition: typeof import('@segment/action-destinations/dist/destinations/customerio/index.js') = require('@segment/action-destinations/dist/destinations/customerio/index.js');
const utils: object = require('@segment/action-destinations/dist/destinations/customerio/utils.js');

/** A destination and its settings with the subscriptions that identify persons and track events, as Segment sets them up. */
export interface CustomerioDestination {
  readonly destination: Pick<Destination, 'onEvent' | 'onBatch' | 'responses'>;
  readonly settings: Parameters<Destination['onEvent']>[1];
}

/** Segment's destination for Customer.io. Its hosts are fixed, so the function that names them is replaced. */
export function createDestination(origin: string): CustomerioDestination {
  Object.assign(utils, { trackApiEndpoint: () => origin });
  const customerio = definition.default;
  const subscriptions = ['Create or Update Person', 'Track Event'].map((name) =>
    customerio.presets?.find((preset) => preset.name === name),
  );
  const settings = { ...CREDENTIALS, accountRegion: 'EU 🇪🇺', subscriptions };
  return {
    destination: new core.Destination(customerio),
    settings: JSON.parse(JSON.stringify(settings)), // they are stored as JSON
  };
}

/** The two events that Segment would have been sent for a webhook. */
export function toSegmentEvents(event: PeerEvent): [identify: SegmentEvent, track: SegmentEvent] {
  const { eventId, userId, name, createdAt, attributes, traits } = event;
  const common = { userId, timestamp: createdAt };
  return [
    { ...common, type: 'identify', messageId: `${eventId}-identify`, traits },
    { ...common, type: 'track', messageId: eventId, event: name, properties: attributes },
  ];
}
