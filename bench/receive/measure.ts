import { quantile } from '../measure/figure.ts';
import type { Spent } from '../measure/function-child.ts';
import { interleave } from '../measure/interleave.ts';
import type { Contender, ContenderName } from './contenders.ts';
import type { ReceiveFunction, Stand } from './stand.ts';

/** Counts of the measurements of each contender in a round. */
export interface Counts {
  /** Number of processes that only import. */
  readonly imports: number;
  /** Number of processes that start and answer one request. */
  readonly coldStarts: number;
  /** Number of first requests, which compile the code and open the connection. */
  readonly warmUp: number;
  /** Number of turns of each contender, and of requests in a turn. Short turns distribute other load of the machine. */
  readonly turns: number;
  readonly requestsPerTurn: number;
  /** Requests in a turn of relayed webhooks, which take longer. */
  readonly relayedPerTurn: number;
}

/** A cold start: until ready, then the first request. */
interface ColdStart {
  readonly ready: Spent;
  readonly first: Spent;
}

type Samples<Sample> = ReadonlyMap<string, readonly Sample[]>;

export interface Measured {
  /** By contender, one sample for each process. */
  readonly imports: Samples<Spent>;
  readonly coldStarts: Samples<ColdStart>;
  /** One sample for each turn. */
  readonly warm: Samples<Spent>;
}

/**
 * Measures imports, cold starts and warm requests. Contenders take turns: after each process comes one of another
 * contender.
 */
export async function measure(
  stand: Stand,
  counts: Counts,
  rounds: number,
  onProgress: (line: string) => void,
): Promise<Measured> {
  function inTurn<Sample>(
    what: string,
    times: number,
    sampleOf: (environment: ReceiveFunction, contender: Contender) => Promise<Sample>,
  ) {
    const contenders = stand.contenders.map((contender) => ({
      name: contender.name,
      measure: () => inEnvironment(stand, (environment) => sampleOf(environment, contender)),
    }));
    return interleave<Sample>(contenders, times, (line) => onProgress(`${what}, ${line}`));
  }

  return {
    imports: await inTurn('import', rounds * counts.imports, (environment, { bundleWithoutSecrets }) =>
      environment.start(bundleWithoutSecrets, 'imported'),
    ),
    coldStarts: await inTurn('cold start', rounds * counts.coldStarts, async (environment, { bundle }) => {
      const ready = await environment.start(bundle, 'ready');
      const first = await environment.request(1);
      return { ready, first };
    }),
    warm: await measureWarm(stand, counts, rounds, onProgress),
  };
}

async function measureWarm(
  stand: Stand,
  { warmUp, turns, requestsPerTurn }: Counts,
  rounds: number,
  onProgress: (line: string) => void,
): Promise<Samples<Spent>> {
  const samples = new Map<string, Spent[]>();
  for (let round = 0; round < rounds; round += 1) {
    onProgress(`warm, round ${round + 1} of ${rounds}`);
    const environments = await startAll(stand, warmUp);
    try {
      const ofRound = await interleave(
        environments.map(({ name, environment }) => ({
          name,
          measure: () => environment.request(requestsPerTurn),
        })),
        turns,
        () => {},
      );
      for (const [name, spent] of ofRound) samples.set(name, [...(samples.get(name) ?? []), ...spent]);
    } finally {
      for (const { environment } of environments) await environment.stop();
    }
  }
  return samples;
}

/** Starts one environment of each contender. Waiting environments use no CPU. */
async function startAll(stand: Stand, warmUp: number) {
  const started: { readonly name: ContenderName; readonly environment: ReceiveFunction }[] = [];
  try {
    for (const { name, bundle } of stand.contenders) {
      const environment = await stand.startFunction();
      started.push({ name, environment });
      await environment.start(bundle, 'ready');
      await environment.request(warmUp);
    }
    return started;
  } catch (error) {
    for (const { environment } of started) await environment.stop();
    throw error;
  }
}

async function inEnvironment<Sample>(
  stand: Stand,
  work: (environment: ReceiveFunction) => Promise<Sample>,
): Promise<Sample> {
  const environment = await stand.startFunction();
  try {
    return await work(environment);
  } finally {
    await environment.stop();
  }
}

/** Returns one value per round of a contender: the median of its processes or turns. */
export function byRound<Sample>(
  samples: Samples<Sample>,
  name: ContenderName,
  rounds: number,
  figure: (sample: Sample) => number,
): number[] {
  const values = (samples.get(name) ?? []).map(figure);
  const size = values.length / rounds;
  return Array.from({ length: rounds }, (_, round) => {
    const sorted = values.slice(round * size, (round + 1) * size).toSorted((one, other) => one - other);
    return quantile(sorted, 0.5);
  });
}
