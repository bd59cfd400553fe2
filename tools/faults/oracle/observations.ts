import type { WorkspaceState } from '../../track-api/snapshot.ts';
import type { Person } from '../../track-api/workspace.ts';
import type { Leak } from './leaks.ts';
import type { WebhookObservation } from './webhook-observer.ts';

export interface NamedState {
  readonly name: string;
  readonly state: WorkspaceState;
}

/** Adds what a state does not show: every anonymous id that a person was given. */
export interface ObservedWorkspace extends NamedState {
  readonly people: readonly Person[];
}

/** What was observed in a campaign. */
export interface Observations {
  readonly webhooks: readonly WebhookObservation[];
  /** Ids of events at Customer.io that were never sent. */
  readonly unknownEvents: readonly string[];
  readonly workspaces: readonly ObservedWorkspace[];
  /** Messages that were hidden for another time than logged. */
  readonly wrongVisibility: readonly string[];
  /** Dead letters without a good reason, or before their time. */
  readonly unjustifiedDeadLetters: readonly string[];
  readonly deadLettersByReason: ReadonlyMap<string, number>;
  readonly deadLettersLeft: readonly {
    readonly observation: WebhookObservation | undefined;
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
  readonly trackRequests: number;
  /** By the clock of the run. */
  readonly lastedMs: number;
}
