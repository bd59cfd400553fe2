import { MAPPING_VERSION_OUTPUT } from '../../shared/stack-outputs.ts';
import { type PublishedStage, publishStage } from '../cli/stage/stage-file.ts';
import type { LocalStack } from './local-stack.ts';

/** Publishes the endpoints of a running stage to the commands on this machine, until this process exits. */
export function publishWhileRunning(stack: LocalStack, localDirectory: string): void {
  const withdraw = publishStage(localDirectory, endpointsOf(stack));
  process.once('exit', withdraw);
}

/** Returns the endpoints of the servers of a running stage. */
export function endpointsOf(stack: LocalStack): Omit<PublishedStage, 'pid'> {
  const { stage, eventsQueueUrl, deadLetterQueueUrl, peopleTable, secrets, track, url, template } = stack;
  return {
    stage,
    sqsEndpoint: new URL(eventsQueueUrl).origin,
    secretsEndpoint: secrets.endpoint,
    dynamodbEndpoint: stack.dynamodbEndpoint,
    eventsQueueUrl,
    deadLetterQueueUrl,
    peopleTable,
    trackOrigin: track.origin,
    webhookOrigin: url,
    mappingVersion: String(template.outputs[MAPPING_VERSION_OUTPUT]),
  };
}
