import type { Figure } from './figure.ts';

/** A part of `npm run bench`, with its name on the command line. */
export interface Benchmark {
  readonly name: string;
  /** Description for `--help`, one line. */
  readonly about: string;
  run(scale: Scale): Promise<Results>;
}

/** Size of a run. */
export interface Scale {
  readonly rounds: number;
  /** One round with tiny counts, which shows that the benchmark works. Its figures mean nothing. */
  readonly isSmoke: boolean;
  /** True if the packages of `bench/package.json` are installed. Otherwise only the connector and the floors run. */
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
  /** Explanation for readers, if needed. */
  readonly note?: string;
  /** The first column has the names of the rows. */
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
  /** Cells by the key of the column: a measured figure, an exact count, or text. */
  readonly cells: Readonly<Record<string, Figure | number | string>>;
}

/** A figure with a limit that this project wants to reach. */
export interface Target {
  /** For example `deliver, CPU per event, batches of 50: × the floor`. */
  readonly figure: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  /** Undefined if the contender to compare with did not run. */
  readonly measured: Figure | undefined;
}

/** A bar chart, with whiskers from the minimum to the maximum. */
export interface Chart {
  /** Name of its file, `<name>.svg`. */
  readonly name: string;
  readonly title: string;
  /** Label of the axis, with the unit. */
  readonly axis: string;
  readonly bars: readonly { readonly name: string; readonly figure: Figure }[];
}

/** Returns true if a target is reached, undefined if unknown. */
export function isReached({ measured, bound, limit }: Target): boolean | undefined {
  if (measured === undefined) return undefined;
  return bound === 'at most' ? measured.median <= limit : measured.median >= limit;
}
