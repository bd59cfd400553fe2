import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** The place where a resync was interrupted. The next one continues there. */
const placeSchema = z.object({
  /** Chosen people. A resync with another choice does not continue here. */
  choice: z.string(),
  lastKey: z.string(),
  sent: z.int(),
  /** ISO 8601. */
  at: z.string(),
});

export type ResyncPlace = z.infer<typeof placeSchema>;

const fileOf = (localDirectory: string, stage: string) => join(localDirectory, `resync-${stage}.json`);

/** Returns the place of an interrupted resync, or undefined if there is none with this choice. */
export function readPlace(localDirectory: string, stage: string, choice: string): ResyncPlace | undefined {
  try {
    const place = placeSchema.parse(JSON.parse(readFileSync(fileOf(localDirectory, stage), 'utf8')));
    return place.choice === choice ? place : undefined;
  } catch {
    return undefined;
  }
}

/** Stores the place atomically, so that a crash leaves the previous one. */
export function notePlace(localDirectory: string, stage: string, place: ResyncPlace): void {
  const file = fileOf(localDirectory, stage);
  mkdirSync(localDirectory, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(place), { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}

export function forgetPlace(localDirectory: string, stage: string): void {
  rmSync(fileOf(localDirectory, stage), { force: true });
}
