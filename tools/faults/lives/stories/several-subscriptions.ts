import { knownPerson } from '../person.ts';
import { buys, disablesRenewal, ends, renewsTimes, renewsToTheEnd } from '../scenes.ts';
import { DAY } from '../time.ts';
import type { Story } from './story.ts';

/** Two at the same time. A person has one set of properties: the newest event of either has the last word. */
export const twoSubscriptions: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const owner = knownPerson(draw, app);
  const startMs = chronicle.nowMs;
  renewsToTheEnd(chronicle, buys(chronicle, owner, { plan: app.changes.lower }));

  chronicle.nowMs = startMs;
  chronicle.wait(DAY, 10 * DAY);
  const second = renewsTimes(chronicle, buys(chronicle, owner, { plan: app.changes.beside }), 1);
  ends(chronicle, disablesRenewal(chronicle, second), 'DEACTIVATED');
};
