import type { ResolvedConnection } from '../../shared/config/resolved.ts';
import { join } from '../../shared/people/join.ts';
import { NOTHING_KNOWN, OWNED, type PersonState, SUBSCRIPTION_PREFIX } from '../../shared/people/state.ts';
import { type Purchase, summarize } from '../../shared/people/summary.ts';
import { viewOfSummary } from '../../shared/people/view.ts';
import { PROPERTIES } from '../../shared/purchasely/properties.ts';
import type { Life, Lifeline, Moment, Phase, Span } from './protocol.ts';

/** The facts of one webhook about a person. */
export interface Told {
  /** Time of the event, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly event: string;
  readonly webhookId: string;
  readonly state: PersonState;
}

type Rules = Pick<ResolvedConnection, 'userProperties' | 'planPeriodicity'>;

/** A moment, and the state of each purchase from then on. */
interface Look {
  readonly moment: Moment;
  /** By key, in the order of their first event, so that a lifeline keeps its place. */
  readonly purchases: ReadonlyMap<string, Purchase>;
  readonly main: string | undefined;
}

/** Number of newest moments to show. */
const MAX_MOMENTS = 200;
const DAY_MS = 86_400_000;
/** Share of the axis after the last moment, so that running purchases visibly continue. */
const ROOM = 0.08;

/** Returns the purchases of a person over time, in the order of the events, or undefined without facts. */
export function lifeOf(told: readonly Told[], rules: Rules): Life | undefined {
  const all = looksOf(told, rules);
  const looks = all.slice(-MAX_MOMENTS);
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const fromAtMs = first.moment.atMs;
  const spanMs = last.moment.atMs - fromAtMs;
  const untilAtMs = last.moment.atMs + (spanMs === 0 ? DAY_MS : Math.ceil(spanMs * ROOM));
  return {
    fromAtMs,
    untilAtMs,
    lifelines: [...last.purchases.values()].map((purchase) => toLifeline(purchase, looks, untilAtMs)),
    moments: looks.map(({ moment }) => moment),
    olderMoments: all.length - looks.length,
  };
}

function looksOf(told: readonly Told[], rules: Rules): Look[] {
  const inOrder = told.toSorted((one, other) => one.atMs - other.atMs);
  let state = NOTHING_KNOWN;
  return [...Map.groupBy(inOrder, ({ atMs }) => atMs)].map(([atMs, events]) => {
    state = events.reduce((known, each) => join(known, each.state), state);
    return lookAt(atMs, events, state, rules);
  });
}

function lookAt(atMs: number, events: readonly Told[], state: PersonState, rules: Rules): Look {
  const summary = summarize(state);
  const place = new Map(Object.keys(state.purchases).map((key, index) => [key, index]));
  const inOrder = [...summary.subscriptions, ...summary.oneTimePurchases].sort(
    (one, other) => (place.get(one.key) ?? 0) - (place.get(other.key) ?? 0),
  );
  const view = viewOfSummary(summary, rules);
  return {
    moment: {
      atMs,
      events: events.map(({ event, webhookId, state: said }) => ({
        name: event,
        webhookId,
        purchases: Object.keys(said.purchases),
      })),
      attributes: Object.fromEntries(
        view.filter(({ value }) => value !== '').map(({ attribute, value }) => [attribute, value]),
      ),
    },
    purchases: new Map(inOrder.map((purchase) => [purchase.key, purchase])),
    main: summary.subscriptions[0]?.key,
  };
}

function phaseOf(purchase: Purchase): Phase {
  const { key, said, standing } = purchase;
  if (!key.startsWith(SUBSCRIPTION_PREFIX)) return said[OWNED] === true ? 'owned' : 'taken back';
  if (standing === 'renewing')
    return PROPERTIES.is_in_trial.ofSubscription(purchase, {}) ? 'trial' : 'active';
  return standing ?? 'unknown';
}

function nameOf({ key, said }: Purchase): string {
  const name = said['plan'] ?? said['product'] ?? key.slice(SUBSCRIPTION_PREFIX.length);
  return name === '' ? '(without a name)' : String(name);
}

/** @param purchase purchase after the last event */
function toLifeline(purchase: Purchase, looks: readonly Look[], untilAtMs: number): Lifeline {
  const { key } = purchase;
  return {
    key,
    name: nameOf(purchase),
    kind: key.startsWith(SUBSCRIPTION_PREFIX) ? 'subscription' : 'one-time purchase',
    phases: spansOf(looks, untilAtMs, ({ purchases }) => {
      const then = purchases.get(key);
      return then && phaseOf(then);
    }),
    main: spansOf(looks, untilAtMs, ({ main }) => (main === key ? 'main' : undefined)),
  };
}

/** Merges consecutive equal values into spans. Undefined values have no span. */
function spansOf<Value extends string>(
  looks: readonly Look[],
  untilAtMs: number,
  read: (look: Look) => Value | undefined,
): Span<Value>[] {
  const spans: { what: Value; fromAtMs: number; untilAtMs: number }[] = [];
  let before: Value | undefined;
  for (const [index, look] of looks.entries()) {
    const what = read(look);
    const endsAtMs = looks[index + 1]?.moment.atMs ?? untilAtMs;
    const open = spans.at(-1);
    if (what !== undefined && what === before && open !== undefined) open.untilAtMs = endsAtMs;
    else if (what !== undefined) spans.push({ what, fromAtMs: look.moment.atMs, untilAtMs: endsAtMs });
    before = what;
  }
  return spans;
}
