import { interleave } from '../../../bench/measure/interleave.ts';

test('contenders take turns, each round begun by another one, and keep their samples apart', async () => {
  const order: string[] = [];
  const contenders = ['a', 'b', 'c'].map((name) => ({
    name,
    async measure() {
      order.push(name);
      return order.length;
    },
  }));

  const samples = await interleave(contenders, 3, () => {});

  expect(order.join('')).toBe('abcbcacab');
  expect([...samples]).toEqual([
    ['a', [1, 6, 8]],
    ['b', [2, 4, 9]],
    ['c', [3, 5, 7]],
  ]);
});
