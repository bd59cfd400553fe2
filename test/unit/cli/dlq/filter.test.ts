import { describeFilter, type Filter, matches } from '../../../../tools/cli/dlq/filter.ts';
import { toFilter } from '../../../../tools/cli/dlq/filter-options.ts';
import { aDeadLetter, ENTERED_AT_MS } from '../../dead-letters/letters.ts';

const hashPerson = (id: string) => (id === 'user-1' ? '0123456789ab' : 'ffffffffffff');
const letter = aDeadLetter(
  {},
  { reason: 'refused-by-customerio', failure: '{"status":400,"field":"attributes.plan"}', replays: '2' },
);

test.each<{ filter: Filter; isChosen: boolean }>([
  { filter: {}, isChosen: true },
  { filter: { reasons: ['no-identity', 'refused-by-customerio'] }, isChosen: true },
  { filter: { reasons: ['no-identity'] }, isChosen: false },
  { filter: { events: ['TRIAL_STARTED'], connections: ['cinema'] }, isChosen: true },
  { filter: { events: ['TRIAL_STARTED'], connections: ['theatre'] }, isChosen: false },
  { filter: { environments: ['SANDBOX'] }, isChosen: false },
  { filter: { person: 'user-1' }, isChosen: true },
  { filter: { person: '0123456789ab' }, isChosen: true },
  { filter: { person: 'user-2' }, isChosen: false },
  { filter: { sinceMs: ENTERED_AT_MS }, isChosen: true },
  { filter: { sinceMs: ENTERED_AT_MS + 1 }, isChosen: false },
  { filter: { untilMs: ENTERED_AT_MS }, isChosen: false },
  { filter: { untilMs: ENTERED_AT_MS + 1 }, isChosen: true },
  { filter: { statuses: [413, 400] }, isChosen: true },
  { filter: { statuses: [413] }, isChosen: false },
  { filter: { fields: ['attributes.plan'] }, isChosen: true },
  { filter: { fields: ['name'] }, isChosen: false },
  { filter: { minReplays: 2 }, isChosen: true },
  { filter: { minReplays: 3 }, isChosen: false },
])('$filter: $isChosen', ({ filter, isChosen }) => {
  expect(matches(letter, filter, hashPerson)).toBe(isChosen);
});

test('does not choose by what a dead letter does not have', () => {
  const nameless = aDeadLetter({ user_id: null, environment: null });

  expect(matches(nameless, { person: 'null' }, hashPerson)).toBe(false);
  expect(matches(nameless, { environments: ['PRODUCTION'] }, hashPerson)).toBe(false);
  expect(matches(nameless, { statuses: [400] }, hashPerson)).toBe(false);
});

test('takes the earlier end of --until and --older-than', () => {
  expect(toFilter({ until: 5_000, olderThan: 1_000 }, 10_000)).toEqual({ untilMs: 5_000 });
  expect(toFilter({ until: 5_000, olderThan: 8_000 }, 10_000)).toEqual({ untilMs: 2_000 });
  expect(toFilter({}, 10_000)).toEqual({});
});

test('names a person in the audit log by the hash only', () => {
  const untilMs = Date.parse('2026-03-10T12:00:00Z');

  expect(describeFilter({ person: 'user-1', reasons: ['no-identity'], untilMs }, hashPerson)).toEqual({
    person: '0123456789ab',
    reasons: ['no-identity'],
    until: '2026-03-10T12:00:00.000Z',
  });
});
