import { LIMITS } from './limits.ts';

export interface FrontDoorSettings {
  /** Of the stage. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  /** Of a warm `receive`. */
  readonly receiveSeconds: number;
  /** Environments that `receive` may have. */
  readonly environments: number;
}

/** Results of the requests of a second. */
export interface Passed {
  readonly accepted: number;
  /** By API Gateway, above the throttle. */
  readonly answered429: number;
  /** For want of an environment. */
  readonly answered503: number;
  /** Of those that were accepted: they waited for an environment to start. */
  readonly slow: number;
}

/** API Gateway and `receive`, one second after the other, the requests of a second spread over it evenly. */
export class FrontDoor {
  readonly #settings: FrontDoorSettings;
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #started = 0;

  constructor(settings: FrontDoorSettings) {
    const { throttle } = settings;
    this.#settings = settings;
    this.#perSecond = Math.min(throttle.requestsPerSecond, LIMITS.api.requestsPerSecond);
    this.#burst = Math.min(throttle.burst, LIMITS.api.burst);
    this.#tokens = this.#burst;
  }

  pass(requests: number): Passed {
    const admitted = Math.min(requests, this.#tokens + this.#perSecond);
    this.#tokens = Math.min(this.#burst, this.#tokens + this.#perSecond - admitted);

    const { receiveSeconds, environments } = this.#settings;
    const warm = Math.min(admitted, this.#started / receiveSeconds);
    // An environment that starts is free again when the second is over.
    const slow = Math.min(admitted - warm, environments - this.#started);
    this.#started += slow;
    const accepted = warm + slow;
    return { accepted, answered429: requests - admitted, answered503: admitted - accepted, slow };
  }
}
