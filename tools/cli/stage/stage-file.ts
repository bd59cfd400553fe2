import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** Endpoints of a stage on this machine. The process that runs it writes them, commands read them. */
const publishedStageSchema = z.object({
  pid: z.int(),
  /** Name of the stage in the configuration. */
  stage: z.string(),
  sqsEndpoint: z.url(),
  secretsEndpoint: z.url(),
  dynamodbEndpoint: z.url(),
  eventsQueueUrl: z.url(),
  deadLetterQueueUrl: z.url(),
  peopleTable: z.string(),
  /** Origin of the stand-in for Customer.io. */
  trackOrigin: z.url(),
  /** Origin of `/webhooks/<connection>`. */
  webhookOrigin: z.url(),
  mappingVersion: z.string(),
});

export type PublishedStage = z.infer<typeof publishedStageSchema>;

const fileIn = (localDirectory: string) => join(localDirectory, 'stage.json');

/**
 * Publishes the endpoints of a stage of this process to other processes of this user. A later call replaces an earlier
 * one.
 *
 * @returns a function that removes the file, unless another process has replaced it
 */
export function publishStage(localDirectory: string, endpoints: Omit<PublishedStage, 'pid'>): () => void {
  const file = fileIn(localDirectory);
  const draft = `${file}.${process.pid}`;
  mkdirSync(localDirectory, { recursive: true });
  writeFileSync(draft, JSON.stringify({ pid: process.pid, ...endpoints }), { mode: 0o600 });
  // Renamed atomically, so that no process reads half a file.
  renameSync(draft, file);
  return () => {
    if (readStageFile(localDirectory)?.pid === process.pid) rmSync(file, { force: true });
  };
}

/** Returns the published stage, or undefined if there is none. */
export function readStageFile(localDirectory: string): PublishedStage | undefined {
  try {
    return publishedStageSchema.parse(JSON.parse(readFileSync(fileIn(localDirectory), 'utf8')));
  } catch {
    return undefined;
  }
}
