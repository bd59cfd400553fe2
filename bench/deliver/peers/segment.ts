import type { Destination, SegmentEvent } from '@segment/actions-core';
import { CREDENTIALS } from '../credentials.ts';
import type { PeerEvent } from './peer-event.ts';

// With `require`, as in the destination, which gives the same copy of the core rather than the ES modules.
const core: typeof import('@segment/actions-core') = require('@segment/actions-core');
const definition: typeof import('@segment/action-destinations/dist/destinations/customerio/index.js') = require('@segment/action-destinations/dist/destinations/customerio/index.js');
const utils: object = require('@segment/action-destinations/dist/destinations/customerio/utils.js');

/** A destination, and its settings with Segment's subscriptions for identifying people and tracking events. */
export interface CustomerioDestination {
  readonly destination: Pick<Destination, 'onEvent' | 'onBatch' | 'responses'>;
  readonly settings: Parameters<Destination['onEvent']>[1];
}

/**
 * Creates Segment's destination for Customer.io. Its hosts are fixed, so the function that returns them is replaced.
 */
export function createDestination(origin: string): CustomerioDestination {
  Object.assign(utils, { trackApiEndpoint: () => origin });
  const customerio = definition.default;
  const subscriptions = ['Create or Update Person', 'Track Event'].map((name) =>
    customerio.presets?.find((preset) => preset.name === name),
  );
  const settings = { ...CREDENTIALS, accountRegion: 'EU 🇪🇺', subscriptions };
  return {
    destination: new core.Destination(customerio),
    settings: JSON.parse(JSON.stringify(settings)), // Segment stores them as JSON
  };
}

/** Returns the two events that an adopter would send to Segment for a webhook. */
export function toSegmentEvents(event: PeerEvent): [identify: SegmentEvent, track: SegmentEvent] {
  const { eventId, userId, name, createdAt, attributes, traits } = event;
  const common = { userId, timestamp: createdAt };
  return [
    { ...common, type: 'identify', messageId: `${eventId}-identify`, traits },
    { ...common, type: 'track', messageId: eventId, event: name, properties: attributes },
  ];
}
