import { retryAfterSeconds } from '../../../shared/customerio/track-client.ts';

const NOW_MS = Date.parse('2026-03-02T08:15:30Z');

test.each([
  { header: undefined, seconds: undefined },
  { header: '0', seconds: 0 },
  { header: '30', seconds: 30 },
  { header: ' 30 ', seconds: 30 },
  { header: '86400', seconds: 3600 },
  { header: 'Mon, 02 Mar 2026 08:16:30 GMT', seconds: 60 },
  { header: 'Mon, 02 Mar 2026 08:00:00 GMT', seconds: 0 },
  { header: 'Tue, 02 Mar 2027 08:16:30 GMT', seconds: 3600 },
  { header: 'soon', seconds: undefined },
])('reads Retry-After $header as $seconds', ({ header, seconds }) => {
  expect(retryAfterSeconds(header, NOW_MS)).toBe(seconds);
});
