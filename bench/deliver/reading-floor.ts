/** The least that reads what it is given: the floor, with each webhook parsed and each operation written as JSON. */
import { postReadyOperations } from './ready-operations.ts';
import { answerAsWorker } from './worker.ts';

answerAsWorker(async (event) => {
  for (const { body } of event.Records) {
    const webhook: unknown = JSON.parse(body);
    if (typeof webhook !== 'object') throw new Error('not a webhook'); // looked at, so that it has to be read
  }
  await postReadyOperations(event);
  return { batchItemFailures: [] };
});
