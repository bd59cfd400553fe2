import { REJECTIONS } from '../../../functions/receive/accept-webhook.ts';
import { REJECTION_MEANINGS, readRejection } from '../../../tools/inspector/rejections.ts';

test('every refusal of receive has a meaning, and nothing else has', () => {
  expect(Object.keys(REJECTION_MEANINGS)).toEqual(Object.keys(REJECTIONS));
});

test.each([
  { status: 401, answer: '{"error":"signature-mismatch"}', word: 'signature-mismatch', meaning: /No secret/ },
  { status: 404, answer: '{"message":"Not Found"}', word: 'Not Found', meaning: /No route/ },
  {
    status: 503,
    answer: '{"error":"queue-unavailable"}',
    word: 'queue-unavailable',
    meaning: /events queue/,
  },
  { status: 418, answer: 'tea', word: 'tea', meaning: /^$/ },
])('$status $answer is read as $word', ({ status, answer, word, meaning }) => {
  expect(readRejection(status, answer)).toEqual({ word, meaning: expect.stringMatching(meaning) });
});
