import type { ServerResponse } from 'node:http';
import type { ReceivedRequest } from './received-request.ts';

/** How hard a server was worked. */
export interface Traffic {
  /** The most requests that waited for their answer at one time. */
  readonly peakConcurrency: number;
  /** Requests a second over the whole run, from the first to the last, of at least one second. */
  readonly averagePerSecond: number;
  /** The most requests in any one second. */
  readonly peakPerSecond: number;
}

/** Counts the requests that are under way. */
export class Concurrency {
  #current = 0;
  #peak = 0;

  /** A request is under way until its answer is sent or its connection lost. */
  enter(response: ServerResponse): void {
    this.#current += 1;
    this.#peak = Math.max(this.#peak, this.#current);
    response.once('close', () => {
      this.#current -= 1;
    });
  }

  get peak(): number {
    return this.#peak;
  }

  reset(): void {
    this.#peak = this.#current;
  }
}

/** Of requests in arrival order. */
export function toTraffic(requests: readonly ReceivedRequest[], peakConcurrency: number): Traffic {
  const arrivals = requests.map(({ arrivedAtMs }) => arrivedAtMs);
  const runMs = (arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0);
  return {
    peakConcurrency,
    averagePerSecond: arrivals.length / Math.max(1, runMs / 1000),
    peakPerSecond: mostWithin(arrivals, 1000),
  };
}

function mostWithin(arrivals: readonly number[], windowMs: number): number {
  let first = 0;
  let most = 0;
  for (const [last, arrivedAtMs] of arrivals.entries()) {
    while ((arrivals[first] ?? arrivedAtMs) <= arrivedAtMs - windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
