import type { AttributeValue, IdentifyOperation } from '../../../shared/customerio/operations.ts';

/** An identify and the event time it comes from. */
export interface TimedIdentify {
  readonly operation: IdentifyOperation;
  /** Milliseconds since the epoch. */
  readonly createdAtMs: number;
}

/** An identify that says what several said, as far as no newer one says otherwise. */
export interface MergedIdentify {
  readonly operation: IdentifyOperation;
  /** Positions in the input whose identify this one carries or outdates. */
  readonly sources: readonly number[];
}

/**
 * Merges the identifies of one person: an attribute that a newer identify of the same batch sets is not sent from the
 * older one, and what is left of the older one keeps its own time. Putting everything under the newest time instead
 * would be shorter, and wrong: an attribute that only the older one sets would then beat a write from in between that
 * travels in another batch.
 *
 * The oldest come first. An `anonymous_id` is a claim and not a state: each different one is sent.
 */
export function mergeIdentifies(identifies: readonly TimedIdentify[]): MergedIdentify[] {
  const [first] = identifies;
  // Nearly every person of a batch: nothing to merge, and taking it apart would take longer than mapping it.
  if (first !== undefined && identifies.length === 1) return [{ operation: first.operation, sources: [0] }];

  const newestFirst = identifies
    .map((identify, position) => ({ ...identify, position }))
    .sort((one, other) => other.createdAtMs - one.createdAtMs || other.position - one.position);

  const merged: Draft[] = [];
  for (const { operation, position } of newestFirst) {
    const news = Object.entries(operation.attributes).filter(([name, value]) => {
      const newer = merged.find(({ attributes }) => attributes.has(name));
      if (newer === undefined || (name === 'anonymous_id' && newer.attributes.get(name) !== value))
        return true;
      newer.sources.add(position);
      return false;
    });
    if (news.length === 0 && merged.length > 0) {
      merged[0]?.sources.add(position);
      continue;
    }
    const sameSecond = merged.find(
      ({ base, attributes }) =>
        base.timestamp === operation.timestamp && news.every(([name]) => !attributes.has(name)),
    );
    const draft = sameSecond ?? { base: operation, attributes: new Map(), sources: new Set() };
    for (const [name, value] of news) draft.attributes.set(name, value);
    draft.sources.add(position);
    if (sameSecond === undefined) merged.push(draft);
  }
  return merged.reverse().map(({ base, attributes, sources }) => ({
    operation: { ...base, attributes: Object.fromEntries(attributes) },
    sources: [...sources],
  }));
}

interface Draft {
  readonly base: IdentifyOperation;
  readonly attributes: Map<string, AttributeValue>;
  readonly sources: Set<number>;
}
