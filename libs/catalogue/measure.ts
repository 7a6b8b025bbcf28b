/** Metering points, and `board` for what a GPU board says of itself. */
export type MeasuringPoint = 'M0' | 'M3' | 'M4' | 'Mc' | 'board' | 'facility';

/** Rollup tables that measures come from; `window` is the time of the whole site, whatever is asked of it. */
export const measureTables = ['asic', 'gpu', 'site', 'window'] as const;
export type MeasureTable = (typeof measureTables)[number];

/**
 * How a column of several buckets becomes one. `last` is that of the last bucket. Of counts by name, which are added name by name first,
 * `squares` is the sum of their squares and `square` the square of their sum, `majority` the fewest names that have more than half of the
 * sum, and `any` 1 unless there are none.
 */
export const aggregations = ['sum', 'max', 'last', 'squares', 'square', 'majority', 'any'] as const;
export type Aggregation = (typeof aggregations)[number];

/** A quantity that adds up: a column (or sum of columns) of `rollup_<table>`, and how. */
export interface Measure {
  readonly table: MeasureTable;
  /** SQL over the table's own columns; the only text that reaches a statement. */
  readonly sql: string;
  /** UCUM unit of `sql` times `scale`. */
  readonly unit: string;
  readonly scale: number;
  readonly point?: MeasuringPoint;
  readonly overTime: Aggregation;
  /** `mean` divides by the number of units expected on average; `none` refuses several at once. */
  readonly overDevices: 'sum' | 'mean' | 'none';
  /** It is known so long after, and seldom enough that over less than a day it is chance; ms. */
  readonly lateMs?: number;
  readonly brief: string;
}

export const sum = { overTime: 'sum', overDevices: 'sum' } as const;
export const joule = { unit: 'J', scale: 1 } as const;
export const ms = { unit: 's', scale: 1e-3 } as const;
/** A share of difficulty 1 takes 2^32 hashes on average. */
export const difficulty = { unit: '{hash}', scale: 2 ** 32 } as const;
