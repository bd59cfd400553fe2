/** How often each kind of fault has struck, and whether one strikes now. */
export class Chances {
  readonly #random: () => number;
  readonly #rate: number;
  #times: number;
  readonly #struck = new Map<string, number>();

  /**
   * @param rate the part of the occasions on which a kind strikes, 0 to 1
   * @param times how often a kind strikes at most
   */
  constructor(random: () => number, rate: number, times: number) {
    this.#random = random;
    this.#rate = rate;
    this.#times = times;
  }

  /** Counts a kind from 0, so that the report shows one that never strikes. */
  announce(kind: string): void {
    this.#struck.set(kind, this.#struck.get(kind) ?? 0);
  }

  /**
   * Draws for one kind, and counts it if it strikes.
   *
   * @param often how many times as often as others
   */
  draw(kind: string, often = 1): boolean {
    const isSpent = (this.#struck.get(kind) ?? 0) >= this.#times * often;
    const strikes = !isSpent && this.#random() < this.#rate * often;
    if (strikes) this.count(kind);
    return strikes;
  }

  /** Draws for what goes on all the time, on this part of the occasions, 0 to 1. */
  drawPart(part: number): boolean {
    return this.#times > 0 && this.#random() < part;
  }

  /** The first of these kinds that strikes. */
  drawOne<Kind extends string>(kinds: readonly Kind[]): Kind | undefined {
    return kinds.find((kind) => this.draw(kind));
  }

  /** For kinds that are decided elsewhere. */
  count(kind: string): void {
    this.#struck.set(kind, (this.#struck.get(kind) ?? 0) + 1);
  }

  /** For the stand-in, which draws by itself. */
  get share() {
    return { rate: this.#rate, random: this.#random };
  }

  get times(): number {
    return this.#times;
  }

  /** Nothing strikes any more. */
  end(): void {
    this.#times = 0;
  }

  /** By kind, in the order of their announcement. */
  struck(): ReadonlyMap<string, number> {
    return this.#struck;
  }
}
