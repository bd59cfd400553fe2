import type { Figure } from './figure.ts';

/** A part of `npm run bench`, under its own name on the command line. */
export interface Benchmark {
  readonly name: string;
  /** The measurement, in one line of `--help`. */
  readonly about: string;
  run(scale: Scale): Promise<Results>;
}

/** How much of it is wanted. */
export interface Scale {
  readonly rounds: number;
  /** Tiny counts, one round: shows that it works. Its figures mean nothing. */
  readonly isSmoke: boolean;
  /** Whether the packages of `bench/package.json` are there; without them only what is ours and the floors run. */
  readonly hasPeers: boolean;
  readonly onProgress: (line: string) => void;
}

export interface Results {
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
  readonly charts: readonly Chart[];
}

export interface Table {
  readonly title: string;
  /** Knowledge that a reader needs for it, if any. */
  readonly note?: string;
  /** The first column holds the names of the rows. */
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export interface Column {
  readonly key: string;
  /** With its unit, such as `CPU per event, ms`. */
  readonly title: string;
}

export interface Row {
  readonly name: string;
  /** By the key of the column. A number was counted and is exact, a text is a word about it. */
  readonly cells: Readonly<Record<string, Figure | number | string>>;
}

/** A figure this project wants to reach, and whether it has. */
export interface Target {
  /** Such as `deliver, CPU per event, batches of 50: × the floor`. */
  readonly figure: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  /** `undefined` where what it is compared with did not run. */
  readonly measured: Figure | undefined;
}

/** Bars, one below the other, with whiskers from the least to the most. */
export interface Chart {
  /** Of its file, `<name>.svg`. */
  readonly name: string;
  readonly title: string;
  /** Quantity of the bars, with its unit. */
  readonly axis: string;
  readonly bars: readonly { readonly name: string; readonly figure: Figure }[];
}

/** Whether a target is reached; `undefined` if unknown. */
export function isReached({ measured, bound, limit }: Target): boolean | undefined {
  if (measured === undefined) return undefined;
  return bound === 'at most' ? measured.median <= limit : measured.median >= limit;
}
