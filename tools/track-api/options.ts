import type { Operation } from './operation.ts';
import type { Applied, Timestamps } from './store.ts';
import type { RequestLimit } from './token-bucket.ts';
import type { Region, WorkspaceSettings } from './workspace.ts';

export interface TrackApiOptions {
  readonly workspaces: readonly WorkspaceSettings[];
  /**
   * Port on 127.0.0.1. 0 means any free port.
   * @default 0
   */
  readonly port?: number;
  /**
   * Region of the host this server stands for. `any` serves every workspace.
   * @default 'any'
   */
  readonly region?: Region | 'any';
  /**
   * Refuses values that the live service might accept silently: event ids that are not ULIDs, times that are not whole
   * seconds, reserved attribute names, event data that overrides the addresses of a campaign.
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
   * Which of two writes of an attribute wins. `honoured`: the newer timestamp, and with equal ones the later arrival.
   * `strict`: the newer timestamp, and with equal ones the earlier arrival. `ignored`: the later arrival. Customer.io
   * does not publish which wins with equal timestamps.
   * @default 'honoured'
   */
  readonly timestamps?: Timestamps;
  /**
   * Memory for event ids, in milliseconds. The live window is not published.
   * @default 12 hours
   */
  readonly dedupeWindowMs?: number;
  /**
   * Delay between the answer and applying the operation, in milliseconds. With 0, it is applied before the answer.
   * `settled()` waits for it.
   * @default 0
   */
  readonly processingDelayMs?: number;
  /**
   * Returns the accepted operations of one request in the order in which to apply them. Customer.io promises no order.
   * `shuffler(seededRandom(1))` draws a new one for each request.
   * @default as sent
   */
  readonly applyOrder?: (operations: readonly Operation[]) => readonly Operation[];
  /**
   * Request limit, a token bucket by the server's clock. Requests above it get 429, or a normal answer without effect.
   * Injected faults do not count.
   * @default 'none'
   */
  readonly limit?: RequestLimit | 'none';
  /**
   * Serves state and faults over HTTP too, under `/__control/`.
   * @default false
   */
  readonly control?: boolean;
  /**
   * Number of newest requests to keep. Set it for a long run, or memory fills.
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
