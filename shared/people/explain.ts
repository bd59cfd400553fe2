import type { Said } from '../purchasely/known-purchases.ts';
import { PROPERTIES, type PropertyName } from '../purchasely/properties.ts';
import { type Fact, type Facts, OWNED, STANDING } from './state.ts';
import type { PersonSummary, Purchase } from './summary.ts';
import { propertyOf } from './view.ts';

/** A fact that a value was made of. */
export interface Source {
  /** Name of the fact that the rule read: a property, `standing` or `owned`. */
  readonly name: string;
  readonly said: Said;
  /** The event that said it. */
  readonly fact: Fact;
  /** Key of the purchase it is about; missing if about the person. */
  readonly purchase?: string;
}

export interface ExplainedValue {
  readonly value: Said | undefined;
  readonly sources: readonly Source[];
}

/** The value of a property, and the facts behind it: those that the rule itself reads. */
export function explainValue(
  property: PropertyName,
  summary: PersonSummary,
  planPeriodicity: Readonly<Record<string, string>>,
): ExplainedValue {
  const sources = new Map<string, Source>();
  const note = (facts: Facts, name: string, purchase?: string) => {
    const fact = facts.find(({ said }) => Object.hasOwn(said, name));
    const said = fact?.said[name];
    if (fact === undefined || said === undefined) return;
    const about = purchase === undefined ? {} : { purchase };
    sources.set(JSON.stringify([purchase, name]), { name, said, fact, ...about });
  };
  const value = propertyOf(property, watched(summary, note), planPeriodicity);
  if (PROPERTIES[property].scope === 'purchases' && sources.size === 0) {
    // It has only counted.
    const { subscriptions, active, owned } = summary.purchases;
    for (const { facts, key } of active.length > 0 ? active : subscriptions) note(facts, STANDING, key);
    for (const { facts, key } of owned) note(facts, OWNED, key);
  }
  return { value, sources: [...sources.values()] };
}

type Note = (facts: Facts, name: string, purchase?: string) => void;

/** The same summary; whatever a rule looks at is noted. */
function watched(summary: PersonSummary, note: Note): PersonSummary {
  const { active, expired, owned } = summary.purchases;
  const watch = (purchase: Purchase) => watchedPurchase(purchase, note);
  const subscriptions = summary.subscriptions.map(watch);
  return {
    ...summary,
    person: watchedSaid(summary.person, (name) => note(summary.personFacts, name)),
    subscriptions,
    purchases: {
      subscriptions,
      active: active.map(watch),
      expired: expired && watch(expired),
      owned: owned.map(watch),
    },
  };
}

function watchedPurchase(purchase: Purchase, note: Note): Purchase {
  const { key, facts } = purchase;
  const said = watchedSaid(purchase.said, (name) => note(facts, name, key));
  return new Proxy(purchase, {
    get(target, field) {
      if (field === 'said') return said;
      if (field === 'standing' || field === 'standingSinceMs') note(facts, STANDING, key);
      return Reflect.get(target, field);
    },
  });
}

function watchedSaid(
  said: Readonly<Record<string, Said>>,
  note: (name: string) => void,
): Readonly<Record<string, Said>> {
  return new Proxy(said, {
    get(target, name) {
      if (typeof name === 'string') note(name);
      return Reflect.get(target, name);
    },
  });
}
