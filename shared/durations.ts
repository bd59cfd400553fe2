import { toMilliseconds } from './purchasely/read-attribute.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export const HOUR_MS = 3_600_000;

/** Milliseconds of a duration such as `90s`, `36h` or `1d12h`; `undefined` if it is none. */
export function parseDurationMs(text: string): number | undefined {
  if (!/^(\d+[smhd])+$/.test(text)) return undefined;
  return text.match(/\d+[smhd]/g)?.reduce((sum, part) => {
    return sum + Number(part.slice(0, -1)) * (UNIT_MS[part.slice(-1)] ?? 0);
  }, 0);
}

/**
 * A point in time, in milliseconds since the epoch: ISO 8601 with its offset, a day (in UTC), or a duration before now.
 * `undefined` if it is none of them.
 */
export function parseTimeMs(text: string, nowMs: number): number | undefined {
  const agoMs = parseDurationMs(text);
  if (agoMs !== undefined) return nowMs - agoMs;
  return toMilliseconds(DAY.test(text) ? `${text}T00:00:00Z` : text);
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** From this number of days on, durations are in months. */
const MANY_DAYS = 60;
const DAYS_A_MONTH = 365.25 / 12;

/** A length of time as people say it: in its two largest units, such as `3 d 4 h` or `12 s`, or in months. */
export function describeDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  if (days >= MANY_DAYS) return `${Math.round(days / DAYS_A_MONTH)} months`;
  const units = [
    [days, 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  if (first === -1) return '0 s';
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
