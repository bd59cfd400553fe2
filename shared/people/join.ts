import type { Said } from '../purchasely/known-purchases.ts';
import { type Fact, type Facts, NOTHING_KNOWN, type PersonState } from './state.ts';

/**
 * The state after both: of each fact, the one of the later event. Commutative, associative and idempotent, so neither order
 * nor repeats nor batches matter.
 */
export function join(one: PersonState, other: PersonState): PersonState {
  if (one === NOTHING_KNOWN) return other;
  if (other === NOTHING_KNOWN) return one;
  const purchases: Record<string, Facts> = { ...one.purchases };
  for (const [key, facts] of Object.entries(other.purchases)) {
    purchases[key] = joinFacts(purchases[key] ?? [], facts);
  }
  return { person: joinFacts(one.person, other.person), purchases };
}

/** Both are walked from the newest fact on: what a newer one has said is not said again. */
function joinFacts(one: Facts, other: Facts): Facts {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const facts: Fact[] = [];
  let [ofOne, ofOther] = [0, 0];
  for (;;) {
    const [left, right] = [one[ofOne], other[ofOther]];
    const order = left === undefined ? -1 : right === undefined ? 1 : compareFacts(left, right);
    const fact = order > 0 ? left : order < 0 ? right : left && right && ofBoth(left, right);
    if (fact === undefined) return facts;
    if (order >= 0) ofOne += 1;
    if (order <= 0) ofOther += 1;
    const rest = withoutSaid(fact, facts);
    if (rest !== undefined) facts.push(rest);
  }
}

/** One event that says two things of one name can only be forged; even so everybody has to choose the same. */
function ofBoth(one: Fact, other: Fact): Fact {
  const said: Record<string, Said> = { ...one.said };
  for (const [name, value] of Object.entries(other.said)) {
    const held = Object.hasOwn(said, name) ? said[name] : undefined;
    if (held === undefined || JSON.stringify(value) > JSON.stringify(held)) said[name] = value;
  }
  return { ...one, said };
}

/** The part of a fact that newer ones do not replace; `undefined` if none is left. */
function withoutSaid(fact: Fact, newer: Facts): Fact | undefined {
  if (newer.length === 0) return fact;
  const names = Object.keys(fact.said);
  const left = names.filter((name) => !isSaid(name, newer));
  if (left.length === 0) return undefined;
  if (left.length === names.length) return fact;
  const said: Record<string, Said> = {};
  for (const name of left) said[name] = fact.said[name] ?? '';
  return { ...fact, said };
}

function isSaid(name: string, facts: Facts): boolean {
  for (const { said } of facts) if (Object.hasOwn(said, name)) return true;
  return false;
}

function compareFacts(one: Fact, other: Fact): number {
  return (
    one.atMs - other.atMs ||
    one.rank - other.rank ||
    compareTexts(one.key, other.key) ||
    compareTexts(one.event, other.event)
  );
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
