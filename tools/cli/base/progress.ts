import { describeDuration } from '../../../shared/durations.ts';
import { number } from '../../../shared/words.ts';

/**
 * Returns progress, rate and remaining time as text.
 *
 * @param before part of `done` from an earlier run, which does not count for the rate
 */
export function describeProgress(done: number, total: number, elapsedMs: number, before = 0): string {
  const perSecond = elapsedMs === 0 ? 0 : ((done - before) / elapsedMs) * 1000;
  const left = perSecond === 0 ? '' : `, ${describeDuration(((total - done) / perSecond) * 1000)} left`;
  return `${number(done)} of ${number(total)}, ${perSecond.toFixed(0)}/s${left}`;
}
