import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** Where a resync was when it ended early: the next one goes on there. */
const placeSchema = z.object({
  /** What was asked for: another resync does not go on with this one. */
  choice: z.string(),
  lastKey: z.string(),
  sent: z.int(),
  /** ISO 8601. */
  at: z.string(),
});

export type ResyncPlace = z.infer<typeof placeSchema>;

const fileOf = (localDirectory: string, stage: string) => join(localDirectory, `resync-${stage}.json`);

/** `undefined` if none ended early, or it was asked for something else. */
export function readPlace(localDirectory: string, stage: string, choice: string): ResyncPlace | undefined {
  try {
    const place = placeSchema.parse(JSON.parse(readFileSync(fileOf(localDirectory, stage), 'utf8')));
    return place.choice === choice ? place : undefined;
  } catch {
    return undefined;
  }
}

/** In one step, so that a process that dies here leaves the place before. */
export function notePlace(localDirectory: string, stage: string, place: ResyncPlace): void {
  const file = fileOf(localDirectory, stage);
  mkdirSync(localDirectory, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(place), { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}

export function forgetPlace(localDirectory: string, stage: string): void {
  rmSync(fileOf(localDirectory, stage), { force: true });
}
