import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import type { Stage } from './stage.ts';

/** An attribute of a queue, such as its ARN; `''` if it has none of that name. */
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
