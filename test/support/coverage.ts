import { drawsOf, type Interval, intervalOf } from '../../libs/claims/bootstrap.ts';
import type { Sample } from '../../libs/claims/statistic.ts';

/** Worlds that intervals are held against. */
export const seeds = Array.from({ length: 200 }, (_, at) => at + 1);

/** The level of the intervals. */
export const level = 0.9;

/** Three standard deviations of how often so many intervals of a level cover. */
export const tolerance = (of: number, intervals = seeds.length): number => 3 * Math.sqrt((of * (1 - of)) / intervals);

/** What intervals of few blocks of seven days are known to lack; below 90 days values are indicative for it. */
export const shortfall = (days: number): number => (days < 90 ? 0.04 : days < 365 ? 0.02 : 0);

/** What 200 intervals over some days may cover, and be as good as they say. */
export const leastCoverage = (days: number): number => level - shortfall(days) - tolerance(level - shortfall(days));
export const mostCoverage = level + tolerance(level);

/** The interval of a sample. */
export function intervalIn(sample: Sample | null, seed: number): Interval {
  const draws = sample && drawsOf(sample, { draws: 100, blockDays: 7, seed });
  if (!draws) throw new Error('not defined');
  return intervalOf(draws, level);
}

/** How often the interval of a world of each seed holds its truth. */
export function coverageOf(truth: number, sampleIn: (seed: number) => Sample | null): number {
  const covering = seeds.filter((seed) => {
    const { low, high } = intervalIn(sampleIn(seed), seed);
    return low <= truth && truth <= high;
  });
  return covering.length / seeds.length;
}
