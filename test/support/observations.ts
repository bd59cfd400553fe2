import type { Observations } from '../../tools/faults/oracle/observations.ts';

/** A campaign in which nothing was observed, and so nothing wrong. */
export const NOTHING_OBSERVED: Observations = {
  webhooks: [],
  unknownEvents: [],
  workspaces: [],
  resynced: [],
  wrongVisibility: [],
  unjustifiedDeadLetters: [],
  deadLettersByReason: new Map(),
  deadLettersLeft: [],
  unsent: 0,
  queued: 0,
  staleCredentials: [],
  forgeriesAccepted: 0,
  lostElsewhere: [],
  forgedElsewhere: 0,
  leaks: [],
  textsScanned: 1,
  struck: new Map(),
  trackRequests: 1,
  lastedMs: 1,
};
