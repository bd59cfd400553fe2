/** The actions of a run, with their times. */
export class Schedule {
  #items: { readonly atMs: number; readonly act: () => void | Promise<void> }[] = [];

  /** @param atMs milliseconds since the epoch */
  at(atMs: number, act: () => void | Promise<void>): void {
    this.#items.push({ atMs, act });
    this.#items.sort((one, other) => one.atMs - other.atMs);
  }

  nextMs(): number | undefined {
    return this.#items[0]?.atMs;
  }

  /** Performs due actions in the order of their times. */
  async doDue(): Promise<void> {
    for (let [first] = this.#items; first !== undefined && first.atMs <= Date.now(); [first] = this.#items) {
      this.#items.shift();
      await first.act();
    }
  }
}
