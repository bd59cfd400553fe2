import { type Command, InvalidArgumentError } from 'commander';
import { NO_REASON } from '../../../shared/dead-letters/dead-letter.ts';
import { isReason } from '../../../shared/dead-letters/next-step.ts';
import { parseDurationMs, parseTimeMs } from '../../../shared/durations.ts';
import { DEAD_LETTER_REASONS } from '../../../shared/messages/dead-letter.ts';
import { parseCount } from '../base/parse-count.ts';
import type { Filter } from './filter.ts';

/** Filter options as parsed. */
export interface FilterOptions {
  readonly reason?: readonly string[];
  readonly event?: readonly string[];
  readonly connection?: readonly string[];
  readonly environment?: readonly string[];
  readonly person?: string;
  /** Milliseconds since the epoch. */
  readonly since?: number;
  readonly until?: number;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly status?: readonly number[];
  readonly field?: readonly string[];
  readonly replays?: number;
}

/**
 * Adds the options that choose dead letters. Different options must all match; of a repeated option, one value must.
 */
export function withFilterOptions(command: Command): Command {
  const word = (value: string, earlier: readonly string[] = []) => [...earlier, value];
  return command
    .option(
      '--reason <reason>',
      `reason of the dead letter; ${NO_REASON}: moved by SQS`,
      (value, earlier?: string[]) => word(parseReason(value), earlier),
    )
    .option('--event <name>', 'name of the event at Purchasely', word)
    .option('--connection <name>', 'connection of connector.config.ts', word)
    .option('--environment <name>', 'PRODUCTION or SANDBOX', word)
    .option('--person <id>', 'id of the person, or its printed hash')
    .option(
      '--since <time>',
      'event created at this time or later: ISO 8601, or an age such as 2d',
      parseTime,
    )
    .option('--until <time>', 'event created before this time', parseTime)
    .option('--older-than <age>', 'event created longer ago than this, such as 36h or 1d12h', parseAge)
    .option('--status <code>', 'HTTP status of Customer.io', (value, earlier: number[] = []) => [
      ...earlier,
      parseCount(value),
    ])
    .option('--field <name>', 'field of the failure, such as attributes.plan', word)
    .option('--replays <n>', 'replayed n times or more', parseCount);
}

export function toFilter(options: FilterOptions, nowMs: number): Filter {
  const { reason, event, connection, environment, person, since, olderThan, status, field, replays } =
    options;
  const ends = [options.until, olderThan === undefined ? undefined : nowMs - olderThan];
  const untilMs = Math.min(...ends.filter((end) => end !== undefined));
  return {
    ...(reason === undefined ? {} : { reasons: reason }),
    ...(event === undefined ? {} : { events: event }),
    ...(connection === undefined ? {} : { connections: connection }),
    ...(environment === undefined ? {} : { environments: environment }),
    ...(person === undefined ? {} : { person }),
    ...(since === undefined ? {} : { sinceMs: since }),
    ...(Number.isFinite(untilMs) ? { untilMs } : {}),
    ...(status === undefined ? {} : { statuses: status }),
    ...(field === undefined ? {} : { fields: field }),
    ...(replays === undefined ? {} : { minReplays: replays }),
  };
}

function parseReason(value: string): string {
  if (value === NO_REASON || isReason(value)) return value;
  const known = [...Object.keys(DEAD_LETTER_REASONS), NO_REASON].join(', ');
  throw new InvalidArgumentError(`No such reason. Reasons are ${known}.`);
}

function parseTime(value: string): number {
  const timeMs = parseTimeMs(value, Date.now());
  if (timeMs !== undefined) return timeMs;
  throw new InvalidArgumentError(
    'Expected a time such as 2026-03-02T08:15:00Z, a day, or an age such as 2d.',
  );
}

function parseAge(value: string): number {
  const ageMs = parseDurationMs(value);
  if (ageMs !== undefined) return ageMs;
  throw new InvalidArgumentError('Expected an age, such as 90m, 36h or 1d12h.');
}
