import fc from 'fast-check';
import { writesOf } from '../../../tools/inspector/attribute-history.ts';
import { PeopleJournal } from '../../../tools/inspector/people-journal.ts';
import type { IdentifyOperation } from '../../../tools/track-api/operation.ts';
import { Workspace } from '../../../tools/track-api/workspace.ts';

const RULES = { dedupeWindowMs: 1_000, unknownPerson: 'create', timestamps: 'honoured' } as const;

/** Applies operations to a workspace and notes them, as the running stage does. */
function history(operations: readonly IdentifyOperation[]) {
  const settings = { name: 'w', siteId: 's', apiKey: 'k', region: 'eu', environmentId: 1 } as const;
  const workspace = new Workspace(settings);
  const journal = new PeopleJournal(() => {});
  for (const operation of operations) {
    const applied = workspace.apply(operation, 0, RULES);
    journal.addApplied(operation, { ...applied, workspace: settings.name });
  }
  const [person] = journal.rows.values();
  return { workspace, writes: writesOf(journal.operationsOf(person?.key ?? '')) };
}

const identify = (timestamp: number, attributes: Record<string, unknown>): IdentifyOperation => ({
  type: 'person',
  action: 'identify',
  identifiers: { id: 'ada' },
  timestamp,
  attributes,
});

test('tells of each write what was there before, and whether it counted', () => {
  const { writes } = history([
    identify(10, { plan: 'A' }),
    identify(20, { plan: '' }),
    identify(15, { plan: 'B' }),
  ]);

  expect(writes.map(({ value, before, counted }) => ({ value, before, counted }))).toEqual([
    { value: 'A', before: undefined, counted: true },
    { value: undefined, before: 'A', counted: true },
    { value: 'B', before: undefined, counted: false },
  ]);
});

test('the last write that counted is what Customer.io holds, in whatever order they come', () => {
  const attributes = fc.dictionary(
    fc.constantFrom('plan', 'store', 'status'),
    fc.constantFrom('A', 'B', '', 1, false),
  );
  const operations = fc.array(fc.record({ timestamp: fc.integer({ min: 1, max: 5 }), attributes }), {
    minLength: 1,
  });

  fc.assert(
    fc.property(operations, (steps) => {
      const { workspace, writes } = history(
        steps.map(({ timestamp, attributes }) => identify(timestamp, attributes)),
      );

      const held = new Map(writes.filter(({ counted }) => counted).map(({ name, value }) => [name, value]));
      const known = [...held].filter(([, value]) => value !== undefined);
      expect(Object.fromEntries(known)).toEqual(workspace.person({ id: 'ada' })?.attributes);
    }),
  );
});
