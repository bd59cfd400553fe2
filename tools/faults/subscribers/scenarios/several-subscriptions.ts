import { DAY } from '../../time.ts';
import { knownPerson } from '../person.ts';
import type { Scenario } from './scenario.ts';
import { buys, disablesRenewal, ends, renewsTimes, renewsToTheEnd } from './steps.ts';

/** Two at the same time. A person has one set of properties: the newest event of either has the last word. */
export const twoSubscriptions: Scenario = (timeline, app) => {
  const { draw } = timeline;
  const owner = knownPerson(draw, app);
  const startMs = timeline.nowMs;
  renewsToTheEnd(timeline, buys(timeline, owner, { plan: app.changes.lower }));

  timeline.nowMs = startMs;
  timeline.wait(DAY, 10 * DAY);
  const second = renewsTimes(timeline, buys(timeline, owner, { plan: app.changes.beside }), 1);
  ends(timeline, disablesRenewal(timeline, second), 'DEACTIVATED');
};
