import type { Evidence } from '../../tools/faults/evidence.ts';

/** Of a campaign in which nothing was seen, and so nothing wrong. */
export const NOTHING_SEEN: Evidence = {
  sightings: [],
  strangers: [],
  workspaces: [],
  brokenWaits: [],
  unjustifiedDeadLetters: [],
  deadLettersByReason: new Map(),
  deadLettersLeft: [],
  unsent: 0,
  queued: 0,
  staleCredentials: 0,
  forgeriesAccepted: 0,
  leaks: [],
  textsScanned: 1,
  struck: new Map(),
  requests: { requests: 1, peakConcurrency: 1, averagePerSecond: 1, peakPerSecond: 1 },
  lastedMs: 1,
};
