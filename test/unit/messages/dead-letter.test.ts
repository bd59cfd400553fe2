import { toDeadLetterAttributes } from '../../../shared/messages/dead-letter.ts';

const RECORD = { attempts: 3, firstAttemptAtMs: 1, lastAttemptAtMs: 2, mappingVersion: 'abc' };

test('says why in words for a console, and the rest as JSON', () => {
  const { reason, failure } = toDeadLetterAttributes(
    { reason: 'refused-by-customerio', status: 207, field: 'attributes.plan' },
    RECORD,
  );

  expect(reason).toBe('refused-by-customerio');
  expect(JSON.parse(failure)).toEqual({ status: 207, field: 'attributes.plan', ...RECORD });
});

test.each(['attributes.\ufffe', 'attributes.été', 'attributes.🎬', 'attributes.\ud83d', 'a\u0000b'])(
  'keeps characters out of it that SQS may refuse, and loses none (%p)',
  (field) => {
    const { failure } = toDeadLetterAttributes({ reason: 'refused-by-customerio', field }, RECORD);

    expect(failure).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(failure).field).toBe(field);
  },
);
