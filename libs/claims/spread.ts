import type { Day, SiteQuarter } from './day.ts';
import { part, ratio, type Statistic } from './statistic.ts';
import { type Workload, workloads } from './uplift/decomposition.ts';

const joulesPerMwh = 3.6e9;

/** What a workload earned, and on how much energy, is known. */
export const isEarning = ({ earnedJ }: SiteQuarter, of: readonly Workload[] = workloads): boolean =>
  of.every((workload) => earnedJ[workload] > 0);

/** USD and MWh of each of some workloads, of the quarters of an hour in which all of them are known. */
const earnings = (of: readonly Workload[]) => ({
  parts: of.flatMap(() => ['sum', 'sum'] as const),
  measure: ({ site }: Day): number[] => {
    const known = site.filter((quarter) => isEarning(quarter, of));
    return of.flatMap((workload) => [
      known.reduce((sum, { earned }) => sum + earned[workload], 0),
      known.reduce((sum, { earnedJ }) => sum + earnedJ[workload] / joulesPerMwh, 0),
    ]);
  },
});

/** What a MWh earns in a workload, USD, before the power itself is paid for. */
export const worthOfMwh = (workload: Workload): Statistic => ({
  ...earnings([workload]),
  value: (total) => ratio(part(total, 0), part(total, 1)),
});

/** What a MWh earns more in AI than in mining, USD. Both pay the same price of power, so that it is the difference of their spreads. */
export const computeSpread = (): Statistic => ({
  ...earnings(['mining', 'ai']),
  value: (total) => {
    const [mining, ai] = [ratio(part(total, 0), part(total, 1)), ratio(part(total, 2), part(total, 3))];
    return mining === null || ai === null ? null : ai - mining;
  },
});
