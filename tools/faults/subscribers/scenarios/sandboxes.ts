import { DAY } from '../../time.ts';
import { knownPerson } from '../person.ts';
import type { Scenario } from './scenario.ts';
import { buys, ends, renewsTimes, renewsToTheEnd } from './steps.ts';

/** A tester, whose periods last minutes. Some of them subscribe in earnest, under the same id. */
export const sandboxTester: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const owner = knownPerson(draw, app);
  const tester = { ...owner, environment: 'SANDBOX' } as const;
  const store = draw.pick(['GOOGLE_PLAY_STORE', 'APPLE_APP_STORE']);
  const bought = buys(timeline, tester, { plan: app.changes.lower, store });
  ends(timeline, renewsTimes(timeline, bought, draw.between(1, 4)), 'DEACTIVATED');
  if (draw.chance(0.6)) return;
  timeline.wait(DAY, 3 * DAY);
  renewsToTheEnd(timeline, buys(timeline, owner, { plan: draw.pick(app.plans) }));
};
