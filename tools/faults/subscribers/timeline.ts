import { SECOND } from '../time.ts';
import type { Draw } from './draw.ts';
import { expectedOutcome } from './expected-outcome.ts';
import { claimsOf, expectedPeopleOf, type SentEvent } from './expected-people.ts';
import { isEcho, type PurchaseEvent } from './purchase-event.ts';
import { byTime, type GeneratedWebhook, type Subscriber } from './subscriber.ts';
import { webhookBody, wireText } from './webhook-body.ts';

/** Events that are switched off in the console never reach the connector. */
function isSwitchedOn(event: PurchaseEvent): boolean {
  const { console } = event.purchase.owner;
  if (console === 'all') return true;
  return console === 'echoes only' ? isEcho(event) : !isEcho(event);
}

/** Purchasely sends an event a little after what it reports. */
const MOST_LAG = 40 * SECOND;
/** Two states of one person never share a millisecond: the newer one could not be known. */
const LEAST_GAP = 1;

interface Entry extends SentEvent {
  readonly body: Readonly<Record<string, unknown>>;
  readonly eventId: string;
}

/** The time of one subscriber: its clock, the webhooks sent in it, and what is expected of them. */
export class Timeline {
  readonly draw: Draw;
  /** Nothing is sent later, so a scenario may hold more than there is time for. */
  readonly untilMs: number;
  /** A scenario may set it back, for what happens at the same time. */
  nowMs: number;
  readonly #entries: Entry[] = [];

  constructor(draw: Draw, fromMs: number, untilMs: number) {
    this.draw = draw;
    this.nowMs = fromMs;
    this.untilMs = untilMs;
  }

  get isOver(): boolean {
    return this.nowMs > this.untilMs;
  }

  wait(leastMs: number, mostMs: number): void {
    this.nowMs += this.draw.between(leastMs, mostMs);
  }

  waitUntil(ms: number): void {
    this.nowMs = Math.max(this.nowMs, ms);
  }

  /** Sends events that share a millisecond and leave the same state behind, whatever their order. */
  send(...all: readonly PurchaseEvent[]): void {
    const events = all.filter(isSwitchedOn);
    const atMs = this.#freeTime(events, this.nowMs + this.draw.between(SECOND, MOST_LAG));
    this.nowMs = atMs;
    if (this.isOver) return;
    // Their order is not documented.
    for (const event of this.draw.shuffled(events)) {
      const eventId = this.draw.uuid();
      const body = webhookBody(event, eventId, atMs);
      this.#entries.push({ event, body, eventId, createdAtMs: atMs });
    }
  }

  toSubscriber(scenario: string): Subscriber {
    const entries = this.#entries.toSorted(byTime);
    const claims = claimsOf(entries);
    const claimant = (workspace: string, anonymousId: string) =>
      claims.find((claim) => claim.workspace === workspace && claim.anonymousId === anonymousId)?.userId;
    return {
      scenario,
      webhooks: entries.map(
        ({ event, body, eventId, createdAtMs }): GeneratedWebhook => ({
          body: wireText(this.draw, body),
          eventId,
          createdAtMs,
          connection: event.purchase.owner.app.connection,
          owner: event.purchase.owner.queue,
          expected: expectedOutcome(event, body, claimant),
        }),
      ),
      expectedPeople: expectedPeopleOf(entries),
    };
  }

  #freeTime(events: readonly PurchaseEvent[], wishedMs: number): number {
    const owners = new Set(events.map(({ purchase }) => purchase.owner.queue));
    const taken = this.#entries
      .filter(({ event }) => owners.has(event.purchase.owner.queue))
      .map(({ createdAtMs }) => createdAtMs);
    let atMs = wishedMs;
    while (taken.some((ms) => Math.abs(ms - atMs) < LEAST_GAP)) atMs += LEAST_GAP;
    return atMs;
  }
}
