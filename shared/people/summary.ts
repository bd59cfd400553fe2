import type { KnownPurchase, KnownPurchases, Said } from '../purchasely/known-purchases.ts';
import { isActive, STANDINGS, type Standing } from '../purchasely/standing.ts';
import {
  type Facts,
  ONE_TIME_PREFIX,
  OWNED,
  type PersonState,
  STANDING,
  SUBSCRIPTION_PREFIX,
} from './state.ts';

/** One purchase of a person's state. */
export interface Purchase extends KnownPurchase {
  /** As in the state. */
  readonly key: string;
  readonly facts: Facts;
}

/** A person's state, sorted out. */
export interface PersonSummary {
  /** Values of the person from events, by the name of the property. */
  readonly person: Readonly<Record<string, Said>>;
  readonly personFacts: Facts;
  /** The main one first: the one that properties speak of which speak of one. */
  readonly subscriptions: readonly Purchase[];
  readonly oneTimePurchases: readonly Purchase[];
  readonly purchases: KnownPurchases<Purchase>;
}

export function summarize(state: PersonState): PersonSummary {
  const all = Object.entries(state.purchases).map(([key, facts]) => toPurchase(key, facts));
  const subscriptions = all.filter(({ key }) => key.startsWith(SUBSCRIPTION_PREFIX)).sort(mainFirst);
  const oneTimePurchases = all.filter(({ key }) => key.startsWith(ONE_TIME_PREFIX));
  return {
    person: saidIn(state.person),
    personFacts: state.person,
    subscriptions,
    oneTimePurchases,
    purchases: {
      subscriptions,
      active: subscriptions.filter(({ standing }) => isActive(standing)),
      expired: subscriptions.find(({ standing }) => standing === 'ended'),
      owned: oneTimePurchases.filter(({ said }) => said[OWNED] === true),
    },
  };
}

function toPurchase(key: string, facts: Facts): Purchase {
  const said = saidIn(facts);
  const told = facts.find((fact) => STANDING in fact.said || OWNED in fact.said);
  return {
    key,
    facts,
    said,
    standing: said[STANDING] as Standing | undefined,
    standingSinceMs: told?.atMs ?? 0,
  };
}

function saidIn(facts: Facts): Readonly<Record<string, Said>> {
  const [only, ...others] = facts;
  if (only !== undefined && others.length === 0) return only.said;
  return Object.assign({}, ...facts.map(({ said }) => said));
}

/**
 * By standing; then the one that runs longer; then the one with the newer event; then by key. Of those that are over, the
 * one that ended last.
 */
function mainFirst(one: Purchase, other: Purchase): number {
  const byStanding = placeOf(one.standing) - placeOf(other.standing);
  if (byStanding !== 0) return byStanding;
  const isOver = one.standing === 'ended' || one.standing === 'moved';
  return (
    (isOver ? other.standingSinceMs - one.standingSinceMs : 0) ||
    runsUntil(other) - runsUntil(one) ||
    newest(other) - newest(one) ||
    (one.key < other.key ? -1 : 1)
  );
}

function placeOf(standing: Standing | undefined): number {
  return standing === undefined ? STANDINGS.length : STANDINGS.indexOf(standing);
}

function runsUntil({ said: { effective_next_renewal_at } }: Purchase): number {
  return typeof effective_next_renewal_at === 'number' ? effective_next_renewal_at : 0;
}

function newest({ facts }: Purchase): number {
  return facts[0]?.atMs ?? 0;
}
