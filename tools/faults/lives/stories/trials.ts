import { knownPerson } from '../person.ts';
import {
  buys,
  converts,
  disablesRenewal,
  doesNotConvert,
  happens,
  reactivates,
  renewsToTheEnd,
} from '../scenes.ts';
import { DAY } from '../time.ts';
import type { Story } from './story.ts';

export const trialThatConverts: Story = (chronicle, app) => {
  const { draw } = chronicle;
  let subscription = buys(chronicle, knownPerson(draw, app), {
    plan: draw.pick(app.plans),
    offer: { type: 'FREE_TRIAL' },
  });
  subscription = converts(chronicle, subscription);
  renewsToTheEnd(chronicle, subscription);
};

/** Ends unpaid; some are won back months, here days, later. */
export const trialThatLapses: Story = (chronicle, app) => {
  const { draw } = chronicle;
  let subscription = buys(chronicle, knownPerson(draw, app), {
    plan: draw.pick(app.plans),
    offer: { type: 'FREE_TRIAL' },
  });
  if (draw.chance(0.5)) happens(chronicle, subscription, 'RETENTION_MESSAGE_REQUESTED');
  subscription = disablesRenewal(chronicle, subscription);
  subscription = doesNotConvert(chronicle, subscription);
  if (draw.chance(0.3)) return;
  chronicle.wait(DAY, 10 * DAY);
  subscription = reactivates(chronicle, subscription, draw.chance(0.5) ? WIN_BACK : undefined);
  renewsToTheEnd(chronicle, subscription);
};

const WIN_BACK = { type: 'PROMOTIONAL_OFFER', identifier: 'winback-50' } as const;
