import { readAttribute } from '../../../shared/purchasely/read-attribute.ts';

const EMPTY = [undefined, null, ''];

test.each([
  { type: 'string', value: 'FR', read: 'FR' },
  { type: 'string', value: ' ', read: ' ' },
  { type: 'string', value: 42, read: '42' },
  { type: 'boolean', value: true, read: true },
  { type: 'boolean', value: false, read: false },
  { type: 'number', value: 0, read: 0 },
  { type: 'number', value: -9.99, read: -9.99 },
  { type: 'number', value: '19.98', read: 19.98 },
  { type: 'number', value: '-3', read: -3 },
  { type: 'date', value: '2026-03-02T08:15:30.000Z', read: 1772439330 },
  { type: 'date', value: '2026-03-02T08:15:30.999Z', read: 1772439330 },
  { type: 'date', value: '2026-03-02T08:15:30Z', read: 1772439330 },
  { type: 'date', value: '2026-03-02T09:15:30+01:00', read: 1772439330 },
  { type: 'date', value: '1969-12-31T23:59:59.500Z', read: -1 },
] as const)('reads $value as the $type $read', ({ type, value, read }) => {
  expect(readAttribute({ attribute: value }, 'attribute', type)).toBe(read);
});

test.each([
  { type: 'string', values: [...EMPTY, true, {}, ['FR']] },
  { type: 'boolean', values: [...EMPTY, 'true', 1, 0, {}] },
  { type: 'number', values: [...EMPTY, ' ', 'free', '1e999', true, [1]] },
  {
    type: 'date',
    values: [
      ...EMPTY,
      'yesterday',
      '2026-03-02',
      '2026-03-02T08:15:30',
      '2026-02-30T00:00:00Z',
      '2026-13-01T00:00:00Z',
      'Mon, 02 Mar 2026 08:15:30 GMT',
      '1772439330',
      true,
    ],
  },
] as const)('reads no $type from anything else', ({ type, values }) => {
  for (const value of values) expect(readAttribute({ attribute: value }, 'attribute', type)).toBeUndefined();
});

test.each([
  { what: 'missing', twins: { ends_at_ms: 1772439330999 } },
  { what: 'null', twins: { ends_at: null, ends_at_ms: 1772439330999 } },
  { what: 'not a date', twins: { ends_at: 'soon', ends_at_ms: 1772439330999 } },
])('reads a date from its twin in milliseconds where the text is $what', ({ twins }) => {
  expect(readAttribute(twins, 'ends_at', 'date')).toBe(1772439330);
});

test('reads no date from a twin that is not a number', () => {
  expect(readAttribute({ ends_at_ms: '1772439330999' }, 'ends_at', 'date')).toBeUndefined();
});
