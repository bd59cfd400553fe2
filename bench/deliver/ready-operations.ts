import type { SQSEvent } from 'aws-lambda';
import { post, readyBodies } from './post-ready.ts';

const operations = new Map<string, readonly object[][]>();

/** Writes the operations of `deliver` for this batch as JSON, and posts them in parallel. */
export function postReadyOperations(event: SQSEvent): Promise<unknown> {
  return Promise.all(readyOperations(event).map((batch) => post(JSON.stringify({ batch }))));
}

/** Parses the prepared bodies of a batch, once per batch. */
function readyOperations(event: SQSEvent): readonly object[][] {
  const key = event.Records[0]?.messageId ?? '';
  const known = operations.get(key);
  if (known !== undefined) return known;
  const requests = readyBodies(event).map((body): object[] => JSON.parse(body).batch);
  operations.set(key, requests);
  return requests;
}
