import { type App, waveOf } from './apps.ts';
import { LIMITS } from './limits.ts';
import { type SimulatedStage, simulateWave } from './simulate.ts';

/** The fewest copies of `deliver` that have the app's wave done in time; `undefined` if another limit is in the way. */
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
