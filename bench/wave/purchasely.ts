import { RETRY_WAITS_SECONDS } from '../../tools/faults/harness/purchasely.ts';

/** Purchasely calls its waits approximate: a retry comes this much of its wait sooner or later, as likely at any time between. */
const SPREAD = 0.5;
/** Into which that time is divided, at most. */
const PARTS = 20;

/** How many webhooks are sent in a second, by how often they were sent before. */
type Sendings = readonly number[];

/** Sends webhooks, and those again that were refused. */
export class Purchasely {
  readonly #due = new Map<number, number[]>();
  /** Not sent yet, or to be sent again. */
  outstanding = 0;
  /** Refused each of the 26 times. */
  givenUp = 0;

  /** @param overSeconds in which all of them are sent for the first time, evenly */
  constructor(webhooks: number, overSeconds: number) {
    for (let second = 0; second < overSeconds; second += 1) this.#schedule(second, 0, webhooks / overSeconds);
  }

  /** Webhooks sent in this second; each second is asked for once. */
  send(second: number): Sendings {
    const sendings = this.#due.get(second) ?? [];
    this.#due.delete(second);
    this.outstanding -= sum(sendings);
    return sendings;
  }

  /** @param share of them that was not answered 200 */
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
