/** Something that is measured beside others, under one name in every table. */
export interface Contender<Sample> {
  readonly name: string;
  /** One round. Starts from the same state each time: what it needs it starts, and what it started it ends. */
  measure(): Promise<Sample>;
}

/**
 * Measures contenders in turn, round by round, so that a slow minute of the machine is shared by all of them. Each round
 * begins with another one, so that the one after the heaviest is not always the same.
 *
 * @returns the samples of each contender, one a round, by its name
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
