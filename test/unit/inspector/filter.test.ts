import { filterDeliveries, filterPeople, filterWebhooks } from '../../../tools/inspector/page/filter.ts';
import type { DeliveryRow, PersonRow, WebhookRow } from '../../../tools/inspector/protocol.ts';

const ALL = { person: '', event: '', outcome: '' } as const;

const webhook = (seq: number, person: string, event: string, outcome: WebhookRow['outcome']): WebhookRow => ({
  seq,
  id: String(seq),
  atMs: 0,
  person,
  event,
  outcome,
  words: '',
});
const webhooks = [
  webhook(1, 'ada', 'TRIAL_STARTED', 'delivered'),
  webhook(2, 'Ada-2', 'TRIAL_CONVERTED', 'dead-lettered'),
  webhook(3, '', 'RENEWED', 'delivered'),
];

test.each([
  { wanted: ALL, found: [1, 2, 3] },
  { wanted: { ...ALL, person: ' ADA ' }, found: [1, 2] },
  { wanted: { ...ALL, event: 'trial' }, found: [1, 2] },
  { wanted: { ...ALL, outcome: 'delivered' as const }, found: [1, 3] },
  { wanted: { person: 'ada', event: 'trial', outcome: 'dead-lettered' as const }, found: [2] },
  { wanted: { ...ALL, person: 'grace' }, found: [] },
])('finds webhooks $found by $wanted', ({ wanted, found }) => {
  expect(filterWebhooks(webhooks, wanted).map(({ seq }) => seq)).toEqual(found);
});

test('finds a request by any of its people and events', () => {
  const row = { seq: 1, people: ['ada', 'grace'], events: ['RENEWED'] } as unknown as DeliveryRow;

  expect(filterDeliveries([row], { ...ALL, person: 'GRACE' })).toEqual([row]);
  expect(filterDeliveries([row], { ...ALL, event: 'renew' })).toEqual([row]);
  expect(filterDeliveries([row], { ...ALL, person: 'grace', event: 'trial' })).toEqual([]);
});

test('finds people by id and by their last event, those without one too', () => {
  const ada = { id: 'ada', lastEvent: 'RENEWED' } as unknown as PersonRow;
  const grace = { id: 'grace' } as unknown as PersonRow;

  expect(filterPeople([ada, grace], ALL)).toEqual([ada, grace]);
  expect(filterPeople([ada, grace], { ...ALL, event: 'renewed' })).toEqual([ada]);
  expect(filterPeople([ada, grace], { ...ALL, person: 'gra' })).toEqual([grace]);
});
