import type { LoadSeries } from './series.ts';
import type { Statistic } from './statistic.ts';

/** Of so many steps of equal size, the ones from `firstStep` on are told apart: `p95Step` of them is 95 %. */
const steps = 500;
const firstStep = 400;
const p95Step = 475;

const pricesOf = ({ days }: Pick<LoadSeries, 'days'>): number[] =>
  days.flatMap(({ site }) => site.flatMap(({ price }) => (price === null ? [] : [price])));

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
 * The price that 95 % of the quarters of an hour of some series have at most, of all of them alike. What days say to it are counts of quarters
 * between prices: of the series as they are it is exact, of draws to one part in 500 of their quarters.
 */
export function priceP95(...series: readonly Pick<LoadSeries, 'days'>[]): Statistic {
  const sorted = Float64Array.from(series.flatMap(pricesOf)).sort();
  const ranks = Array.from({ length: steps - firstStep + 1 }, (_, at) => atStep(sorted, firstStep + at));
  const tops = [...new Set(ranks)];
  return {
    parts: tops.map(() => 'sum'),
    measure: ({ site }) => {
      const counts = tops.map(() => 0);
      for (const { price } of site) {
        if (price === null) continue;
        const at = placeOf(tops, price);
        counts[at] = (counts[at] ?? 0) + 1;
      }
      return counts;
    },
    value: (total) => {
      const all = total.reduce((sum, count) => sum + count, 0);
      const wanted = Math.ceil((p95Step * all) / steps);
      let count = 0;
      const at = tops.findIndex((_, place) => (count += total[place] ?? 0) >= wanted);
      return all === 0 ? null : (tops[at] ?? null);
    },
  };
}
