import type { LoadSeries } from './series.ts';
import { part, ratio, type Statistic } from './statistic.ts';

/** What is less than this share of what it is the difference of is nothing but rounding. */
const rounding = 1e-12;

/**
 * Change of a load in per cent for a change of the price by one per cent, at the means of both: slope of load on price × mean price ÷ mean load, by
 * quarters of an hour in which both are known. Not defined where the price never changes.
 */
export const priceElasticity =
  (workload: 'ai' | 'mining') =>
  (_series: LoadSeries): Statistic => ({
    parts: ['sum', 'sum', 'sum', 'sum', 'sum'],
    measure: ({ quarters, site }) => {
      const priceAt = new Map(site.map(({ at, price }) => [at, price]));
      const sums: [number, number, number, number, number] = [0, 0, 0, 0, 0];
      for (const quarter of quarters) {
        const price = priceAt.get(quarter.at) ?? null;
        if (price === null) continue;
        const load = quarter[workload];
        sums[0] += 1;
        sums[1] += price;
        sums[2] += load;
        sums[3] += price * price;
        sums[4] += price * load;
      }
      return sums;
    },
    value: (total) => {
      const [n, price, load] = [part(total, 0), part(total, 1), part(total, 2)];
      const [spread, joint] = [n * part(total, 3) - price * price, n * part(total, 4) - price * load];
      const level = ratio(price, load);
      if (level === null || spread <= rounding * price * price) return null;
      return Math.abs(joint) <= rounding * price * load ? 0 : (joint / spread) * level;
    },
  });
