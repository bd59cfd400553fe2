import { MAPPING_VERSION_OUTPUT } from '../../shared/stack-outputs.ts';
import { publishStage } from '../stage/stage-file.ts';
import type { LocalStack } from './local-stack.ts';

/** Tells the tools on this machine where a running stage is, for as long as this process lives. */
export function publishWhileRunning(stack: LocalStack, localDirectory: string): void {
  const { eventsQueueUrl, deadLetterQueueUrl, secrets, track, url, template } = stack;
  const withdraw = publishStage(localDirectory, {
    sqsEndpoint: new URL(eventsQueueUrl).origin,
    secretsEndpoint: secrets.endpoint,
    eventsQueueUrl,
    deadLetterQueueUrl,
    trackOrigin: track.origin,
    webhookOrigin: url,
    mappingVersion: String(template.outputs[MAPPING_VERSION_OUTPUT]),
  });
  process.once('exit', withdraw);
}
