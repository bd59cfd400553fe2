import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import type { Stage } from './stage.ts';

/** Reads an attribute of a queue, such as its ARN. Empty if the queue does not have it. */
export async function readQueueAttribute(
  { sqs }: Stage,
  queueUrl: string,
  name: QueueAttributeName,
): Promise<string> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [name] }),
  );
  return Attributes[name] ?? '';
}
