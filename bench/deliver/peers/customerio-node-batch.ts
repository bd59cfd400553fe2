/** The batch call of customerio-node. */
import { answerAsWorker, failuresOf } from '../worker.ts';
import { sendBatch } from './customerio-node-batch-call.ts';
import { toPeerEvent } from './peer-event.ts';

answerAsWorker(async (event) => {
  const [result] = await Promise.allSettled([sendBatch(event.Records.map(toPeerEvent))]);
  return failuresOf(
    event,
    event.Records.map(() => result),
  );
});
