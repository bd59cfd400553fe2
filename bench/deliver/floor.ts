/** The least that could do the job: `node:http` with a body that is ready, for each batch that Lambda hands over. */
import { post, readyBody } from './post-ready.ts';
import { answerAsWorker } from './worker.ts';

answerAsWorker(async (event) => {
  await post(readyBody(event));
  return { batchItemFailures: [] };
});
