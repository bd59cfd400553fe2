import type { ReceivedRequest } from './received-request.ts';

/** What a request gets instead of a good answer. */
export type Fault = AnswerFault | ApplyThenAnswer | RefuseItems | Slow | Silent;

/** Answers before anything is checked or applied. A string body is sent as HTML, as a load balancer would. */
export interface AnswerFault {
  readonly kind?: undefined;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

/** Does what was asked for and then denies it, or says so in a way nobody can read. */
export interface ApplyThenAnswer extends Omit<AnswerFault, 'kind'> {
  readonly kind: 'apply-then-answer';
}

/**
 * Refuses these items of a batch and applies the others. An index may be named twice, or lie outside the batch: the
 * answer repeats what is named here.
 */
export interface RefuseItems {
  readonly kind: 'refuse-items';
  readonly indices: readonly number[];
  readonly error?: { readonly reason?: string; readonly field?: string; readonly message?: string };
}

/** Applies at once and holds the answer back: a caller that has timed out by then was served all the same. */
export interface Slow {
  readonly kind: 'slow';
  readonly ms: number;
}

/**
 * - `reset`: the connection is reset, nothing was applied.
 * - `apply-then-reset`: the connection is reset, everything was applied.
 * - `silence`: nothing is applied and no answer comes until the server stops.
 */
export interface Silent {
  readonly kind: 'reset' | 'apply-then-reset' | 'silence';
}

interface QueuedFault {
  readonly fault: Fault;
  readonly match: (request: ReceivedRequest) => boolean;
  left: number;
}

/** Faults wait in a queue; a request takes the first that is meant for it. */
export class FaultQueue {
  #queue: QueuedFault[] = [];

  /** `match` narrows the requests it is meant for: by path, by person, by what you like. */
  next(
    fault: Fault,
    { times = 1, match = () => true }: { times?: number; match?: QueuedFault['match'] } = {},
  ): void {
    this.#queue.push({ fault, match, left: times });
  }

  take(request: ReceivedRequest): Fault | undefined {
    const due = this.#queue.find(({ match }) => match(request));
    if (due === undefined) return undefined;
    due.left -= 1;
    if (due.left === 0) this.#queue = this.#queue.filter((queued) => queued !== due);
    return due.fault;
  }
}
