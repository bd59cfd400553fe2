import { knownPerson } from '../person.ts';
import { buys, ends, renewsTimes, renewsToTheEnd } from '../scenes.ts';
import { DAY } from '../time.ts';
import type { Story } from './story.ts';

/** A tester, whose periods last minutes. Some of them subscribe in earnest, under the same id. */
export const sandboxTester: Story = (chronicle, app) => {
  const { draw } = chronicle;
  const owner = knownPerson(draw, app);
  const tester = { ...owner, environment: 'SANDBOX' } as const;
  const store = draw.pick(['GOOGLE_PLAY_STORE', 'APPLE_APP_STORE']);
  const bought = buys(chronicle, tester, { plan: app.changes.lower, store });
  ends(chronicle, renewsTimes(chronicle, bought, draw.between(1, 4)), 'DEACTIVATED');
  if (draw.chance(0.6)) return;
  chronicle.wait(DAY, 3 * DAY);
  renewsToTheEnd(chronicle, buys(chronicle, owner, { plan: draw.pick(app.plans) }));
};
