import { Ring } from '../../../tools/inspector/ring.ts';

test('keeps the newest, tells what it forgets, and counts all', () => {
  const forgotten: string[] = [];
  const ring = new Ring<string, string>(2, (entry) => forgotten.push(entry));

  for (const key of ['a', 'b', 'c', 'd']) ring.add(key, key.toUpperCase());

  expect([...ring.values()]).toEqual(['C', 'D']);
  expect(ring.get('a')).toBeUndefined();
  expect(forgotten).toEqual(['A', 'B']);
  expect({ added: ring.added, size: ring.size }).toEqual({ added: 4, size: 2 });
});
