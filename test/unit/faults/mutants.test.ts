import { readFileSync } from 'node:fs';
import { MUTANTS } from '../../../tools/faults/mutants/mutants.ts';
import { judge } from '../../../tools/faults/verdict.ts';

const NOTHING_SEEN = {
  sightings: [],
  strangers: [],
  workspaces: [],
  brokenWaits: [],
  unjustifiedDeadLetters: [],
  deadLettersByReason: new Map(),
  deadLettersLeft: [],
  unsent: 0,
  queued: 0,
  staleCredentials: 0,
  forgeriesAccepted: 0,
  leaks: [],
  textsScanned: 0,
  struck: new Map(),
  requests: { requests: 0, peakConcurrency: 0, averagePerSecond: 0, peakPerSecond: 0 },
  lastedMs: 0,
};

test('each check of a campaign has a mutant that it has to find', () => {
  const broken = new Set<string>(MUTANTS.map(({ breaks }) => breaks));

  expect(Object.keys(judge([], [], NOTHING_SEEN)).filter((check) => !broken.has(check))).toEqual([]);
});

test.each(MUTANTS)('the connector that $name is still made by its edits', ({ edits }) => {
  for (const { file, find } of edits) {
    const source = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    expect(source.split(find)).toHaveLength(2);
  }
});
