import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** Message attributes as SQS wants them, all of them text. */
export function toSqsAttributes(
  attributes: Readonly<Record<string, string | undefined>>,
): Record<string, MessageAttributeValue> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, { DataType: 'String', StringValue: value }]],
    ),
  );
}
