import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramContext } from '../../command/session.ts';
import { number } from '../../command/words.ts';
import { DIRECTORY, type Prepared, run } from '../prepare.ts';
import { isClean, type Summary } from '../report.ts';
import { buildMutant } from './build-mutant.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

export interface Trial {
  readonly mutant: string;
  /** Whether the campaign has failed, as it should. */
  readonly found: boolean;
  readonly verdict: Summary['verdict'];
}

/**
 * A campaign for each mutant.
 *
 * @param part of the names of those to try; all if it is empty
 */
export async function* tryMutants(
  prepared: Prepared,
  part: string,
  context: ProgramContext,
): AsyncGenerator<Trial> {
  for (const mutant of MUTANTS.filter(({ name }) => name.includes(part))) {
    context.terminal.note(`A connector that ${mutant.name}:`);
    const template = await buildFresh(prepared.template, mutant);
    const { summary } = await run({ ...prepared, template }, context);
    yield { mutant: mutant.name, found: !isClean(summary), verdict: summary.verdict };
  }
}

function buildFresh(template: string, mutant: Mutant): Promise<string> {
  const directory = join(DIRECTORY, 'mutant');
  rmSync(directory, { recursive: true, force: true });
  return buildMutant(template, mutant, directory);
}

export function describeTrial({ mutant, found, verdict }: Trial): string {
  const cases = Object.entries(verdict).filter(([, count]) => count > 0);
  const why = cases.map(([name, count]) => `${name} ${number(count)}`).join(', ');
  return `${found ? 'found' : 'NOT FOUND'}  ${mutant}: ${why || 'a clean campaign'}`;
}
