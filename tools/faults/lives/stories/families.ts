import { knownPerson } from '../person.ts';
import { buys, losesAccess, renewsTimes, renewsToTheEnd } from '../scenes.ts';
import { DAY } from '../time.ts';
import type { Story } from './story.ts';

/** One pays, another has access too, until the sharing is withdrawn. */
export const familySharing: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const terms = { plan: app.changes.lower, store: 'APPLE_APP_STORE' };
  const startMs = chronicle.nowMs;
  renewsToTheEnd(chronicle, buys(chronicle, knownPerson(draw, app), terms));

  chronicle.nowMs = startMs;
  const shared = buys(chronicle, knownPerson(draw, app), { ...terms, isFamilyShared: true });
  const latest = renewsTimes(chronicle, shared, draw.between(0, 3));
  chronicle.wait(DAY, 4 * DAY);
  losesAccess(chronicle, { ...latest, status: 'DEACTIVATED' }, 'FAMILY_SHARED_REVOKED');
};
