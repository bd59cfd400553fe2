import type { ReceivedRequest } from './received-request.ts';

/** A fault that a request gets instead of its normal answer. */
export type Fault = AnswerFault | ApplyThenAnswer | RefuseItems | Slow | Silent | ResetBeforeReading;

/** Answers before anything is checked or applied. A string body is sent as HTML, as a load balancer would. */
export interface AnswerFault {
  readonly kind?: undefined;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

/** Applies the request, then answers with an error or with an unreadable body. */
interface ApplyThenAnswer extends Omit<AnswerFault, 'kind'> {
  readonly kind: 'apply-then-answer';
}

/**
 * Refuses these items of a batch and applies the others. The answer repeats the given indices, even duplicates and
 * those outside the batch.
 */
export interface RefuseItems {
  readonly kind: 'refuse-items';
  readonly indices: readonly number[];
  /**
   * Status of the answer. Other clients have observed errors inside a 200.
   * @default 207
   */
  readonly status?: 200 | 207;
  readonly error?: { readonly reason?: string; readonly field?: string; readonly message?: string };
}

/** Delays a request or its answer. The request is applied even if the caller times out before. */
interface Slow {
  readonly kind: 'slow';
  readonly ms: number;
  /**
   * The delayed part. `request`: applied late. `headers`: applied at once, answered late. `body`: applied at once,
   * status and headers sent at once, body sent late.
   * @default 'headers'
   */
  readonly part?: 'request' | 'headers' | 'body';
}

/**
 * - `reset`: the request was read, the connection is reset, nothing was applied.
 * - `apply-then-reset`: the connection is reset, everything was applied.
 * - `silence`: nothing is applied and no answer comes until the server stops.
 */
interface Silent {
  readonly kind: 'reset' | 'apply-then-reset' | 'silence';
}

/**
 * Resets the connection as soon as the headers have arrived. It takes precedence over all other faults, which need the
 * body. The request is recorded without a body, with 0 bytes.
 */
interface ResetBeforeReading {
  readonly kind: 'reset-before-reading';
}

/** Selects the requests that a fault applies to. All conditions must hold. */
export interface When {
  /** Further condition, for example on path or person. */
  readonly match?: (request: ReceivedRequest) => boolean;
  /**
   * Number of requests that get the fault.
   * @default all
   */
  readonly times?: number;
  /** Share of the requests that get the fault, 0 to 1. A seeded `random` makes the run repeatable. */
  readonly share?: { readonly rate: number; readonly random: () => number };
  /** Start, inclusive, in milliseconds of the server's clock. */
  readonly fromMs?: number;
  /** End, exclusive, in milliseconds of the server's clock. */
  readonly untilMs?: number;
  /** Called when a request gets the fault, before the fault has any effect. */
  readonly onStruck?: (request: ReceivedRequest) => void;
}

interface QueuedFault {
  readonly fault: Fault;
  readonly when: When;
  left: number;
}

/** A queue of faults. A request gets the first one that applies to it. */
export class FaultQueue {
  #queue: QueuedFault[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Adds a fault for one request, or for `times` requests. */
  next(fault: Fault, when: When = {}): void {
    this.add(fault, { times: 1, ...when });
  }

  /** Adds a fault for every request it applies to, or for `times` of them. */
  add(fault: Fault, when: When = {}): void {
    this.#queue.push({ fault, when, left: when.times ?? Number.POSITIVE_INFINITY });
  }

  /** Returns the fault for a request whose body has not been read. */
  takeUnread(request: ReceivedRequest): Fault | undefined {
    return this.#take(request, isBeforeReading);
  }

  /** Returns the fault for a request whose body has been read. */
  take(request: ReceivedRequest): Fault | undefined {
    return this.#take(request, (fault) => !isBeforeReading(fault));
  }

  #take(request: ReceivedRequest, isWanted: (fault: Fault) => boolean): Fault | undefined {
    const nowMs = this.#nowMs();
    const due = this.#queue.find(({ fault, when }) => isWanted(fault) && isDue(when, request, nowMs));
    if (due === undefined) return undefined;
    due.left -= 1;
    if (due.left === 0) this.#queue = this.#queue.filter((queued) => queued !== due);
    due.when.onStruck?.(request);
    return due.fault;
  }

  clear(): void {
    this.#queue = [];
  }
}

const isBeforeReading = ({ kind }: Fault) => kind === 'reset-before-reading';

/** Draws a random number last, so that only requests that meet all other conditions use one. */
function isDue(when: When, request: ReceivedRequest, nowMs: number): boolean {
  const { match, share, fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = when;
  if (nowMs < fromMs || nowMs >= untilMs) return false;
  if (match !== undefined && !match(request)) return false;
  return share === undefined || share.random() < share.rate;
}
