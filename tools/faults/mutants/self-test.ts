import { join } from 'node:path';
import type { ProgramContext } from '../../cli/base/session.ts';
import { UsageError } from '../../cli/base/usage-error.ts';
import { number } from '../../cli/base/words.ts';
import { type Prepared, run } from '../prepare.ts';
import { describeSummary, hasCases, type Summary } from '../report.ts';
import { buildMutant } from './build-mutant.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

export interface Trial {
  readonly mutant: string;
  /** Whether the check has failed that should. */
  readonly found: boolean;
  readonly verdict: Summary['verdict'];
}

/** @throws {UsageError} if no mutant's name contains this */
export function mutantsNamed(part: string): Mutant[] {
  const mutants = MUTANTS.filter(({ name }) => name.includes(part));
  if (mutants.length === 0) throw new UsageError(`--mutant: none is called ${part}`);
  return mutants;
}

/**
 * A campaign for each mutant, after one for the sound connector: a check that finds something wrong with that one has
 * found nothing in the others.
 *
 * @throws if the sound connector does not pass
 */
export async function* tryMutants(
  mutants: readonly Mutant[],
  prepared: Prepared,
  context: ProgramContext,
): AsyncGenerator<Trial> {
  context.terminal.note('The sound connector:');
  const sound = await run(prepared, context);
  if (hasCases(sound.summary)) {
    throw new Error(describeSummary(sound.summary, sound.verdict).join('\n'));
  }
  for (const mutant of mutants) {
    context.terminal.note(`A connector that ${mutant.name}:`);
    const template = await buildMutant(prepared.template, mutant, join(prepared.directory, 'mutant'));
    const { summary } = await run({ ...prepared, template }, context);
    yield { mutant: mutant.name, found: summary.verdict[mutant.breaks] > 0, verdict: summary.verdict };
  }
}

export function describeTrial({ mutant, found, verdict }: Trial): string {
  const cases = Object.entries(verdict).filter(([, count]) => count > 0);
  const why = cases.map(([name, count]) => `${name} ${number(count)}`).join(', ');
  return `${found ? 'found' : 'NOT FOUND'}  ${mutant}: ${why || 'a clean campaign'}`;
}
