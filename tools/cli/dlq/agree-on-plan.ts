import { type Collected, collect } from '../../../shared/dead-letters/collect.ts';
import { describeAges, describeHidden, describeReplays } from '../../../shared/dead-letters/describe.ts';
import type { Hold } from '../../../shared/dead-letters/hold.ts';
import { countMessages } from '../../../shared/dead-letters/queue-counts.ts';
import { deadLetters, number } from '../../../shared/words.ts';
import { type ConfirmOptions, isConfirmed } from '../base/confirm.ts';
import { say } from '../base/say.ts';
import { EXIT, type ExitCode, type Session } from '../base/session.ts';
import { describeCounts } from './describe-counts.ts';
import { type Filter, matches } from './filter.ts';
import type { HashPerson } from './person-hash.ts';

/** Options of a command that changes the chosen dead letters. */
export interface PlanOptions extends ConfirmOptions {
  readonly limit?: number;
}

/** Maximum size of bodies in memory, enough for about a hundred thousand webhooks. */
const MAX_COLLECTED_BYTES = 256 * 1024 * 1024;

/** The confirmed plan, or the exit code if there is nothing to do. */
export type Agreement =
  | { readonly kind: 'go'; readonly plan: Collected }
  | { readonly kind: 'end'; readonly code: ExitCode };

/**
 * Finds the dead letters of the filter, prints the plan and asks for confirmation.
 *
 * @param verbs words before the count in a dry run and in a plan, such as `Would replay` and `To replay:`
 */
export async function agreeOnPlan(
  session: Session,
  hold: Hold,
  choice: { readonly filter: Filter; readonly hashPerson: HashPerson },
  options: PlanOptions,
  verbs: readonly [would: string, will: string],
): Promise<Agreement> {
  const { stage, terminal, interrupted, isJson } = session;
  const { dryRun = false, limit = Number.POSITIVE_INFINITY } = options;
  const { inFlight } = await countMessages(stage, stage.deadLetterQueueUrl);
  if (inFlight > 0) terminal.note(describeHidden(inFlight));
  const plan = await collect(hold, {
    isChosen: (letter) => matches(letter, choice.filter, choice.hashPerson),
    limit,
    maxBytes: MAX_COLLECTED_BYTES,
    pollSeconds: stage.pollSeconds,
    interrupted,
    onLook(found, looked) {
      if (looked % 100 === 0) terminal.progress(`${number(found)} of ${number(looked)} looked at …`);
    },
  });
  if (interrupted.aborted) return { kind: 'end', code: EXIT.interrupted };

  await say(session, describePlan(dryRun ? verbs[0] : verbs[1], plan, Date.now()));
  if (dryRun || plan.letters.length === 0) {
    if (isJson) await terminal.print(JSON.stringify({ stage: stage.name, plan: plan.tally }));
    return { kind: 'end', code: EXIT.ok };
  }
  return (await isConfirmed(session, options)) ? { kind: 'go', plan } : { kind: 'end', code: EXIT.problems };
}

/** Returns the lines of a plan. */
export function describePlan(
  verb: string,
  { tally, looked, isCutShort }: Collected,
  nowMs: number,
): string[] {
  const head = `${verb} ${deadLetters(tally.count)}. Looked at ${number(looked)}.`;
  if (tally.count === 0) return [head];
  return [
    head,
    ...describeCounts('By reason', tally.byReason),
    ...describeCounts('By event', tally.byEvent),
    ...describeAges(tally, nowMs),
    ...describeReplays(tally),
    ...(isCutShort ? ['There may be more, because a run has a limit. Run it again for the rest.'] : []),
  ];
}
