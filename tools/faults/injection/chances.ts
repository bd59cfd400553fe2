/** Decides when faults strike, and counts them by kind. */
export class Chances {
  readonly #random: () => number;
  readonly #rate: number;
  #times: number;
  readonly #struck = new Map<string, number>();

  /**
   * @param rate share of the occasions on which a kind strikes, 0 to 1
   * @param times maximum strikes of a kind
   */
  constructor(random: () => number, rate: number, times: number) {
    this.#random = random;
    this.#rate = rate;
    this.#times = times;
  }

  /** Adds a kind with count 0, so that the report shows kinds that never strike. */
  announce(kind: string): void {
    this.#struck.set(kind, this.#struck.get(kind) ?? 0);
  }

  /**
   * Returns true if a kind strikes now, and counts it.
   *
   * @param often factor relative to other kinds
   */
  draw(kind: string, often = 1): boolean {
    const isSpent = (this.#struck.get(kind) ?? 0) >= this.#times * often;
    const strikes = !isSpent && this.#random() < this.#rate * often;
    if (strikes) this.count(kind);
    return strikes;
  }

  /** Returns true on this share of the occasions, 0 to 1, for events without a maximum. */
  drawPart(part: number): boolean {
    return this.#times > 0 && this.#random() < part;
  }

  /**
   * Returns the first of these kinds that strikes, if any.
   *
   * @param often factor relative to other kinds
   */
  drawOne<Kind extends string>(kinds: readonly Kind[], often = 1): Kind | undefined {
    return kinds.find((kind) => this.draw(kind, often));
  }

  /** Counts a kind that is decided elsewhere. */
  count(kind: string): void {
    this.#struck.set(kind, (this.#struck.get(kind) ?? 0) + 1);
  }

  /** Settings for the stand-in, which draws itself. */
  get share() {
    return { rate: this.#rate, random: this.#random };
  }

  get times(): number {
    return this.#times;
  }

  /** Stops all faults. */
  end(): void {
    this.#times = 0;
  }

  /** Returns strikes by kind, in the order of `announce`. */
  struck(): ReadonlyMap<string, number> {
    return this.#struck;
  }
}
