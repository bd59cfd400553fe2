import { join } from 'node:path';
import { number } from '../../../shared/words.ts';
import type { ProgramContext } from '../../cli/base/session.ts';
import { UsageError } from '../../cli/base/usage-error.ts';
import { changed, type PreparedCampaign, runAndJudge } from '../prepare.ts';
import { describeSummary, hasCases, type Summary } from '../report.ts';
import { buildMutant } from './build-mutant.ts';
import { MUTANTS, type Mutant } from './mutants.ts';

export interface Trial {
  readonly mutant: string;
  /** True if the campaign has detected the defect. */
  readonly found: boolean;
  readonly verdict: Summary['verdict'];
}

/** Returns the mutants whose name contains a text. @throws {UsageError} if there is none */
export function mutantsNamed(part: string): Mutant[] {
  const mutants = MUTANTS.filter(({ name }) => name.includes(part));
  if (mutants.length === 0) throw new UsageError(`--mutant: no name contains ${part}`);
  return mutants;
}

/**
 * Runs a campaign for each mutant, after the same campaign for the correct connector, because a check that fails for
 * that one proves nothing about a mutant.
 *
 * @throws if the correct connector does not pass
 */
export async function* tryMutants(
  mutants: readonly Mutant[],
  prepared: PreparedCampaign,
  context: ProgramContext,
): AsyncGenerator<Trial> {
  const campaigns = new Map<Mutant['campaign'], PreparedCampaign>();
  for (const mutant of mutants) {
    const campaign = campaigns.get(mutant.campaign) ?? changed(prepared, mutant.campaign ?? {});
    if (!campaigns.has(mutant.campaign)) await expectClean(campaign, context);
    campaigns.set(mutant.campaign, campaign);
    context.terminal.note(`A connector that ${mutant.name}:`);
    const template = await buildMutant(prepared.template, mutant, join(prepared.directory, 'mutant'));
    const { summary } = await runAndJudge({ ...campaign, template }, context);
    yield { mutant: mutant.name, found: summary.verdict[mutant.breaks] > 0, verdict: summary.verdict };
  }
}

async function expectClean(campaign: PreparedCampaign, context: ProgramContext): Promise<void> {
  context.terminal.note('The unchanged connector:');
  const { summary, verdict } = await runAndJudge(campaign, context);
  if (hasCases(summary)) throw new Error(describeSummary(summary, verdict).join('\n'));
}

export function describeTrial({ mutant, found, verdict }: Trial): string {
  const cases = Object.entries(verdict).filter(([, count]) => count > 0);
  const why = cases.map(([name, count]) => `${name} ${number(count)}`).join(', ');
  return `${found ? 'found' : 'NOT FOUND'}  ${mutant}: ${why || 'a clean campaign'}`;
}
