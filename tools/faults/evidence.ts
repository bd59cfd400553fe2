import type { WorkspaceState } from '../track-api/snapshot.ts';
import type { Traffic } from '../track-api/traffic.ts';
import type { Person } from '../track-api/workspace.ts';
import type { Leak } from './leaks.ts';
import type { Sighting } from './observations.ts';

export interface NamedState {
  readonly name: string;
  readonly state: WorkspaceState;
}

/** The same with what a state does not show: every anonymous id that a person was given. */
export interface WorkspaceEvidence extends NamedState {
  readonly people: readonly Person[];
}

/** What was seen in a campaign. */
export interface Evidence {
  readonly sightings: readonly Sighting[];
  /** Events at Customer.io that nobody sent. */
  readonly strangers: readonly string[];
  readonly workspaces: readonly WorkspaceEvidence[];
  /** Messages that were hidden for another time than the log says. */
  readonly brokenWaits: readonly string[];
  /** Dead letters without a good reason, or before their time. */
  readonly unjustifiedDeadLetters: readonly string[];
  readonly deadLettersByReason: ReadonlyMap<string, number>;
  readonly deadLettersLeft: readonly {
    readonly sighting: Sighting | undefined;
    readonly reason: string | undefined;
  }[];
  /** Webhooks that Purchasely never saw acknowledged. */
  readonly unsent: number;
  /** Messages left in the events queue. */
  readonly queued: number;
  /** Requests refused for credentials that had long been corrected. */
  readonly staleCredentials: number;
  readonly forgeriesAccepted: number;
  readonly leaks: readonly Leak[];
  readonly textsScanned: number;
  /** How often each kind of fault struck. */
  readonly struck: ReadonlyMap<string, number>;
  readonly requests: Traffic;
  /** By the clock of the run. */
  readonly lastedMs: number;
}
