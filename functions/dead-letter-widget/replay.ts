import { type AuditEntry, toAuditLine } from '../../shared/audit-log.ts';
import { type Collected, collect } from '../../shared/dead-letters/collect.ts';
import { describeFilter, type Filter, matches } from '../../shared/dead-letters/filter.ts';
import type { Hold } from '../../shared/dead-letters/hold.ts';
import { type ReplayResult, replayLetters } from '../../shared/dead-letters/replay-letters.ts';
import { type WidgetCall, withHold } from './widget-call.ts';

/** The result of a replay. */
export interface Replayed {
  readonly plan: Collected;
  readonly result: ReplayResult;
}

/** Leaves as much to send what was found. */
const COLLECT_MS = 10_000;
/** Kept back for the calls that are under way, the end in the audit log, and showing again what was hidden. */
const SETTLING_MS = 8_000;
/** A webhook may be a megabyte, and the memory of the function holds each several times. */
const MAX_BYTES = 32 * 1024 * 1024;
/** The default of `npm run dlq -- replay`. */
const RATE_PER_SECOND = 50;

/** Finds the dead letters of a replay. */
export function plan(call: WidgetCall, filter: Filter): Promise<Collected> {
  return withHold(call, (hold) => find(call, hold, filter));
}

/**
 * Replays the chosen dead letters within the time of the function.
 *
 * @throws if the audit log cannot be written before the replay; then nothing is done
 */
export function replay(call: WidgetCall, filter: Filter, limit?: number): Promise<Replayed> {
  return withHold(call, async (hold) => {
    const found = await find(call, hold, filter, limit);
    if (found.letters.length === 0) return { plan: found, result: NOTHING };
    const entry = { command: 'replay', filter: describeFilter(filter) };
    await audit(call, { ...entry, what: 'begins', messages: found.letters.length });
    const result = await replayLetters(found.letters, {
      ...call.queues,
      hold,
      ratePerSecond: RATE_PER_SECOND,
      shouldStop: () => call.remainingMs() < SETTLING_MS,
      onSending: () => {},
      onSent: () => {},
    });
    if (result.error !== undefined) call.onTrouble('replay ended early', result.error);
    await audit(call, { ...entry, what: 'ends', messages: result.sent }).catch((error: unknown) =>
      // The replay is done. An error would make the user repeat it.
      call.onTrouble('end of a replay not in the audit log', error),
    );
    return { plan: found, result };
  });
}

const NOTHING: ReplayResult = { sent: 0, unconfirmed: 0, undeleted: 0 };

function find(
  { queues: { pollSeconds } }: WidgetCall,
  hold: Hold,
  filter: Filter,
  limit = Number.POSITIVE_INFINITY,
): Promise<Collected> {
  return collect(hold, {
    isChosen: (letter) => matches(letter, filter),
    limit,
    maxBytes: MAX_BYTES,
    pollSeconds,
    interrupted: AbortSignal.timeout(COLLECT_MS),
    onLook: () => {},
  });
}

function audit({ who, stage, keepAudit }: WidgetCall, entry: AuditEntry): Promise<void> {
  return keepAudit(toAuditLine(who, stage, entry));
}
