import { describeDuration } from '../../shared/durations.ts';
import { number } from '../../shared/words.ts';
import type { Observations, WebhookObservation } from './oracle/observations.ts';
import type { Verdict } from './oracle/verdict.ts';
import { DAY } from './time.ts';

/** The result of a campaign, in numbers. */
export interface Summary {
  readonly seed: number;
  readonly webhooks: number;
  /** Days from the first webhook until nothing was left to do, by the clock of the run. */
  readonly days: number;
  readonly faultsStruck: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Number of cases of each check. All must be 0. */
  readonly verdict: Readonly<Record<keyof Verdict, number>>;
  readonly deadLetters: Readonly<Record<string, number>>;
  /** The longest time from the 200 to Customer.io, without replay and with replay. */
  readonly worstDelayMs: number;
  readonly worstReplayedDelayMs: number;
  /** Longest time for which Customer.io had to remember an event id. */
  readonly longestRepeatMs: number;
  readonly trackRequests: number;
  readonly textsScanned: number;
}

export function summarize(seed: number, observations: Observations, verdict: Verdict): Summary {
  const { webhooks, struck, trackRequests, lastedMs, textsScanned, deadLettersByReason } = observations;
  const counts = Object.entries(verdict).map(([name, cases]) => [name, cases.length]);
  return {
    seed,
    webhooks: webhooks.length,
    days: Math.round(lastedMs / DAY),
    faultsStruck: [...struck.values()].reduce((sum, times) => sum + times, 0),
    faults: Object.fromEntries(struck),
    verdict: Object.fromEntries(counts),
    deadLetters: Object.fromEntries(deadLettersByReason),
    worstDelayMs: worst(webhooks.filter(({ wasDeadLetter }) => !wasDeadLetter).map(delayOf)),
    worstReplayedDelayMs: worst(webhooks.filter(({ wasDeadLetter }) => wasDeadLetter).map(delayOf)),
    longestRepeatMs: worst(webhooks.map(repeatOf)),
    trackRequests,
    textsScanned,
  };
}

/** Returns true if a check has failed. */
export function hasCases({ verdict }: Summary): boolean {
  return Object.values(verdict).some((cases) => cases > 0);
}

/** Returns the kinds of faults that have not struck. A short campaign has some, and proves nothing about them. */
export function neverStruck({ faults }: Summary): string[] {
  return Object.keys(faults).filter((kind) => faults[kind] === 0);
}

/** Returns the milliseconds from the first 200 until the event was first stored, or 0 if one is missing. */
function delayOf({ acceptedAtMs, stored: [first] }: WebhookObservation): number {
  return acceptedAtMs === undefined || first === undefined ? 0 : first.atMs - acceptedAtMs;
}

function repeatOf({ lastSentAtMs, stored: [first] }: WebhookObservation): number {
  return lastSentAtMs === undefined || first === undefined ? 0 : lastSentAtMs - first.atMs;
}

const worst = (ms: readonly number[]) => ms.reduce((one, other) => Math.max(one, other), 0);

const CHECKS: Readonly<Record<keyof Verdict, string>> = {
  lost: 'lost',
  doubled: 'doubled',
  wrongPeople: 'wrong people',
  unaccounted: 'unaccounted',
  unjustifiedDeadLetters: 'dead letters without a good reason or too early',
  wronglyTimed: 'retried at another time than logged',
  forged: 'forged and accepted',
  lostElsewhere: 'lost at the backend or as a copy',
  forgedElsewhere: 'forged and at the backend',
  stale: 'refused for credentials long corrected',
  leaked: 'secrets or personal data leaked',
};

/** Returns the summary as a table, with some of the cases if there are any. */
export function describeSummary(summary: Summary, verdict: Verdict): string[] {
  const faults = Object.entries(summary.faults).map(
    ([kind, times]) => `${number(times).padStart(9)}  ${kind}`,
  );
  const checks = Object.entries(CHECKS).flatMap(([name, check]) => {
    const cases = verdict[name as keyof Verdict];
    return [
      `${number(cases.length).padStart(9)}  ${check}`,
      ...cases.slice(0, 5).map((one) => `           ${one}`),
    ];
  });
  const deadLetters = Object.entries(summary.deadLetters).map(
    ([reason, times]) => `${number(times).padStart(9)}  ${reason}`,
  );
  return [
    'Faults that struck:',
    ...faults,
    '',
    'Dead letters, counted again when a replay fails:',
    ...deadLetters,
    '',
    `${number(summary.webhooks)} webhooks in ${summary.days} days, ${number(summary.trackRequests)} requests to Customer.io, ` +
      `${number(summary.faultsStruck)} faults. ${number(summary.textsScanned)} log lines, metrics, answers, dead letters and ` +
      'lines of commands were searched for secrets and personal data.',
    `Worst delay without replay ${describeDuration(summary.worstDelayMs)}; of replayed webhooks ` +
      `${describeDuration(summary.worstReplayedDelayMs)}. Customer.io had to remember event ids for ` +
      `${describeDuration(summary.longestRepeatMs)}.`,
    '',
    'Must be 0:',
    ...checks,
  ];
}
