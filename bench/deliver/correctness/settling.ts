import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type AwsCall, startAwsProxy } from '../../../tools/local/aws-proxy.ts';
import type { Answer } from '../../../tools/track-api/http.ts';

/** What a worker has asked SQS for. */
export interface Settled {
  /** For how many seconds messages are to stay hidden. */
  readonly hiddenForSeconds: number[];
  /** Bodies that were sent to the dead-letter queue. */
  readonly deadLetters: string[];
}

const visibilitySchema = z.object({
  Entries: z.array(z.object({ Id: z.string(), VisibilityTimeout: z.number() })),
});
const sendSchema = z.object({ MessageBody: z.string() });

/** An SQS that says yes to what `deliver` asks for, and notes it. */
export async function startSettling() {
  const settled: Settled = { hiddenForSeconds: [], deadLetters: [] };
  const server = await startAwsProxy('', async (call) => answer(call, settled));
  return { settled, endpoint: server.origin, close: () => server.close() };
}

function answer({ action, input }: AwsCall, settled: Settled): Answer {
  const headers = { 'content-type': 'application/x-amz-json-1.0' };
  switch (action) {
    case 'ChangeMessageVisibilityBatch': {
      const { Entries } = visibilitySchema.parse(input);
      settled.hiddenForSeconds.push(...Entries.map(({ VisibilityTimeout }) => VisibilityTimeout));
      const Successful = Entries.map(({ Id }) => ({ Id }));
      return { status: 200, headers, body: { Successful, Failed: [] } };
    }
    case 'SendMessage': {
      const { MessageBody } = sendSchema.parse(input);
      settled.deadLetters.push(MessageBody);
      const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
      return { status: 200, headers, body: { MessageId: randomUUID(), MD5OfMessageBody } };
    }
    default:
      return { status: 400, headers, body: { __type: 'InvalidAction', message: action } };
  }
}
