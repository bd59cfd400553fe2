import type { ServerResponse } from 'node:http';
import type { ReceivedRequest } from './received-request.ts';

/** How hard a server was worked. */
export interface Traffic {
  readonly requests: number;
  /** The most requests that waited for their answer at one time. */
  readonly peakConcurrency: number;
  /** Requests a second over the whole run, from the first to the last, of at least one second. */
  readonly averagePerSecond: number;
  /** The most requests in any one second. */
  readonly peakPerSecond: number;
}

/** Counts requests as they arrive, so that none of them has to be kept for it. */
export class TrafficMeter {
  #underWay = 0;
  #peakConcurrency = 0;
  #requests = 0;
  #firstAtMs = 0;
  #lastAtMs = 0;
  /** Arrivals of the last second, in milliseconds. */
  #lastSecond: number[] = [];
  #peakPerSecond = 0;

  /** A request is under way until its answer is sent or its connection lost. */
  enter({ arrivedAtMs }: Pick<ReceivedRequest, 'arrivedAtMs'>, response: ServerResponse): void {
    this.#underWay += 1;
    this.#peakConcurrency = Math.max(this.#peakConcurrency, this.#underWay);
    response.once('close', () => {
      this.#underWay -= 1;
    });
    if (this.#requests === 0) this.#firstAtMs = arrivedAtMs;
    this.#requests += 1;
    this.#lastAtMs = arrivedAtMs;
    this.#lastSecond.push(arrivedAtMs);
    while ((this.#lastSecond[0] ?? arrivedAtMs) <= arrivedAtMs - 1000) this.#lastSecond.shift();
    this.#peakPerSecond = Math.max(this.#peakPerSecond, this.#lastSecond.length);
  }

  read(): Traffic {
    const runSeconds = Math.max(1, (this.#lastAtMs - this.#firstAtMs) / 1000);
    return {
      requests: this.#requests,
      peakConcurrency: this.#peakConcurrency,
      averagePerSecond: this.#requests / runSeconds,
      peakPerSecond: this.#peakPerSecond,
    };
  }

  /** Forgets all but the requests that are still under way. */
  reset(): void {
    this.#peakConcurrency = this.#underWay;
    this.#requests = 0;
    this.#firstAtMs = 0;
    this.#lastAtMs = 0;
    this.#lastSecond = [];
    this.#peakPerSecond = 0;
  }
}
