import { lambdaGbSecondUsd } from '../../../bench/cost/prices.ts';
import { withMemory } from '../../../bench/memory/with-memory.ts';
import { RECEIVE } from '../../../bench/memory/workloads.ts';

const works = [{ coldCpuMs: 100, warmCpuMs: 1, rssMb: 150 }];

/** 1,769 MB come with one CPU. A call to AWS is taken to last 10 ms, and a cold start makes two, one after the other. */
test.each([
  { memoryMb: 1769, coldMs: 100 + 20, warmMs: 1 + 10 },
  { memoryMb: 1769 / 4, coldMs: 400 + 20, warmMs: 4 + 10 },
  // Node computes on one CPU: a second one would not make it faster.
  { memoryMb: 2 * 1769, coldMs: 100 + 20, warmMs: 1 + 10 },
])(
  'with $memoryMb MB a cold start takes $coldMs ms and a warm request $warmMs ms',
  ({ memoryMb, coldMs, warmMs }) => {
    const computed = withMemory(RECEIVE, works, memoryMb);

    expect(computed.coldMs.median).toBeCloseTo(coldMs);
    expect(computed.warmMs.median).toBeCloseTo(warmMs);
    // A million times as many milliseconds are a thousand times as many seconds.
    expect(computed.usd.median).toBeCloseTo(warmMs * 1000 * (memoryMb / 1024) * lambdaGbSecondUsd);
  },
);

test('a workload without known waits is refused', () => {
  expect(() => withMemory('another', works, 512)).toThrow('nobody knows what another waits for');
});
