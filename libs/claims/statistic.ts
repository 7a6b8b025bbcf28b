import type { Day } from './day.ts';

/**
 * A number that can be had from what days say by themselves: sums and maxima over days. So a draw of days costs
 * nothing but adding them up, and a ratio of sums is a ratio of sums in every draw.
 */
export interface Fold {
  readonly parts: readonly ('sum' | 'max')[];
  /** The number, from the parts of all days; null where it is not defined. */
  value(total: Float64Array): number | null;
}

/** Such a number of a series of days. */
export interface Statistic<Of = Day> extends Fold {
  /** The parts of one day, in the order of `parts`. */
  measure(day: Of): readonly number[];
}

/** A number with what each day says to it. */
export interface Sample {
  readonly fold: Fold;
  readonly rows: readonly Float64Array[];
  /** How many rows follow one another in a draw; those of days are drawn by the week unless this says otherwise. */
  readonly blockRows?: number;
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
export const measured = <Of>(statistic: Statistic<Of>, days: readonly Of[]): Float64Array[] =>
  days.map((day) => Float64Array.from(statistic.measure(day)));

/** A statistic of given days. */
export const sampleOf = <Of>(statistic: Statistic<Of>, days: readonly Of[]): Sample => ({
  fold: statistic,
  rows: measured(statistic, days),
});

/** The parts of the days that `draw` names together, each as often as it is named. */
export function totalOver(
  { parts }: Pick<Fold, 'parts'>,
  rows: readonly Float64Array[],
  draw: Iterable<number>,
): Float64Array {
  const total = new Float64Array(parts.length);
  for (const [at, part] of parts.entries()) if (part === 'max') total[at] = -Infinity;
  for (const at of draw) {
    const day = rows[at];
    if (!day) continue;
    for (let part = 0; part < parts.length; part++) {
      const [known, added] = [total[part] ?? 0, day[part] ?? 0];
      total[part] = parts[part] === 'sum' ? known + added : Math.max(known, added);
    }
  }
  return total;
}

/** The value over the days that `draw` names. */
export const valueOver = (fold: Fold, rows: readonly Float64Array[], draw: Iterable<number>): number | null =>
  fold.value(totalOver(fold, rows, draw));
