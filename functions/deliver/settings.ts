import { type Region, TRACK_ORIGINS } from '../../shared/customerio/regions.ts';
import type { HttpProxy } from '../../shared/http-post.ts';
import { type Environment, loopbackUrl, proxyOf, required } from '../settings.ts';
import type { DynamoDbPlace } from './people/dynamodb.ts';

export interface DeliverSettings {
  readonly eventsQueueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly peopleTable: string;
  readonly dynamodb: DynamoDbPlace;
  readonly trackOrigins: Readonly<Record<Region, string>>;
  /** Of the network that it runs in. */
  readonly proxy: HttpProxy | undefined;
}

/**
 * Reads the settings of `deliver`. `TRACK_API_ORIGIN` and `AWS_ENDPOINT_URL_DYNAMODB` send everything to another place:
 * they are for the local run and refused for anything but this machine.
 *
 * @throws naming the setting that is missing or refused
 */
export function readDeliverSettings(environment: Environment): DeliverSettings {
  const override = loopbackUrl(environment, 'TRACK_API_ORIGIN');
  return {
    eventsQueueUrl: required(environment, 'EVENTS_QUEUE_URL'),
    deadLetterQueueUrl: required(environment, 'DEAD_LETTER_QUEUE_URL'),
    peopleTable: required(environment, 'PEOPLE_TABLE'),
    dynamodb: dynamodbOf(environment),
    proxy: proxyOf(environment),
    trackOrigins: override === undefined ? TRACK_ORIGINS : { us: override, eu: override },
  };
}

/** Lambda puts region and credentials into the environment, and they stay the same as long as it lives. */
function dynamodbOf(environment: Environment): DynamoDbPlace {
  const region = required(environment, 'AWS_REGION');
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return {
    url: loopbackUrl(environment, 'AWS_ENDPOINT_URL_DYNAMODB') ?? `https://dynamodb.${region}.${domain}`,
    region,
    credentials: {
      accessKeyId: required(environment, 'AWS_ACCESS_KEY_ID'),
      secretAccessKey: required(environment, 'AWS_SECRET_ACCESS_KEY'),
      sessionToken: environment['AWS_SESSION_TOKEN'],
    },
  };
}
