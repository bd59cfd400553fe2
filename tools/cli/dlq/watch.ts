import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { REPLAYS, type SqsAttributes } from '../../../shared/dead-letters/dead-letter.ts';
import type { Hold } from '../../../shared/dead-letters/hold.ts';
import { countMessages } from '../../../shared/dead-letters/queue-counts.ts';
import type { ReplayedLetter } from '../../../shared/dead-letters/replay-letters.ts';
import { scan } from '../../../shared/dead-letters/scan.ts';
import type { Stage } from '../stage/stage.ts';

/** Number that has to be on the way before a share of it means anything. */
const MIN_SENT = 20;
const LOOK_EVERY_MS = 500;
/** A busy stage's queue is never empty: if it has been back at its old depth for this time, the replayed ones are gone. */
const CALM_MS = 60_000;
/** An event that Customer.io does not accept within this time is in its backoff, which is not worth watching. */
const MAX_WATCH_MS = 15 * 60_000;

/** How a watched replay has gone. */
export interface Watched {
  /** Dead letters again. */
  readonly back: number;
  /** Gone from the events queue and not back. */
  readonly delivered: number;
  /** Still in the events queue when the watch ended. */
  readonly underway: number;
}

/**
 * Follows replayed dead letters to their end. SQS does not report the end of a single message, so they count as delivered when
 * the events queue is empty, or for a while no deeper than before the replay; those that come back are recognized by their
 * contents.
 */
export class Watch {
  readonly #stage: Stage;
  readonly #hold: Hold;
  /** Messages of the events queue before the replay. */
  readonly #depthBefore: number;
  /** Dead letters that were sent and have not come back, and how often. */
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

  /** Call it before they are sent: they may be back before SQS has confirmed them. */
  expect(letters: readonly ReplayedLetter[]): void {
    for (const { body, attributes } of letters) {
      const print = fingerprint(body, attributes);
      this.#expected.set(print, (this.#expected.get(print) ?? 0) + 1);
    }
  }

  addSent(count: number): void {
    this.#sent += count;
  }

  /** Whether more than this share came back, so far. */
  hasFailed(stopAtPercent: number): boolean {
    return this.#sent >= MIN_SENT && (100 * this.#back) / this.#sent > stopAtPercent;
  }

  /** Looks for what comes back, until `sending` has ended. */
  async during<Result>(sending: Promise<Result>, interrupted: AbortSignal): Promise<Result> {
    const ended = AbortSignal.any([interrupted, this.#ended.signal]);
    // A look that fails must not end the sending; `untilSettled` looks again, and says so if it fails too.
    const looking = this.#lookAgainAndAgain(ended).catch(() => {});
    try {
      return await sending;
    } finally {
      this.#ended.abort();
      await looking;
    }
  }

  /** Waits until all are delivered or back. */
  async untilSettled(interrupted: AbortSignal, onLook: (watched: Watched) => void): Promise<Watched> {
    const startedAtMs = Date.now();
    // When the queue was last seen deeper than before, and when not empty.
    let deepAtMs = startedAtMs;
    let filledAtMs = startedAtMs;
    for (;;) {
      // In this order: what leaves the events queue in between is found in the other one.
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

/** The same webhook of the same connection, replayed the same number of times. */
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
