import { DAY } from '../../time.ts';
import { knownPerson } from '../person.ts';
import type { Scenario } from './scenario.ts';
import { buys, losesAccess, renewsTimes, renewsToTheEnd } from './steps.ts';

/** One pays, another has access too, until the sharing is withdrawn. */
export const familySharing: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const terms = { plan: app.changes.lower, store: 'APPLE_APP_STORE' };
  const startMs = timeline.nowMs;
  renewsToTheEnd(timeline, buys(timeline, knownPerson(draw, app), terms));

  timeline.nowMs = startMs;
  const shared = buys(timeline, knownPerson(draw, app), { ...terms, isFamilyShared: true });
  const latest = renewsTimes(timeline, shared, draw.between(0, 3));
  timeline.wait(DAY, 4 * DAY);
  losesAccess(timeline, { ...latest, status: 'DEACTIVATED' }, 'FAMILY_SHARED_REVOKED');
};
