/** The least that could do the job: `node:http` with bodies that are ready, side by side, for each batch that Lambda hands over. */
import { post, readyBodies } from './post-ready.ts';
import { answerAsWorker } from './worker.ts';

answerAsWorker(async (event) => {
  await Promise.all(readyBodies(event).map(post));
  return { batchItemFailures: [] };
});
