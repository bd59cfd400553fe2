/** Called with an entry that is new or changed, or no longer kept. */
export type Tell<Entry> = (entry: Entry, what: 'changed' | 'forgotten') => void;

/** The read-only part of a ring. */
export type RingReader<Key, Entry> = Pick<Ring<Key, Entry>, 'added' | 'get' | 'values'>;

/** Keeps the newest entries by key, up to a limit, in the order of arrival. */
export class Ring<Key, Entry> {
  readonly #entries = new Map<Key, Entry>();
  readonly #capacity: number;
  readonly #onForgotten: (entry: Entry) => void;
  #added = 0;

  constructor(capacity: number, onForgotten: (entry: Entry) => void = () => {}) {
    this.#capacity = capacity;
    this.#onForgotten = onForgotten;
  }

  /** Number of entries added so far. */
  get added(): number {
    return this.#added;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Key): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Returns the entries, oldest first. */
  values(): Iterable<Entry> {
    return this.#entries.values();
  }

  /** Adds a new entry. */
  add(key: Key, entry: Entry): void {
    this.#added += 1;
    this.#entries.set(key, entry);
    if (this.#entries.size <= this.#capacity) return;
    const [oldest] = this.#entries;
    if (oldest === undefined) return;
    this.#entries.delete(oldest[0]);
    this.#onForgotten(oldest[1]);
  }
}
