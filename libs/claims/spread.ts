import type { Day, SiteQuarter } from './day.ts';
import type { LoadSeries } from './series.ts';
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

/** What each workload earned and what of its capital comes back are known, with the energy of the same time. */
export const hasNetSpread = (quarter: SiteQuarter): boolean =>
  isEarning(quarter) && workloads.every((workload) => quarter.capitalJ[workload] > 0);

/** Capital is told in the currency of the site, and what is earned in USD: why the one cannot be taken off the other; null where it can. */
export const noDollars = ({ currency }: LoadSeries): string | null =>
  currency === 'USD' ? null : `the site counts its capital in ${currency}, and no exchange rate to USD is known`;

/** What a MWh earns more in AI than in mining once each has paid for its capital, USD, of the quarters of an hour in which all of it is known. */
export const computeSpreadNet = (): Statistic => ({
  parts: workloads.flatMap(() => ['sum', 'sum', 'sum', 'sum'] as const),
  measure: ({ site }) => {
    const known = site.filter(hasNetSpread);
    const sum = (of: (quarter: SiteQuarter) => number): number => known.reduce((total, each) => total + of(each), 0);
    return workloads.flatMap((workload) => [
      sum(({ earned }) => earned[workload]),
      sum(({ earnedJ }) => earnedJ[workload] / joulesPerMwh),
      sum(({ capital }) => capital[workload]),
      sum(({ capitalJ }) => capitalJ[workload] / joulesPerMwh),
    ]);
  },
  value: (total) => {
    const [mining, ai] = workloads.map((_, at) => {
      const [worth, cost] = [0, 2].map((from) => ratio(part(total, 4 * at + from), part(total, 4 * at + from + 1)));
      return worth == null || cost == null ? null : worth - cost;
    });
    return mining == null || ai == null ? null : ai - mining;
  },
});
