import { ONE_TIME_PREFIX, OWNED, type PersonState } from './state.ts';
import { type Purchase, summarize } from './summary.ts';

/** Number of ended purchases to keep. */
const MAX_PAST_PURCHASES = 40;
/** Of a state as JSON: an item of DynamoDB holds 400 kB, and each kilobyte is paid for. */
const MAX_STATE_BYTES = 100_000;

/** A state without what is too much of it: what was over first is forgotten first. */
export function trim(state: PersonState): PersonState {
  const purchases = Object.keys(state.purchases).length;
  if (purchases <= MAX_PAST_PURCHASES && sizeOf(state) <= MAX_STATE_BYTES) return state;

  const { subscriptions, oneTimePurchases } = summarize(state);
  const newestFirst = [...subscriptions, ...oneTimePurchases].sort(
    (one, other) =>
      Number(isPast(one)) - Number(isPast(other)) || other.standingSinceMs - one.standingSinceMs,
  );
  const present = newestFirst.filter((purchase) => !isPast(purchase)).length;
  let kept = newestFirst.slice(0, present + MAX_PAST_PURCHASES);
  while (kept.length > 0 && sizeOf(stateWith(state, kept)) > MAX_STATE_BYTES) kept = kept.slice(0, -1);
  return stateWith(state, kept);
}

function isPast({ key, standing, said }: Purchase): boolean {
  if (key.startsWith(ONE_TIME_PREFIX)) return said[OWNED] !== true;
  return standing === 'ended' || standing === 'moved';
}

function stateWith({ person }: PersonState, purchases: readonly Purchase[]): PersonState {
  return { person, purchases: Object.fromEntries(purchases.map(({ key, facts }) => [key, facts])) };
}

function sizeOf(state: PersonState): number {
  return Buffer.byteLength(JSON.stringify(state));
}
