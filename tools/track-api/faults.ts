import type { ReceivedRequest } from './received-request.ts';

/** What a request gets instead of a good answer. */
export type Fault = AnswerFault | ApplyThenAnswer | RefuseItems | Slow | Silent | ResetBeforeReading;

/** Answers before anything is checked or applied. A string body is sent as HTML, as a load balancer would. */
export interface AnswerFault {
  readonly kind?: undefined;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

/** Does what was asked for and then denies it, or says so in a way nobody can read. */
interface ApplyThenAnswer extends Omit<AnswerFault, 'kind'> {
  readonly kind: 'apply-then-answer';
}

/**
 * Refuses these items of a batch and applies the others. An index may be named twice, or lie outside the batch: the
 * answer repeats what is named here.
 */
export interface RefuseItems {
  readonly kind: 'refuse-items';
  readonly indices: readonly number[];
  /**
   * Of the answer to a batch: some peers have seen errors inside a 200.
   * @default 207
   */
  readonly status?: 200 | 207;
  readonly error?: { readonly reason?: string; readonly field?: string; readonly message?: string };
}

/** Holds something back for a time. A caller that has timed out by then was served all the same. */
interface Slow {
  readonly kind: 'slow';
  readonly ms: number;
  /**
   * What is held back. With `request`, it is applied late; with `headers`, applied at once and answered late; with `body`,
   * status and headers go at once too.
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
 * Resets the connection as soon as the headers are there. Such a fault is due before all others, which wait for the
 * body; what it strikes is kept as a request without a body, of 0 bytes.
 */
interface ResetBeforeReading {
  readonly kind: 'reset-before-reading';
}

/** Which requests a fault is for. All of it has to hold. */
export interface When {
  /** Narrows it: by path, by person, by what you like. */
  readonly match?: (request: ReceivedRequest) => boolean;
  /**
   * How many requests take it.
   * @default all
   */
  readonly times?: number;
  /** The part of the requests that take it, 0 to 1. Give a seeded `random`, and the run can be repeated. */
  readonly share?: { readonly rate: number; readonly random: () => number };
  /** In milliseconds of the server's clock, itself included. */
  readonly fromMs?: number;
  /** In milliseconds of the server's clock, itself not included. */
  readonly untilMs?: number;
  /** Called when a request takes the fault, before anything of the fault happens. */
  readonly onStruck?: (request: ReceivedRequest) => void;
}

interface QueuedFault {
  readonly fault: Fault;
  readonly when: When;
  left: number;
}

/** Faults wait in a queue; a request takes the first that is meant for it. */
export class FaultQueue {
  #queue: QueuedFault[] = [];
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** For one request, unless it is told how many. */
  next(fault: Fault, when: When = {}): void {
    this.add(fault, { times: 1, ...when });
  }

  /** For every request it is meant for, unless it is told how many. */
  add(fault: Fault, when: When = {}): void {
    this.#queue.push({ fault, when, left: when.times ?? Number.POSITIVE_INFINITY });
  }

  /** The fault for a request of which only the headers are there. */
  takeUnread(request: ReceivedRequest): Fault | undefined {
    return this.#take(request, isBeforeReading);
  }

  /** The fault for a request that was read. */
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

/** Chance comes last, so that only requests it could be for draw a number. */
function isDue(when: When, request: ReceivedRequest, nowMs: number): boolean {
  const { match, share, fromMs = Number.NEGATIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = when;
  if (nowMs < fromMs || nowMs >= untilMs) return false;
  if (match !== undefined && !match(request)) return false;
  return share === undefined || share.random() < share.rate;
}
