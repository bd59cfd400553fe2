import { Tally } from '../../../../shared/dead-letters/tally.ts';
import { HOUR_MS } from '../../../../shared/durations.ts';
import { describePlan } from '../../../../tools/cli/dlq/agree-on-plan.ts';
import { aDeadLetter } from '../../dead-letters/letters.ts';

const NOW_MS = Date.parse('2026-03-20T12:00:00Z');

function planOf(ages: readonly number[], replays = '0') {
  const tally = new Tally(NOW_MS);
  const letters = ages.map((hours) =>
    aDeadLetter({ event_created_at_ms: NOW_MS - hours * HOUR_MS }, { reason: 'no-identity', replays }),
  );
  for (const letter of letters) tally.add(letter);
  return { letters, tally, looked: 1234, isCutShort: false };
}

test.each([
  { ages: [1, 47], line: 'None was created more than 48 h ago.' },
  { ages: [1, 49], line: /Created more than 48 h ago: 1 of 2; more than 72 h ago: none\./ },
  {
    ages: [1, 49, 73],
    line: /Created more than 48 h ago: 2 of 3; more than 72 h ago: 1 of 3\./,
  },
  {
    ages: [1, 71],
    line: 'The oldest event was created 2 d 23 h ago; delivered within 1 h, it still starts campaigns.',
  },
  { ages: [1, 73], line: 'The oldest event was created 3 d 1 h ago.' },
])('says of ages $ages: $line', ({ ages, line }) => {
  expect(describePlan('To replay:', planOf(ages), NOW_MS)).toContainEqual(expect.stringMatching(line));
});

test('says how many of what there are, and when there may be more', () => {
  const lines = describePlan('To replay:', { ...planOf([1, 2]), isCutShort: true }, NOW_MS);

  expect(lines[0]).toBe('To replay: 2 dead letters. Looked at 1,234.');
  expect(lines).toContainEqual(expect.stringMatching(/^ +2 {2}no-identity$/));
  expect(lines).toContainEqual(expect.stringMatching(/^ +2 {2}TRIAL_STARTED$/));
  expect(lines.at(-1)).toContain('Run it again for the rest.');
});

test.each([
  { replays: '2', isWarned: false },
  { replays: '3', isWarned: true },
])('warns of $replays replays: $isWarned', ({ replays, isWarned }) => {
  const text = describePlan('To replay:', planOf([1], replays), NOW_MS).join('\n');

  expect(text.includes('came back 3 times or more')).toBe(isWarned);
});

test('says of nothing only that', () => {
  expect(describePlan('Would delete', planOf([]), NOW_MS)).toEqual([
    'Would delete 0 dead letters. Looked at 1,234.',
  ]);
});
