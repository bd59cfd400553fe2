import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { REPLAYS, type SqsAttributes } from '../../../shared/dead-letters/dead-letter.ts';
import type { Hold } from '../../../shared/dead-letters/hold.ts';
import { countMessages } from '../../../shared/dead-letters/queue-counts.ts';
import type { ReplayedLetter } from '../../../shared/dead-letters/replay-letters.ts';
import { scan } from '../../../shared/dead-letters/scan.ts';
import type { Stage } from '../stage/stage.ts';

/** Minimum number of sent dead letters for a meaningful share. */
const MIN_SENT = 20;
const LOOK_EVERY_MS = 500;
/**
 * The queue of a busy stage is never empty. Once it has been at its old depth for this time, the replayed events have
 * left it.
 */
const CALM_MS = 60_000;
/** An event that Customer.io does not accept within this time waits in its backoff, too long to watch. */
const MAX_WATCH_MS = 15 * 60_000;

/** Result of a watched replay. */
export interface Watched {
  /** Number that became dead letters again. */
  readonly back: number;
  /** Number that left the events queue and did not come back. */
  readonly delivered: number;
  /** Number still in the events queue at the end of the watch. */
  readonly underway: number;
}

/**
 * Watches replayed dead letters. SQS does not report what happened to a message, so they count as delivered once the
 * events queue is empty, or for a while no deeper than before the replay. Those that come back are recognized by their
 * contents.
 */
export class Watch {
  readonly #stage: Stage;
  readonly #hold: Hold;
  /** Messages in the events queue before the replay. */
  readonly #depthBefore: number;
  /** Counts of sent dead letters that have not come back, by fingerprint. */
  readonly #expected = new Map<string, number>();
  readonly #ended = new AbortController();
  #sent = 0;
  #back = 0;

  private constructor(stage: Stage, hold: Hold, depthBefore: number) {
    this.#stage = stage;
    this.#hold = hold;
    this.#depthBefore = depthBefore;
  }

  static async begin(stage: Stage, hold: Hold): Promise<Watch> {
    return new Watch(stage, hold, await eventsDepth(stage));
  }

  get back(): number {
    return this.#back;
  }

  /** Registers dead letters before they are sent, because they may come back before SQS confirms them. */
  expect(letters: readonly ReplayedLetter[]): void {
    for (const { body, attributes } of letters) {
      const print = fingerprint(body, attributes);
      this.#expected.set(print, (this.#expected.get(print) ?? 0) + 1);
    }
  }

  addSent(count: number): void {
    this.#sent += count;
  }

  /** Returns true if more than this share has come back so far. */
  hasFailed(stopAtPercent: number): boolean {
    return this.#sent >= MIN_SENT && (100 * this.#back) / this.#sent > stopAtPercent;
  }

  /** Looks for dead letters that come back, until `sending` has ended. */
  async during<Result>(sending: Promise<Result>, interrupted: AbortSignal): Promise<Result> {
    const ended = AbortSignal.any([interrupted, this.#ended.signal]);
    // A failed look must not stop the sending. `untilSettled` looks again and reports a failure.
    const looking = this.#lookAgainAndAgain(ended).catch(() => {});
    try {
      return await sending;
    } finally {
      this.#ended.abort();
      await looking;
    }
  }

  /** Waits until all dead letters are delivered or have come back. */
  async untilSettled(interrupted: AbortSignal, onLook: (watched: Watched) => void): Promise<Watched> {
    const startedAtMs = Date.now();
    // Times when the queue was last deeper than before, and last not empty.
    let deepAtMs = startedAtMs;
    let filledAtMs = startedAtMs;
    for (;;) {
      // In this order, so that a message that leaves the events queue in between is found in the other one.
      const depth = await eventsDepth(this.#stage);
      await this.#look(interrupted);

      const nowMs = Date.now();
      if (depth > this.#depthBefore) deepAtMs = nowMs;
      if (depth > 0) filledAtMs = nowMs;
      const isEmpty = depth === 0 && nowMs - filledAtMs >= this.#stage.countsLagMs;
      const isCalm = nowMs - deepAtMs >= CALM_MS;

      const left = Math.max(0, this.#sent - this.#back);
      const underway = isEmpty || isCalm ? 0 : Math.min(left, depth);
      const watched = { back: this.#back, delivered: left - underway, underway };
      onLook(watched);
      const isOver = nowMs - startedAtMs > MAX_WATCH_MS;
      if (isEmpty || isCalm || left === 0 || isOver || interrupted.aborted) return watched;
      await pause(interrupted);
    }
  }

  async #lookAgainAndAgain(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.#look(ended);
      await pause(ended);
    }
  }

  async #look(interrupted: AbortSignal): Promise<void> {
    for await (const { body, attributes } of scan(this.#hold, this.#stage.pollSeconds, interrupted)) {
      const print = fingerprint(body, attributes);
      const expected = this.#expected.get(print) ?? 0;
      if (expected === 0) continue;
      this.#expected.set(print, expected - 1);
      this.#back += 1;
    }
  }
}

/** Returns a fingerprint, equal for the same webhook of the same connection with the same number of replays. */
function fingerprint(body: string, attributes: SqsAttributes): string {
  const parts = [attributes['connection']?.StringValue, attributes[REPLAYS]?.StringValue, body];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

async function eventsDepth(stage: Stage): Promise<number> {
  const { waiting, inFlight } = await countMessages(stage, stage.eventsQueueUrl);
  return waiting + inFlight;
}

async function pause(ended: AbortSignal): Promise<void> {
  await wait(LOOK_EVERY_MS, undefined, { signal: ended }).catch(() => {});
}
