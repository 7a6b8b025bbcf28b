import type { Day, SiteQuarter } from './day.ts';
import { type LoadSeries, quarterMs, quartersOf } from './series.ts';
import { part, quantile, ratio, type Statistic } from './statistic.ts';

const quarterS = quarterMs / 1000;
const quarterHours = 0.25;

/** Each quarter of a day with its load and what the site had contracted, kW. */
export function contractedQuarters({ quarters, site }: Day): { ai: number; mining: number; contracted: number }[] {
  const contracted = new Map(site.map(({ at, contractedJ }) => [at, contractedJ / quarterS / 1000]));
  return quarters
    .map(({ at, ai, mining }) => ({ ai, mining, contracted: contracted.get(at) ?? 0 }))
    .filter((quarter) => quarter.contracted > 0);
}

/** `Σ min(m, (C − a)⁺) / Σ (C − a)⁺`: how much of what AI leaves of the contract mining fills. */
export const headroomFill = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: (day) => {
    const quarters = contractedQuarters(day);
    const left = ({ ai, contracted }: { ai: number; contracted: number }): number => Math.max(0, contracted - ai);
    return [
      quarters.reduce((sum, quarter) => sum + Math.min(quarter.mining, left(quarter)), 0),
      quarters.reduce((sum, quarter) => sum + left(quarter), 0),
    ];
  },
  value: (total) => ratio(part(total, 0), part(total, 1)),
});

/** `Σ (C − a − m)⁺`, MWh: contracted and used by neither. */
export const stranded = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: (day) => {
    const quarters = contractedQuarters(day);
    const idle = quarters.reduce((sum, { ai, mining, contracted }) => sum + Math.max(0, contracted - ai - mining), 0);
    return [(idle * quarterHours) / 1000, quarters.length];
  },
  value: (total) => (part(total, 1) > 0 ? part(total, 0) : null),
});

const inOrder = (values: readonly number[]): number[] => values.toSorted((one, other) => one - other);

/**
 * Use of the shared contract less that of two sites of their own, each with a firm contract of its 99.9 % peak. The peaks are those of the
 * series and are not drawn again.
 */
export function utilisationGain(series: LoadSeries): Statistic {
  const quarters = quartersOf(series);
  const apart = [quarters.map(({ ai }) => ai), quarters.map(({ mining }) => mining)]
    .map((loads) => quantile(inOrder(loads), 0.999))
    .reduce((sum, peak) => sum + peak, 0);
  return {
    parts: ['sum', 'sum', 'sum'],
    measure: (day) => {
      const contracted = contractedQuarters(day);
      return [
        contracted.length,
        contracted.reduce((sum, { ai, mining }) => sum + ai + mining, 0),
        contracted.reduce((sum, quarter) => sum + quarter.contracted, 0),
      ];
    },
    value: (total) => {
      const [used, own] = [ratio(part(total, 1), part(total, 2)), ratio(part(total, 1), part(total, 0) * apart)];
      return used === null || own === null ? null : used - own;
    },
  };
}

/** Facility energy ÷ contracted power times time, of the quarters in which both are known. */
export const capacityUtilisation = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: ({ site }) => [
    site.reduce((sum, { facilityJ }) => sum + facilityJ, 0),
    site.reduce((sum, { contractedJ }) => sum + contractedJ, 0),
  ],
  value: (total) => ratio(part(total, 0), part(total, 1)),
});

const isNegative = ({ price }: SiteQuarter): boolean => price !== null && price < 0;

/** Hours in which the price that the site settles at is negative. */
export const negativePriceHours = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: ({ site }) => [
    site.filter(isNegative).length * quarterHours,
    site.filter(({ price }) => price !== null).length,
  ],
  value: (total) => (part(total, 1) > 0 ? part(total, 0) : null),
});

/** Share of mining's energy that was used at negative prices ÷ share of the time with such a price: above 1 it seeks them. */
export const negativePriceCapture = (): Statistic => ({
  parts: ['sum', 'sum', 'sum', 'sum'],
  measure: ({ quarters, site }) => {
    const priceAt = new Map(site.map(({ at, price }) => [at, price]));
    const sums: [number, number, number, number] = [0, 0, 0, 0];
    for (const { at, mining } of quarters) {
      const price = priceAt.get(at) ?? null;
      if (price === null) continue;
      sums[1] += mining;
      sums[3] += 1;
      if (price >= 0) continue;
      sums[0] += mining;
      sums[2] += 1;
    }
    return sums;
  },
  value: (total) => {
    const [energy, time] = [ratio(part(total, 0), part(total, 1)), ratio(part(total, 2), part(total, 3))];
    return energy === null || time === null ? null : ratio(energy, time);
  },
});

/** Mean load of a workload in the cheapest tenth of the quarters less that in the rest, kW. The price that divides them is that of the series. */
export function surplusResponse(series: LoadSeries, workload: 'mining' | 'ai'): Statistic {
  const prices = series.days.flatMap(({ site }) => site.flatMap(({ price }) => (price === null ? [] : [price])));
  const cheap = quantile(inOrder(prices), 0.1);
  return {
    parts: ['sum', 'sum', 'sum', 'sum'],
    measure: ({ quarters, site }) => {
      const priceAt = new Map(site.map(({ at, price }) => [at, price]));
      const sums = [0, 0, 0, 0];
      for (const quarter of quarters) {
        const price = priceAt.get(quarter.at) ?? null;
        if (price === null) continue;
        const group = price <= cheap ? 0 : 2;
        sums[group] = (sums[group] ?? 0) + quarter[workload];
        sums[group + 1] = (sums[group + 1] ?? 0) + 1;
      }
      return sums;
    },
    value: (total) => {
      const [low, rest] = [ratio(part(total, 0), part(total, 1)), ratio(part(total, 2), part(total, 3))];
      return low === null || rest === null ? null : low - rest;
    },
  };
}

const quarterDays = 90;
/** Both draw more than this share of the contract … */
export const drawnShare = 0.05;
/** … on this share of the days, each with load known of both for most of it. */
const dayShare = 0.75;
const knownShare = 0.8;

/** Contracted power at the end of some days, MW, if both workloads ran on three of four of them; else 0. */
function coOperatedIn(days: readonly Day[]): number | null {
  const counted = days.filter((day) => day.quarters.length >= knownShare * day.site.length);
  const last = days.at(-1)?.site.at(-1);
  if (counted.length === 0 || last === undefined) return null;
  const shared = counted.filter((day) => {
    const quarters = contractedQuarters(day);
    const contracted = quarters.reduce((sum, quarter) => sum + quarter.contracted, 0);
    return (['ai', 'mining'] as const).every(
      (workload) => quarters.reduce((sum, quarter) => sum + quarter[workload], 0) > drawnShare * contracted,
    );
  });
  return shared.length >= dayShare * counted.length ? last.contractedJ / quarterS / 1e6 : 0;
}

/** Power that is co-operated in the last quarter of a year, MW. */
export const coOperatedMw = ({ days }: LoadSeries): number | null => coOperatedIn(days.slice(-quarterDays));

/** The same, less that of the first quarter; null of less than two. */
export function coOperatedGrowth({ days }: LoadSeries): number | null {
  if (days.length < 2 * quarterDays) return null;
  const [first, last] = [coOperatedIn(days.slice(0, quarterDays)), coOperatedIn(days.slice(-quarterDays))];
  return first === null || last === null ? null : last - first;
}
