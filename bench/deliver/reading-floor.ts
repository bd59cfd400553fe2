/** The least that reads what it is given: the floor, with each webhook parsed and each operation written as JSON. */
import type { SQSEvent } from 'aws-lambda';
import { post, readyBody } from './post-ready.ts';
import { answerAsWorker } from './worker.ts';

const operations = new Map<string, readonly object[]>();

answerAsWorker(async (event) => {
  const batch = readyOperations(event);
  for (const { body } of event.Records) {
    const webhook: unknown = JSON.parse(body);
    if (typeof webhook !== 'object') throw new Error('not a webhook'); // looked at, so that it has to be read
  }
  await post(JSON.stringify({ batch }));
  return { batchItemFailures: [] };
});

/** As objects, read from the body that is ready: once for each batch, which comes back many times. */
function readyOperations(event: SQSEvent): readonly object[] {
  const key = event.Records[0]?.messageId ?? '';
  const known = operations.get(key);
  if (known !== undefined) return known;
  const { batch }: { batch: readonly object[] } = JSON.parse(readyBody(event));
  operations.set(key, batch);
  return batch;
}
