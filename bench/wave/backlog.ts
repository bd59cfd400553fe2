/** Contents of the events queue, oldest first. */
export class Backlog {
  readonly #arrivals: { readonly second: number; count: number }[] = [];
  waiting = 0;
  /** Longest waiting time so far. */
  worstAgeSeconds = 0;

  add(count: number, second: number): void {
    if (count > 0) this.#arrivals.push({ second, count });
    this.waiting += count;
  }

  /** @returns the number of webhooks taken, at most `count` */
  take(count: number, second: number): number {
    let left = Math.min(count, this.waiting);
    const taken = left;
    while (left > 0 && this.#arrivals[0] !== undefined) {
      const [oldest] = this.#arrivals;
      this.worstAgeSeconds = Math.max(this.worstAgeSeconds, second - oldest.second);
      const part = Math.min(left, oldest.count);
      left -= part;
      oldest.count -= part;
      if (oldest.count === 0) this.#arrivals.shift();
    }
    // Removes rounding errors of sums.
    this.waiting = this.#arrivals.length === 0 ? 0 : this.waiting - taken;
    return taken;
  }
}
