import { describeDuration } from '../cli/base/durations.ts';
import { number } from '../cli/base/words.ts';
import type { Evidence } from './evidence.ts';
import type { Sighting } from './observations.ts';
import type { Verdict } from './verdict.ts';

/** What a campaign has come to, in numbers. */
export interface Summary {
  readonly seed: number;
  readonly webhooks: number;
  /** Of the virtual time between the first webhook and the moment all was quiet, in days. */
  readonly days: number;
  readonly faultsStruck: number;
  readonly faults: Readonly<Record<string, number>>;
  /** How many cases there are of what must not be: all 0, or the campaign has failed. */
  readonly verdict: Readonly<Record<keyof Verdict, number>>;
  readonly deadLetters: Readonly<Record<string, number>>;
  /** From the 200 for Purchasely to Customer.io, the longest, in milliseconds: of what needed no hand, and of what was replayed. */
  readonly worstDelayMs: number;
  readonly worstReplayedDelayMs: number;
  /** Customer.io has to remember an event's id for so long. */
  readonly longestRepeatMs: number;
  readonly trackRequests: number;
  readonly textsScanned: number;
}

export function summarize(seed: number, evidence: Evidence, verdict: Verdict): Summary {
  const { sightings, struck, requests, lastedMs, textsScanned, deadLettersByReason } = evidence;
  const counts = Object.entries(verdict).map(([name, cases]) => [name, cases.length]);
  return {
    seed,
    webhooks: sightings.length,
    days: Math.round(lastedMs / 86_400_000),
    faultsStruck: [...struck.values()].reduce((sum, times) => sum + times, 0),
    faults: Object.fromEntries(struck),
    verdict: Object.fromEntries(counts),
    deadLetters: Object.fromEntries(deadLettersByReason),
    worstDelayMs: worst(sightings.filter(({ wasDeadLetter }) => !wasDeadLetter).map(delayOf)),
    worstReplayedDelayMs: worst(sightings.filter(({ wasDeadLetter }) => wasDeadLetter).map(delayOf)),
    longestRepeatMs: worst(sightings.map(repeatOf)),
    trackRequests: requests.requests,
    textsScanned,
  };
}

/** Whether something is wrong. */
export function hasCases({ verdict }: Summary): boolean {
  return Object.values(verdict).some((cases) => cases > 0);
}

/** Kinds of faults that have not struck: a short campaign has some, and says nothing about them. */
export function neverStruck({ faults }: Summary): string[] {
  return Object.keys(faults).filter((kind) => faults[kind] === 0);
}

/** Milliseconds from the first 200 to the first time its event was stored; 0 if one of the two is missing. */
function delayOf({ acceptedAtMs, stored: [first] }: Sighting): number {
  return acceptedAtMs === undefined || first === undefined ? 0 : first.atMs - acceptedAtMs;
}

function repeatOf({ lastSentAtMs, stored: [first] }: Sighting): number {
  return lastSentAtMs === undefined || first === undefined ? 0 : lastSentAtMs - first.atMs;
}

const worst = (ms: readonly number[]) => ms.reduce((one, other) => Math.max(one, other), 0);

const QUESTIONS: Readonly<Record<keyof Verdict, string>> = {
  lost: 'lost',
  doubled: 'doubled',
  wrongPeople: 'wrong people',
  unaccounted: 'unaccounted',
  wronglyGivenUp: 'given up wrongly or too early',
  wronglyTimed: 'tried again at another time than announced',
  forged: 'forged and accepted',
  stale: 'refused for credentials long corrected',
  leaked: 'secrets or personal data leaked',
};

/** The summary as a table, with some of the cases if there are any. */
export function describeSummary(summary: Summary, verdict: Verdict): string[] {
  const faults = Object.entries(summary.faults).map(
    ([kind, times]) => `${number(times).padStart(9)}  ${kind}`,
  );
  const answers = Object.entries(QUESTIONS).flatMap(([name, question]) => {
    const cases = verdict[name as keyof Verdict];
    return [
      `${number(cases.length).padStart(9)}  ${question}`,
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
    'Dead letters, replays that came back counted anew:',
    ...deadLetters,
    '',
    `${number(summary.webhooks)} webhooks in ${summary.days} days, ${number(summary.trackRequests)} requests to Customer.io, ` +
      `${number(summary.faultsStruck)} faults. ${number(summary.textsScanned)} log lines, metrics, answers, dead letters and ` +
      'lines of commands were searched for secrets and personal data.',
    `Worst delay ${describeDuration(summary.worstDelayMs)}; of what on-call replayed ` +
      `${describeDuration(summary.worstReplayedDelayMs)}. Customer.io had to remember event ids for ` +
      `${describeDuration(summary.longestRepeatMs)}.`,
    '',
    'Must be 0:',
    ...answers,
  ];
}
