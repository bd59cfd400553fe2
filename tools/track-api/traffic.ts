import type { ServerResponse } from 'node:http';
import type { ReceivedRequest } from './received-request.ts';

/** Load of a server. */
export interface Traffic {
  readonly requests: number;
  /** Maximum number of requests that waited for their answer at the same time. */
  readonly peakConcurrency: number;
  /** Requests per second from the first to the last request, over at least one second. */
  readonly averagePerSecond: number;
  /** Maximum number of requests in any one second. */
  readonly peakPerSecond: number;
}

/** Counts requests as they arrive, without storing them. */
export class TrafficMeter {
  #underWay = 0;
  #peakConcurrency = 0;
  #requests = 0;
  #firstAtMs = 0;
  #lastAtMs = 0;
  /** Arrival times within the last second, in milliseconds. */
  #lastSecond: number[] = [];
  #peakPerSecond = 0;

  /** Counts a request as under way until its answer is sent or its connection is lost. */
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

  /** Forgets everything except the requests under way. */
  reset(): void {
    this.#peakConcurrency = this.#underWay;
    this.#requests = 0;
    this.#firstAtMs = 0;
    this.#lastAtMs = 0;
    this.#lastSecond = [];
    this.#peakPerSecond = 0;
  }
}
