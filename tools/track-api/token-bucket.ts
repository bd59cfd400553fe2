export interface RequestLimit {
  readonly requestsPerSecond: number;
  /** How many requests may come at once after a pause. */
  readonly burst: number;
  /** What happens to the others: a 429, or an answer as always with nothing behind it. */
  readonly excess: 'answer' | 'drop';
}

/** Lets through so many requests a second, by a clock it is given. */
export class TokenBucket {
  readonly #limit: Omit<RequestLimit, 'excess'>;
  readonly #nowMs: () => number;
  #tokens: number;
  #filledAtMs: number;

  constructor(limit: Omit<RequestLimit, 'excess'>, nowMs: () => number) {
    this.#limit = limit;
    this.#nowMs = nowMs;
    this.#tokens = limit.burst;
    this.#filledAtMs = nowMs();
  }

  /** Whether one more request is within the limit. */
  take(): boolean {
    const { requestsPerSecond, burst } = this.#limit;
    const nowMs = this.#nowMs();
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#filledAtMs) * requestsPerSecond) / 1000);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
