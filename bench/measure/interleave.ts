/** A program that is measured, with its name in tables. */
export interface Contender<Sample> {
  readonly name: string;
  /** Measures one round. It starts and stops everything it needs, so that each round begins in the same state. */
  measure(): Promise<Sample>;
}

/**
 * Measures contenders in turn, round by round, so that a slow minute of the machine affects all of them. Each round
 * begins with another contender, so that a different one follows the heaviest each time.
 *
 * @returns the samples of each contender by its name, one per round
 */
export async function interleave<Sample>(
  contenders: readonly Contender<Sample>[],
  rounds: number,
  onProgress: (line: string) => void,
): Promise<Map<string, Sample[]>> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      onProgress(`round ${round + 1} of ${rounds}: ${contender.name}`);
      samples.get(contender.name)?.push(await contender.measure());
    }
  }
  return samples;
}
