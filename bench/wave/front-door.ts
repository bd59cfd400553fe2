import { LIMITS } from './limits.ts';

export interface FrontDoorSettings {
  /** Throttle of the stage. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  /** Duration of a warm `receive`. */
  readonly receiveSeconds: number;
  /** Maximum number of environments of `receive`. */
  readonly environments: number;
}

/** Results of the requests of one second. */
export interface Passed {
  readonly accepted: number;
  /** Refused by API Gateway, above the throttle. */
  readonly answered429: number;
  /** Refused because no environment was available. */
  readonly answered503: number;
  /** Accepted after waiting for an environment to start. */
  readonly slow: number;
}

/** Simulates API Gateway and `receive` second by second. The requests of a second are evenly distributed. */
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
    // A starting environment is free again at the end of the second.
    const slow = Math.min(admitted - warm, environments - this.#started);
    this.#started += slow;
    const accepted = warm + slow;
    return { accepted, answered429: requests - admitted, answered503: admitted - accepted, slow };
  }
}
