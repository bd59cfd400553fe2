/** The time that the main thread spent at one place of the code itself, in what it calls not counted. */
export interface PlaceTime {
  readonly functionName: string;
  /** Of the file; empty for what is no JavaScript. */
  readonly url: string;
  /** Where the function begins, from 0. */
  readonly line: number;
  readonly microseconds: number;
}

/** Often enough for a second of work to have thousands of samples. */
const SAMPLING_MICROSECONDS = 100;

/** Samples the main thread of this process during some work. */
export async function takeProfile(work: () => Promise<unknown>): Promise<PlaceTime[]> {
  const { Session } = await import('node:inspector/promises'); // only the one process that is profiled pays for it
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLING_MICROSECONDS });
    await session.post('Profiler.start');
    await work();
    const { profile } = await session.post('Profiler.stop');
    const { nodes, samples = [], timeDeltas = [] } = profile;
    const selfTimes = new Map<number, number>();
    for (const [index, id] of samples.entries()) {
      selfTimes.set(id, (selfTimes.get(id) ?? 0) + (timeDeltas[index] ?? 0));
    }
    return nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => ({
      functionName,
      url,
      line: lineNumber,
      microseconds: selfTimes.get(id) ?? 0,
    }));
  } finally {
    session.disconnect();
  }
}
