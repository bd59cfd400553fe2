import { type App, waveOf } from './apps.ts';
import { LIMITS } from './limits.ts';
import { type SimulatedStage, simulateWave } from './simulate.ts';

/**
 * Returns the smallest concurrency of `deliver` that finishes the app's wave in time. Undefined if another limit
 * prevents that.
 */
export function leastConcurrency(stage: SimulatedStage, app: App): number | undefined {
  const wave = waveOf(app, 'queued at once');
  const isDone = (maximumConcurrency: number) =>
    simulateWave({ ...stage, maximumConcurrency }, wave, app.withinSeconds).waiting === 0;
  let tooFew = 0;
  let enough: number = LIMITS.environments;
  if (!isDone(enough)) return undefined;
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isDone(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
