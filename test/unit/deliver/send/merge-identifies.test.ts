import fc from 'fast-check';
import { mergeIdentifies, type TimedIdentify } from '../../../../functions/deliver/send/merge-identifies.ts';
import type { Attributes } from '../../../../shared/customerio/operations.ts';

const identify = (createdAtMs: number, attributes: Attributes): TimedIdentify => ({
  createdAtMs,
  operation: {
    type: 'person',
    action: 'identify',
    identifiers: { id: 'user-1' },
    timestamp: Math.floor(createdAtMs / 1000),
    attributes,
  },
});

/** What is sent, in order: time in seconds, attributes, and whose it is. */
const merged = (identifies: readonly TimedIdentify[]) =>
  mergeIdentifies(identifies).map(({ operation: { timestamp, attributes }, sources }) => ({
    timestamp,
    attributes,
    sources: sources.toSorted(),
  }));

test('sends one identify alone as it is', () => {
  expect(merged([identify(5_000, { plan: 'A' })])).toEqual([
    { timestamp: 5, attributes: { plan: 'A' }, sources: [0] },
  ]);
});

test('sends only the newest when it says everything the older ones say', () => {
  const identifies = [
    identify(5_000, { plan: 'A' }),
    identify(9_000, { plan: 'B', store: 'X' }),
    identify(7_000, { plan: 'C' }),
  ];

  expect(merged(identifies)).toEqual([
    { timestamp: 9, attributes: { plan: 'B', store: 'X' }, sources: [0, 1, 2] },
  ]);
});

test('leaves what only an older one says under its own time, and sends it first', () => {
  const identifies = [identify(9_000, { plan: 'B' }), identify(5_000, { plan: 'A', placement: 'home' })];

  expect(merged(identifies)).toEqual([
    { timestamp: 5, attributes: { placement: 'home' }, sources: [1] },
    { timestamp: 9, attributes: { plan: 'B' }, sources: [0, 1] },
  ]);
});

test('joins those of one second, the later millisecond winning', () => {
  const identifies = [
    identify(5_900, { last_event: 'LATER' }),
    identify(5_100, { last_event: 'EARLIER', plan: 'A' }),
  ];

  expect(merged(identifies)).toEqual([
    { timestamp: 5, attributes: { last_event: 'LATER', plan: 'A' }, sources: [0, 1] },
  ]);
});

test('sends every different anonymous id, because each one claims other events', () => {
  const identifies = [
    identify(5_000, { anonymous_id: 'first' }),
    identify(9_000, { anonymous_id: 'second' }),
  ];

  expect(merged(identifies).map(({ attributes }) => attributes)).toEqual([
    { anonymous_id: 'first' },
    { anonymous_id: 'second' },
  ]);
});

const attributes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 3 }));
const identifies = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 5_000 }), attributes).map(([time, values]) => identify(time, values)),
  { minLength: 1, maxLength: 8 },
);
/** A write from another batch, at any time: the attribute that tells right merging from wrong. */
const interloper = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('a', 'b', 'c', 'd'));

/** A person at Customer.io: each attribute with the time of its last write; the older write loses, a later equal one wins. */
function apply(writes: readonly { readonly timestamp: number; readonly attributes: Attributes }[]) {
  const person = new Map<string, { value: unknown; timestamp: number }>();
  for (const { timestamp, attributes } of writes) {
    for (const [name, value] of Object.entries(attributes)) {
      if ((person.get(name)?.timestamp ?? -1) <= timestamp) person.set(name, { value, timestamp });
    }
  }
  return Object.fromEntries([...person].sort());
}

const inOrder = (unmerged: readonly TimedIdentify[]) =>
  unmerged.toSorted((one, other) => one.createdAtMs - other.createdAtMs).map(({ operation }) => operation);

test('leaves a person as if every identify had been sent in order, whatever another batch writes in between', () => {
  fc.assert(
    fc.property(identifies, interloper, (unmerged, [timestamp, name]) => {
      const other = { timestamp, attributes: { [name]: 'from another batch' } };
      const sent = mergeIdentifies(unmerged).map(({ operation }) => operation);

      expect(apply([other, ...sent])).toEqual(apply([other, ...inOrder(unmerged)]));
    }),
  );
});

test('lets every identify hang on the items that speak for it', () => {
  fc.assert(
    fc.property(identifies, (unmerged) => {
      const sources = new Set(mergeIdentifies(unmerged).flatMap((item) => item.sources));

      expect(sources.size).toBe(unmerged.length);
    }),
  );
});
