import type { SiteQuarter } from './day.ts';
import { isEarning } from './spread.ts';
import { part, type Statistic } from './statistic.ts';
import { type Workload, workloads } from './uplift/decomposition.ts';

/** What a quarter of an hour earned, USD, and what all its energy would have earned in each workload alone. */
function earningsOf({ earned, earnedJ }: SiteQuarter): { chosen: number; alone: Record<Workload, number> } {
  const joules = earnedJ.mining + earnedJ.ai;
  const alone = (workload: Workload): number => (earned[workload] / earnedJ[workload]) * joules;
  return { chosen: earned.mining + earned.ai, alone: { mining: alone('mining'), ai: alone('ai') } };
}

/** Chosen, all in mining, all in AI and the better of both in each quarter of an hour, USD, where both are known; then how many these are. */
const earnings: Omit<Statistic, 'value'> = {
  parts: ['sum', 'sum', 'sum', 'sum', 'sum'],
  measure: ({ site }) => {
    const sums: [number, number, number, number, number] = [0, 0, 0, 0, 0];
    for (const quarter of site) {
      if (!isEarning(quarter, workloads)) continue;
      const { chosen, alone } = earningsOf(quarter);
      sums[0] += chosen;
      sums[1] += alone.mining;
      sums[2] += alone.ai;
      sums[3] += Math.max(alone.mining, alone.ai);
      sums[4] += 1;
    }
    return sums;
  },
};

/**
 * What was chosen earned more than the better of two static sites, which give all energy of every quarter of an hour to one workload, USD. Both pay the
 * same for the energy, so that its price falls out.
 */
export const switchValue = (): Statistic => ({
  ...earnings,
  value: (total) => (part(total, 4) > 0 ? part(total, 0) - Math.max(part(total, 1), part(total, 2)) : null),
});

/** What the better workload of each quarter of an hour would have earned more than what was chosen, USD. */
export const regret = (): Statistic => ({
  ...earnings,
  value: (total) => (part(total, 4) > 0 ? part(total, 3) - part(total, 0) : null),
});

/** Share of what both workloads earn that AI earns, of the quarters of an hour in which both are known. */
export const aiRevenueShare = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: ({ site }) => {
    const known = site.filter((quarter) => isEarning(quarter, workloads));
    const sum = (of: (quarter: SiteQuarter) => number): number => known.reduce((all, each) => all + of(each), 0);
    return [sum(({ earned }) => earned.ai), sum(({ earned }) => earned.ai + earned.mining)];
  },
  value: (total) => (part(total, 1) > 0 ? part(total, 0) / part(total, 1) : null),
});
