import type { Day } from './day.ts';
import type { LoadSeries } from './series.ts';
import type { Statistic } from './statistic.ts';

/** Of so many steps of equal size, the ones from `firstStep` on are told apart: `p95Step` of them is 95 %. */
const steps = 500;
const firstStep = 400;
const p95Step = 475;

/** The prices that are known of a day, by quarter of an hour. */
export const pricesOf = ({ site }: Day): number[] => site.flatMap(({ price }) => (price === null ? [] : [price]));

/** The least of sorted values that so many of `steps` lie at or below. */
const atStep = (sorted: Float64Array, step: number): number =>
  sorted[Math.max(Math.ceil((step * sorted.length) / steps) - 1, 0)] ?? NaN;

/** The first of sorted values that is not below a value. */
function placeOf(tops: readonly number[], value: number): number {
  let [low, high] = [0, tops.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The price that 95 % of all quarters of an hour have at most, where `all` are the prices of the days that it is taken of. What days say to it are counts of
 * quarters between prices: of all of them it is exact, of draws to one part in 500 of their quarters.
 */
export function p95Of(all: readonly number[]): Statistic<readonly number[]> {
  const sorted = Float64Array.from(all).sort();
  const ranks = Array.from({ length: steps - firstStep + 1 }, (_, at) => atStep(sorted, firstStep + at));
  const tops = [...new Set(ranks)];
  return {
    parts: tops.map(() => 'sum'),
    measure: (prices) => {
      const counts = tops.map(() => 0);
      for (const price of prices) {
        const at = placeOf(tops, price);
        counts[at] = (counts[at] ?? 0) + 1;
      }
      return counts;
    },
    value: (total) => {
      const quarters = total.reduce((sum, count) => sum + count, 0);
      const wanted = Math.ceil((p95Step * quarters) / steps);
      let count = 0;
      const at = tops.findIndex((_, place) => (count += total[place] ?? 0) >= wanted);
      return quarters === 0 ? null : (tops[at] ?? null);
    },
  };
}

export const priceP95 = ({ days }: LoadSeries): Statistic => {
  const p95 = p95Of(days.flatMap(pricesOf));
  return { ...p95, measure: (day) => p95.measure(pricesOf(day)) };
};
