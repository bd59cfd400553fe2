import { MAPPING_VERSION_OUTPUT } from '../../shared/stack-outputs.ts';
import { type PublishedStage, publishStage } from '../cli/stage/stage-file.ts';
import type { LocalStack } from './local-stack.ts';

/** Tells the tools on this machine where a running stage is, for as long as this process lives. */
export function publishWhileRunning(stack: LocalStack, localDirectory: string): void {
  const withdraw = publishStage(localDirectory, endpointsOf(stack));
  process.once('exit', withdraw);
}

/** Where the servers of a running stage are. */
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
