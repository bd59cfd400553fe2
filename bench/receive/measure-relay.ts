import { quantile } from '../measure/figure.ts';
import type { Spent } from '../measure/function-child.ts';
import { interleave } from '../measure/interleave.ts';
import type { Counts } from './measure.ts';
import type { Stand } from './stand.ts';

export type RelayContender = 'receive' | 'pass-through';

/** Time of a relayed webhook in milliseconds, and the part of the backend. */
export interface RelaySample {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly backendMs: number;
}

/** The median turn of each round, by contender. */
export type RelayMeasured = Readonly<Record<RelayContender, readonly RelaySample[]>>;

/** Measures both contenders in short alternating turns, each in a warm environment. */
export async function measureRelay(
  stand: Stand,
  { warmUp, turns, relayedPerTurn }: Counts,
  rounds: number,
  onProgress: (line: string) => void,
): Promise<RelayMeasured> {
  const measured: Record<RelayContender, RelaySample[]> = { receive: [], 'pass-through': [] };
  for (let round = 0; round < rounds; round += 1) {
    onProgress(`relay, round ${round + 1} of ${rounds}`);
    const [receive, passThrough] = await Promise.all([stand.startRelay(), stand.startPassThrough()]);
    const contenders = [
      { name: 'receive', environment: receive },
      { name: 'pass-through', environment: passThrough },
    ];
    try {
      for (const { environment } of contenders) await environment.relay(Math.ceil(warmUp / 10));
      const samples = await interleave(
        contenders.map(({ name, environment }) => ({
          name,
          measure: async () => perWebhook(await environment.relay(relayedPerTurn), relayedPerTurn),
        })),
        turns,
        () => {},
      );
      for (const [name, ofTurns] of samples) measured[name as RelayContender].push(medianOf(ofTurns));
    } finally {
      await Promise.all(contenders.map(({ environment }) => environment.stop()));
    }
  }
  return measured;
}

const perWebhook = ({ wallMs, cpuMs, backendMs }: Spent & { backendMs: number }, count: number) => ({
  wallMs: wallMs / count,
  cpuMs: cpuMs / count,
  backendMs: backendMs / count,
});

function medianOf(samples: readonly RelaySample[]): RelaySample {
  const median = (value: (sample: RelaySample) => number) =>
    quantile(
      samples.map(value).toSorted((one, other) => one - other),
      0.5,
    );
  return {
    wallMs: median(({ wallMs }) => wallMs),
    cpuMs: median(({ cpuMs }) => cpuMs),
    backendMs: median(({ backendMs }) => backendMs),
  };
}
