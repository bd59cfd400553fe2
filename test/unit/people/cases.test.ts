import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { readEvent } from '../../../shared/mapping/read-event.ts';
import { join } from '../../../shared/people/join.ts';
import { NOTHING_KNOWN, type PersonState } from '../../../shared/people/state.ts';
import { viewOf } from '../../../shared/people/view.ts';
import { PROPERTY_NAMES } from '../../../shared/purchasely/properties.ts';
import { aConnection, switchedOn } from '../../support/mapping.ts';
import { eventIn } from '../../support/webhooks.ts';

const FOLDER = new URL('../../cases/people/', import.meta.url);

interface Case {
  readonly about: string;
  readonly webhooks: readonly object[];
  readonly expected: Readonly<Record<string, unknown>>;
}

const CASES = readdirSync(FOLDER).map((file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  return { file, ...(JSON.parse(text) as Case) };
});

const connection = aConnection({ userProperties: switchedOn(PROPERTY_NAMES) });

function stateAfter(webhook: object): PersonState {
  const reading = readEvent(eventIn(JSON.stringify(webhook)), connection, Date.now(), () => {});
  if (reading.kind !== 'read') throw new Error(`not read but ${reading.kind}`);
  return reading.state;
}

const viewAfter = (states: readonly PersonState[]) =>
  Object.fromEntries(
    viewOf(states.reduce(join, NOTHING_KNOWN), connection).map(({ attribute, value }) => [attribute, value]),
  );

function ordersOf<Each>(all: readonly Each[]): Each[][] {
  if (all.length <= 1) return [[...all]];
  return all.flatMap((first, index) =>
    ordersOf(all.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  );
}

describe.each(CASES)('$file: $about', ({ webhooks, expected }) => {
  const states = webhooks.map(stateAfter);

  test('shows the person as they are', () => {
    expect(viewAfter(states)).toMatchObject(expected);
  });

  test('shows the same in every order, with repeats, and cut into batches in every way', () => {
    const person = viewAfter(states);
    for (const order of ordersOf(states)) {
      expect(viewAfter([...order, ...order.slice(0, 2)])).toEqual(person);
      for (let cut = 1; cut < order.length; cut += 1) {
        const [one, other] = [order.slice(0, cut), order.slice(cut)].map((part) =>
          part.reduce(join, NOTHING_KNOWN),
        );
        expect(viewAfter([one ?? NOTHING_KNOWN, other ?? NOTHING_KNOWN])).toEqual(person);
        expect(viewAfter([other ?? NOTHING_KNOWN, one ?? NOTHING_KNOWN])).toEqual(person);
      }
    }
  });
});

/** Webhooks of a few purchases within a few milliseconds: ties are the rule, and forged ones share their id. */
const webhook = fc.record({
  event_name: fc.constantFrom(
    'ACTIVATE',
    'DEACTIVATE',
    'SUBSCRIPTION_STARTED',
    'SUBSCRIPTION_TERMINATED',
    'SUBSCRIPTION_TRANSFERRED',
    'SUBSCRIPTION_UPGRADED',
    'TRIAL_STARTED',
    'A_NEW_EVENT',
    'TRANSACTION_PROCESSED',
  ),
  event_id: fc.constantFrom('a', 'b', 'c', undefined),
  event_created_at_ms: fc.integer({ min: 1_775_722_570_000, max: 1_775_722_570_002 }),
  environment: fc.constant('PRODUCTION'),
  user_id: fc.constant('user-1'),
  purchase_type: fc.constantFrom('RENEWING_SUBSCRIPTION', 'NON_CONSUMABLE', 'CONSUMABLE', undefined),
  purchasely_subscription_id: fc.constantFrom('subs_1', 'subs_2', undefined),
  purchasely_one_time_purchase_id: fc.constantFrom('otp_1', undefined),
  subscription_status: fc.constantFrom('AUTO_RENEWING', 'IN_GRACE_PERIOD', 'DEACTIVATED', 'NEW', undefined),
  plan: fc.constantFrom('MONTHLY', 'YEARLY', '__proto__', undefined),
  offer_type: fc.constantFrom('NONE', 'FREE_TRIAL', 'PROMO_CODE', undefined),
  promotional_offer_id: fc.constantFrom('offer', undefined),
});
const state = fc
  .array(webhook, { maxLength: 4 })
  .map((all) => all.map(stateAfter).reduce(join, NOTHING_KNOWN));

describe('the join of states', () => {
  test('is commutative, associative and idempotent', () => {
    fc.assert(
      fc.property(state, state, state, (one, other, third) => {
        expect(join(one, other)).toEqual(join(other, one));
        expect(join(join(one, other), third)).toEqual(join(one, join(other, third)));
        expect(join(one, one)).toEqual(one);
        expect(join(join(one, other), other)).toEqual(join(one, other));
      }),
      { numRuns: 500 },
    );
  });

  test('shows the same of equal states', () => {
    fc.assert(
      fc.property(state, state, (one, other) => {
        expect(viewOf(join(one, other), connection)).toEqual(viewOf(join(other, one), connection));
      }),
    );
  });
});
