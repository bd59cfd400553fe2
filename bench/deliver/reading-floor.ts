/** The least that reads what it is given: the floor, with each webhook parsed and each operation written as JSON. */
import type { SQSEvent } from 'aws-lambda';
import { post, readyBodies } from './post-ready.ts';
import { answerAsWorker } from './worker.ts';

const operations = new Map<string, readonly object[][]>();

answerAsWorker(async (event) => {
  const requests = readyOperations(event);
  for (const { body } of event.Records) {
    const webhook: unknown = JSON.parse(body);
    if (typeof webhook !== 'object') throw new Error('not a webhook'); // looked at, so that it has to be read
  }
  await Promise.all(requests.map((batch) => post(JSON.stringify({ batch }))));
  return { batchItemFailures: [] };
});

/** As objects, read from the bodies that are ready: once for each batch, which comes back many times. */
function readyOperations(event: SQSEvent): readonly object[][] {
  const key = event.Records[0]?.messageId ?? '';
  const known = operations.get(key);
  if (known !== undefined) return known;
  const requests = readyBodies(event).map((body): object[] => JSON.parse(body).batch);
  operations.set(key, requests);
  return requests;
}
