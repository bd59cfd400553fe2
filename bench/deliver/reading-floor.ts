/** The floor that also parses each webhook and writes each operation as JSON. */
import { postReadyOperations } from './ready-operations.ts';
import { answerAsWorker } from './worker.ts';

answerAsWorker(async (event) => {
  for (const { body } of event.Records) {
    const webhook: unknown = JSON.parse(body);
    if (typeof webhook !== 'object') throw new Error('not a webhook'); // used, so that V8 cannot skip the parsing
  }
  await postReadyOperations(event);
  return { batchItemFailures: [] };
});
