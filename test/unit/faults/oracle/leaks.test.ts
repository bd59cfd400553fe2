import { LeakScan } from '../../../../tools/faults/oracle/leaks.ts';
import { MARK } from '../../../../tools/faults/subscribers/subscriber.ts';

test.each([
  { what: 'a personal value', text: `{"user":"usr-${MARK}-7"}` },
  ...['', 'a', 'ab', 'abc'].map((before) => ({
    what: `credentials after ${before.length} characters, in base 64`,
    text: `Basic ${Buffer.from(`${before}${MARK}-key:rest`).toString('base64')}`,
  })),
])('finds $what', ({ text }) => {
  const scan = new LeakScan();
  scan.look('log', text);
  expect(scan.leaks).toMatchObject([{ where: 'log', text: expect.any(String) }]);
});

test('finds nothing in a line of event ids', () => {
  const scan = new LeakScan();
  scan.look(
    'log',
    '{"event_id":"a659e841-1be4-4174-a19a-10d551b7c3db","sent_id":"01KNRVHG1APAY94Q4M1Z2Y6X3E"}',
  );
  expect(scan.leaks).toEqual([]);
});
