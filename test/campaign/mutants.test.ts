import { readFileSync } from 'node:fs';
import { MUTANTS } from '../../tools/faults/mutants/mutants.ts';
import { judge } from '../../tools/faults/oracle/verdict.ts';
import { NOTHING_OBSERVED } from '../support/observations.ts';

test('each check of a campaign has a mutant that it has to find', () => {
  const broken = new Set<string>(MUTANTS.map(({ breaks }) => breaks));

  expect(Object.keys(judge([], NOTHING_OBSERVED)).filter((check) => !broken.has(check))).toEqual([]);
});

test.each(MUTANTS)('the connector that $name is still made by its edits', ({ file, edits }) => {
  const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  for (const [find] of edits) expect(source.split(find)).toHaveLength(2);
});
