import { aboutPerson, asOfNow } from '../../../tools/inspector/page/as-of-now.ts';
import { sample } from '../../support/running-stack.ts';

const NOW = Date.parse('2030-01-01T00:00:00.000Z');

test('moves every time of a sample by the same amount, and gives it another id', () => {
  const before = sample('trial-started');

  const after = JSON.parse(asOfNow(JSON.stringify(before), NOW, 'another'));

  expect(after).toEqual({
    ...before,
    event_id: 'another',
    event_created_at: '2030-01-01T00:00:00.000Z',
    event_created_at_ms: NOW,
    purchased_at: '2029-12-31T23:59:55.488Z',
    purchased_at_ms: NOW - 4_512,
    original_purchased_at: '2029-12-31T23:59:55.488Z',
    original_purchased_at_ms: NOW - 4_512,
    next_renewal_at: '2030-01-07T23:59:55.488Z',
    next_renewal_at_ms: NOW - 4_512 + 7 * 86_400_000,
    effective_next_renewal_at: '2030-01-07T23:59:55.488Z',
    effective_next_renewal_at_ms: NOW - 4_512 + 7 * 86_400_000,
  });
});

test.each(['[1, 2]', 'no JSON', 'null', ''])('leaves %j as it is', (text) => {
  expect(asOfNow(text, NOW, 'another')).toBe(text);
  expect(aboutPerson(text, 'ada')).toBe(text);
});

test('leaves a webhook as it is whose time cannot be read', () => {
  const webhook = { event_name: 'X', event_created_at_ms: 'yesterday', event_id: 'one' };

  expect(JSON.parse(asOfNow(JSON.stringify(webhook), NOW, 'another'))).toEqual(webhook);
});

test('makes it about another person', () => {
  expect(JSON.parse(aboutPerson('{"user_id":"grace","plan":"A"}', 'ada'))).toEqual({
    user_id: 'ada',
    plan: 'A',
  });
});
