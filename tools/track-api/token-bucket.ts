export interface RequestLimit {
  readonly requestsPerSecond: number;
  /** Number of requests that may come at once after a pause. */
  readonly burst: number;
  /** Handling of further requests: `answer` sends 429, `drop` sends a normal answer without effect. */
  readonly excess: 'answer' | 'drop';
}

/** Limits requests per second with a token bucket, by the given clock. */
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

  /** Returns true and takes a token if one more request is within the limit. */
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
