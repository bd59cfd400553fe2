import type { Operation } from './operation.ts';
import type { Applied, Timestamps } from './store.ts';
import type { RequestLimit } from './token-bucket.ts';
import type { Region, WorkspaceSettings } from './workspace.ts';

export interface TrackApiOptions {
  readonly workspaces: readonly WorkspaceSettings[];
  /**
   * 0: a free one.
   * @default 0
   */
  readonly port?: number;
  /**
   * Region of the host this server stands for. `any` serves every workspace.
   * @default 'any'
   */
  readonly region?: Region | 'any';
  /**
   * Refuses values that the live service might accept silently: event ids that are no ULIDs, times that are no whole seconds,
   * reserved attribute names, event data that overrides the addresses of a campaign.
   * @default true
   */
  readonly strict?: boolean;
  /**
   * Answer to a workspace of the other region. All but 401 carry a `Location`.
   * @default 307
   */
  readonly wrongRegionStatus?: 301 | 302 | 307 | 308 | 401;
  /** @default 400 */
  readonly tooLargeStatus?: 400 | 413;
  /**
   * Answer to a batch without a valid item.
   * @default 207
   */
  readonly allInvalidStatus?: 207 | 400;
  /**
   * Effect of an event of an unknown person.
   * @default 'create'
   */
  readonly unknownPerson?: 'create' | 'drop';
  /**
   * Which of two writes of an attribute stays. `honoured`: the one with the newer timestamp, and in one second the later one.
   * `strict`: in one second the earlier one. `ignored`: the one that arrives last. Customer.io does not publish the case of
   * one second.
   * @default 'honoured'
   */
  readonly timestamps?: Timestamps;
  /**
   * Memory for event ids, in milliseconds. The live window is not published.
   * @default 12 hours
   */
  readonly dedupeWindowMs?: number;
  /**
   * Delay between the answer and applying the operation; 0: applied before the answer. `settled()` waits for it.
   * @default 0
   */
  readonly processingDelayMs?: number;
  /**
   * Order in which the accepted operations of one request are applied: Customer.io promises none.
   * `shuffler(seededRandom(1))` draws a new one for each request.
   * @default as sent
   */
  readonly applyOrder?: (operations: readonly Operation[]) => readonly Operation[];
  /**
   * A token bucket by the server's clock. Requests above it are answered 429, or dropped behind a normal answer. Injected
   * faults do not count.
   * @default 'none'
   */
  readonly limit?: RequestLimit | 'none';
  /**
   * Serves state and faults over HTTP too, under `/__control/`.
   * @default false
   */
  readonly control?: boolean;
  /**
   * Number of newest requests to keep. A long run needs one, or its memory fills.
   * @default all
   */
  readonly rememberRequests?: number;
  /** @default Date.now */
  readonly nowMs?: () => number;
  /** Called with each operation and its result. */
  readonly onApplied?: (operation: Operation, result: AppliedIn) => void;
}

/** The result of an operation, with the name of its workspace. */
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
