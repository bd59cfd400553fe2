import { type Region, TRACK_ORIGINS } from '../../shared/customerio/regions.ts';
import { type Environment, loopbackUrl, required } from '../settings.ts';

export interface DeliverSettings {
  readonly eventsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly peopleTable: string;
  readonly trackOrigins: Readonly<Record<Region, string>>;
}

/**
 * Reads the settings of `deliver`. `TRACK_API_ORIGIN` sends everything, credentials included, to another place: it is
 * for the local run and refused for anything but this machine.
 *
 * @throws naming the setting that is missing or refused
 */
export function readDeliverSettings(environment: Environment): DeliverSettings {
  const override = loopbackUrl(environment, 'TRACK_API_ORIGIN');
  return {
    eventsQueueUrl: required(environment, 'EVENTS_QUEUE_URL'),
    deadLetterQueueUrl: required(environment, 'DEAD_LETTER_QUEUE_URL'),
    peopleTable: required(environment, 'PEOPLE_TABLE'),
    trackOrigins: override === undefined ? TRACK_ORIGINS : { us: override, eu: override },
  };
}
