import type { Day } from './series.ts';

/**
 * A number of a load series that can be had from what its days say by themselves: sums and maxima over days. So a draw of days costs
 * nothing but adding them up, and a ratio of sums is a ratio of sums in every draw.
 */
export interface Statistic {
  readonly parts: readonly ('sum' | 'max')[];
  /** The parts of one day, in the order of `parts`. */
  measure(day: Day): readonly number[];
  /** The number, from the parts of all days; null where it is not defined. */
  value(total: Float64Array): number | null;
}

/** One part of a total; absent is 0. */
export const part = (total: Float64Array, at: number): number => total[at] ?? 0;

/** A quotient, which is not defined for a denominator of 0. */
export const ratio = (numerator: number, denominator: number): number | null =>
  denominator > 0 ? numerator / denominator : null;

/** The least of sorted values that a share of them lies at or below; NaN of none. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN;

/** The parts of every day, one row per day. */
export function measured(statistic: Statistic, days: readonly Day[]): Float64Array[] {
  return days.map((day) => Float64Array.from(statistic.measure(day)));
}

const identity = { sum: 0, max: -Infinity } as const;

/** The value over the days that `draw` names, each as often as it is named. */
export function valueOver(statistic: Statistic, rows: readonly Float64Array[], draw: Iterable<number>): number | null {
  const { parts } = statistic;
  const total = Float64Array.from(parts, (part) => identity[part]);
  for (const at of draw) {
    const day = rows[at];
    if (!day) continue;
    for (let part = 0; part < parts.length; part++) {
      const [known, added] = [total[part] ?? 0, day[part] ?? 0];
      total[part] = parts[part] === 'sum' ? known + added : Math.max(known, added);
    }
  }
  return statistic.value(total);
}
