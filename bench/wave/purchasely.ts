import { RETRY_WAITS_SECONDS } from '../../tools/faults/harness/purchasely.ts';

/**
 * Purchasely calls its waits approximate. A retry is sent up to this share of its wait earlier or later, evenly
 * distributed.
 */
const SPREAD = 0.5;
/** Maximum number of parts of that time. */
const PARTS = 20;

/** Number of webhooks sent in a second, by the number of earlier attempts. */
type Sendings = readonly number[];

/** Sends webhooks, and repeats refused ones. */
export class Purchasely {
  readonly #due = new Map<number, number[]>();
  /** Webhooks not sent yet, or to be sent again. */
  outstanding = 0;
  /** Webhooks refused 26 times. */
  givenUp = 0;

  /** @param overSeconds time over which the first attempts are evenly distributed */
  constructor(webhooks: number, overSeconds: number) {
    for (let second = 0; second < overSeconds; second += 1) this.#schedule(second, 0, webhooks / overSeconds);
  }

  /** Returns the webhooks sent in this second. Call it once for each second. */
  send(second: number): Sendings {
    const sendings = this.#due.get(second) ?? [];
    this.#due.delete(second);
    this.outstanding -= sum(sendings);
    return sendings;
  }

  /** @param share share of the webhooks that did not get 200 */
  refuse(sendings: Sendings, share: number, second: number): void {
    for (const [attempt, count] of sendings.entries()) {
      if (count * share > 0) this.#again(attempt, count * share, second);
    }
  }

  #again(attempt: number, count: number, second: number): void {
    const waitSeconds = RETRY_WAITS_SECONDS[attempt];
    if (waitSeconds === undefined) {
      this.givenUp += count;
      return;
    }
    for (let part = 0; part < PARTS; part += 1) {
      const late = SPREAD * ((2 * part + 1) / PARTS - 1);
      this.#schedule(second + Math.round(waitSeconds * (1 + late)), attempt + 1, count / PARTS);
    }
  }

  #schedule(second: number, attempt: number, count: number): void {
    const sendings = this.#due.get(second) ?? Array.from({ length: RETRY_WAITS_SECONDS.length + 1 }, () => 0);
    sendings[attempt] = (sendings[attempt] ?? 0) + count;
    this.#due.set(second, sendings);
    this.outstanding += count;
  }
}

export const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
