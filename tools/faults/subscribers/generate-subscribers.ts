import { DAY } from '../time.ts';
import { CINEMA, PRESS } from './apps.ts';
import { createDraw, type Draw } from './draw.ts';
import { type PoisonReason, poisonAfter, poisonReason } from './poison.ts';
import { FAILED_PAYMENTS } from './scenarios/failed-payments.ts';
import { FUTURE_EVENTS } from './scenarios/future-events.ts';
import { OFFERS } from './scenarios/offers.ts';
import { PAUSES } from './scenarios/pauses.ts';
import { PLAN_CHANGES } from './scenarios/plan-changes.ts';
import { REFUNDS } from './scenarios/refunds.ts';
import { RENEWALS } from './scenarios/renewals.ts';
import { SEVERAL_PURCHASES } from './scenarios/several-purchases.ts';
import { TRANSFERS } from './scenarios/transfers.ts';
import { byTime, type Subscriber } from './subscriber.ts';
import { type Scenario, type Scenarios, SubscriberTimeline } from './subscriber-timeline.ts';

export const SCENARIOS: Scenarios = {
  ...OFFERS,
  ...RENEWALS,
  ...FAILED_PAYMENTS,
  ...PAUSES,
  ...PLAN_CHANGES,
  ...REFUNDS,
  ...TRANSFERS,
  ...SEVERAL_PURCHASES,
  ...FUTURE_EVENTS,
};

interface GeneratorOptions {
  readonly seed: number;
  /** About this many in all: the last scenario is played to its end. */
  readonly webhooks: number;
  /** Milliseconds since the epoch. */
  readonly fromMs: number;
  /** Nothing is later. The connector rejects times a day ahead of its clock. */
  readonly days: number;
}

/** Subscribers begin within this part of the time, so that most scenarios have time to unfold. */
const BEGINNINGS = 0.7;
/** One webhook that can never be delivered follows this many sound ones. */
const SOUND_PER_POISON = 50;

/** The subscribers of a campaign: the same for the same options. */
export function generateSubscribers({ seed, webhooks, fromMs, days }: GeneratorOptions): Subscriber[] {
  const draw = createDraw(seed);
  const untilMs = fromMs + days * DAY;
  const subscribers: Subscriber[] = [];
  let sound = 0;
  let poisoned = 0;
  for (const [name, scenario] of endlessScenarios(draw)) {
    if (sound + poisoned >= webhooks) break;
    const timeline = new SubscriberTimeline(draw, fromMs + draw.between(0, BEGINNINGS * days * DAY), untilMs);
    scenario(timeline, draw.chance(0.6) ? CINEMA : PRESS, draw);
    let subscriber = timeline.toSubscriber(name);
    sound += subscriber.webhooks.length;
    for (; poisoned < Math.floor(sound / SOUND_PER_POISON); poisoned += 1) {
      subscriber = withPoison(draw, subscriber, poisonReason(poisoned));
    }
    if (subscriber.webhooks.length > 0) subscribers.push(subscriber);
  }
  return subscribers;
}

/** All of them, in a new order each time. */
function* endlessScenarios(draw: Draw): Generator<[name: string, scenario: Scenario]> {
  while (true) yield* draw.shuffled(Object.entries(SCENARIOS));
}

function withPoison(draw: Draw, subscriber: Subscriber, reason: PoisonReason): Subscriber {
  const [first, ...others] = subscriber.webhooks.filter(({ expected }) => expected.kind !== 'dead-letter');
  if (first === undefined) return subscriber;
  const poison = poisonAfter(draw, draw.pick([first, ...others]), reason);
  const webhooks = [...subscriber.webhooks, poison].toSorted(byTime);
  return { ...subscriber, webhooks };
}
