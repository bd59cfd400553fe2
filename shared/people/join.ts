import type { Said } from '../purchasely/known-purchases.ts';
import { type Fact, type Facts, NOTHING_KNOWN, type PersonState } from './state.ts';

/**
 * What is known after hearing both: of each thing that is said, what the later event says. Commutative, associative and
 * idempotent, so neither order nor repeats nor batches matter.
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

function joinFacts(one: Facts, other: Facts): Facts {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const winners = new Map<string, readonly [fact: Fact, value: Said]>();
  for (const fact of [...one, ...other]) {
    for (const [name, value] of Object.entries(fact.said)) {
      const held = winners.get(name);
      if (held === undefined || compare(fact, value, held) > 0) winners.set(name, [fact, value]);
    }
  }
  return regroup(winners);
}

/** One fact an event again, newest first. */
function regroup(winners: ReadonlyMap<string, readonly [fact: Fact, value: Said]>): Facts {
  const facts: { fact: Fact; said: Record<string, Said> }[] = [];
  for (const [name, [fact, value]] of winners) {
    const group = facts.find((each) => compareFacts(each.fact, fact) === 0);
    if (group === undefined) facts.push({ fact, said: { [name]: value } });
    else group.said[name] = value;
  }
  return facts
    .sort((one, other) => compareFacts(other.fact, one.fact))
    .map(({ fact, said }) => ({ ...fact, said }));
}

function compare(fact: Fact, value: Said, [heldFact, heldValue]: readonly [Fact, Said]): number {
  // One event that says two things of one name can only be forged; even so everybody has to choose the same.
  return compareFacts(fact, heldFact) || compareTexts(JSON.stringify(value), JSON.stringify(heldValue));
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
