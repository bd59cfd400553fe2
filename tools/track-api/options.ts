import type { Operation } from './operation.ts';
import type { Applied, Timestamps } from './store.ts';
import type { RequestLimit } from './token-bucket.ts';
import type { Region, WorkspaceSettings } from './workspace.ts';

export interface TrackApiOptions {
  readonly workspaces: readonly WorkspaceSettings[];
  /**
   * 0 takes a free one.
   * @default 0
   */
  readonly port?: number;
  /**
   * The region of the host this server stands for. `any` serves every workspace.
   * @default 'any'
   */
  readonly region?: Region | 'any';
  /**
   * Refuse what the live service might take in silence: event ids that are no ULIDs, times that are no whole seconds,
   * reserved attribute names.
   * @default true
   */
  readonly strict?: boolean;
  /**
   * What a workspace of the other region is answered. All but 401 carry a `Location`.
   * @default 307
   */
  readonly wrongRegionStatus?: 301 | 302 | 307 | 308 | 401;
  /** @default 400 */
  readonly tooLargeStatus?: 400 | 413;
  /**
   * What a batch is answered of which no item is valid.
   * @default 207
   */
  readonly allInvalidStatus?: 207 | 400;
  /**
   * What an event of nobody known does.
   * @default 'create'
   */
  readonly unknownPerson?: 'create' | 'drop';
  /**
   * Which of two writes of an attribute stays. What becomes of two of one second is not published.
   * @default 'honoured'
   */
  readonly timestamps?: Timestamps;
  /**
   * How long an event id is remembered. The live window is not published.
   * @default 12 hours
   */
  readonly dedupeWindowMs?: number;
  /**
   * How long after its answer an accepted operation is applied. At 0 it is applied before the answer.
   * @default 0
   */
  readonly processingDelayMs?: number;
  /**
   * The order the accepted operations of one request are applied in: Customer.io promises none.
   * @default as sent
   */
  readonly applyOrder?: (operations: readonly Operation[]) => readonly Operation[];
  /**
   * How many requests are let through, by the server's clock. Injected faults do not count.
   * @default 'none'
   */
  readonly limit?: RequestLimit | 'none';
  /**
   * Offers its state and its faults over HTTP too, under `/__control/`.
   * @default false
   */
  readonly control?: boolean;
  /**
   * How many requests are kept to be looked at, the newest ones. A long run needs a number, or its memory fills.
   * @default all of them
   */
  readonly rememberRequests?: number;
  /** @default Date.now */
  readonly nowMs?: () => number;
  readonly onApplied?: (operation: Operation, result: AppliedIn) => void;
}

/** What became of an operation, and the name of the workspace it was sent to. */
export type AppliedIn = Applied & { readonly workspace: string };

export type TrackApiSettings = Required<TrackApiOptions>;

export function withDefaults({
  workspaces,
  port = 0,
  region = 'any',
  strict = true,
  wrongRegionStatus = 307,
  tooLargeStatus = 400,
  allInvalidStatus = 207,
  unknownPerson = 'create',
  timestamps = 'honoured',
  dedupeWindowMs = 12 * 60 * 60 * 1000,
  processingDelayMs = 0,
  applyOrder = (operations) => operations,
  limit = 'none',
  control = false,
  rememberRequests = Number.POSITIVE_INFINITY,
  nowMs = Date.now,
  onApplied = () => {},
}: TrackApiOptions): TrackApiSettings {
  return {
    workspaces,
    port,
    region,
    strict,
    wrongRegionStatus,
    tooLargeStatus,
    allInvalidStatus,
    unknownPerson,
    timestamps,
    dedupeWindowMs,
    processingDelayMs,
    applyOrder,
    limit,
    control,
    rememberRequests,
    nowMs,
    onApplied,
  };
}
