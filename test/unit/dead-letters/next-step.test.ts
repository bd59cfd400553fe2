import { readFileSync } from 'node:fs';
import { adviceFor } from '../../../shared/dead-letters/next-step.ts';
import { DEAD_LETTER_REASONS } from '../../../shared/messages/dead-letter.ts';

const RUNBOOK = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');

test.each(Object.keys(DEAD_LETTER_REASONS))('advises on %s, and the runbook has its entry', (reason) => {
  expect(adviceFor(reason).next).toMatch(/\.$/);
  expect(RUNBOOK).toContain(`\n### ${reason}\n`);
});

test('advises on what has no reason, and the runbook has its entry', () => {
  expect(adviceFor('none').why).toContain('SQS moved it');
  expect(RUNBOOK).toContain('\n### No reason at all\n');
});
