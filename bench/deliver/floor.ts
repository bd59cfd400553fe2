/** The minimum for the job: posts prepared bodies with `node:http`, in parallel for each batch. */
import { post, readyBodies } from './post-ready.ts';
import { answerAsWorker } from './worker.ts';

answerAsWorker(async (event) => {
  await Promise.all(readyBodies(event).map(post));
  return { batchItemFailures: [] };
});
