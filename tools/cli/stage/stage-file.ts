import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** Where a stage on this machine answers. Written by the process that runs it, read by the tools. */
const publishedStageSchema = z.object({
  pid: z.int(),
  /** Its name in the configuration. */
  stage: z.string(),
  sqsEndpoint: z.url(),
  secretsEndpoint: z.url(),
  dynamodbEndpoint: z.url(),
  eventsQueueUrl: z.url(),
  deadLetterQueueUrl: z.url(),
  peopleTable: z.string(),
  /** Of the stand-in for Customer.io. */
  trackOrigin: z.url(),
  /** Before `/webhooks/<connection>`. */
  webhookOrigin: z.url(),
  mappingVersion: z.string(),
});

export type PublishedStage = z.infer<typeof publishedStageSchema>;

const fileIn = (localDirectory: string) => join(localDirectory, 'stage.json');

/**
 * Publishes where this process runs a stage, for processes that may read the files of this user. Of several, the last one counts.
 *
 * @returns takes it back, unless another process has said so since
 */
export function publishStage(localDirectory: string, endpoints: Omit<PublishedStage, 'pid'>): () => void {
  const file = fileIn(localDirectory);
  const draft = `${file}.${process.pid}`;
  mkdirSync(localDirectory, { recursive: true });
  writeFileSync(draft, JSON.stringify({ pid: process.pid, ...endpoints }), { mode: 0o600 });
  // In one step, so that no process reads half a file.
  renameSync(draft, file);
  return () => {
    if (readStageFile(localDirectory)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/** The published stage; `undefined` if there is none. */
export function readStageFile(localDirectory: string): PublishedStage | undefined {
  try {
    return publishedStageSchema.parse(JSON.parse(readFileSync(fileIn(localDirectory), 'utf8')));
  } catch {
    return undefined;
  }
}
