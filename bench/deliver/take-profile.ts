/** Time of the main thread in one function, without the functions it calls. */
export interface PlaceTime {
  readonly functionName: string;
  /** URL of the file. Empty outside JavaScript. */
  readonly url: string;
  /** First line of the function, from 0. */
  readonly line: number;
  readonly microseconds: number;
}

/** Gives thousands of samples per second. */
const SAMPLING_MICROSECONDS = 100;

/** Samples the main thread of this process during some work. */
export async function takeProfile(work: () => Promise<unknown>): Promise<PlaceTime[]> {
  const { Session } = await import('node:inspector/promises'); // loaded only in the profiled process
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
