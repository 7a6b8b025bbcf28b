import type { Day, Quarter } from './day.ts';
import { type LoadSeries, quarterMs, quartersOf, weekOf } from './series.ts';
import { part, ratio, type Statistic } from './statistic.ts';

const sumOver = (quarters: readonly Quarter[], of: (quarter: Quarter) => number): number =>
  quarters.reduce((sum, quarter) => sum + of(quarter), 0);
const peakOver = (quarters: readonly Quarter[], of: (quarter: Quarter) => number): number =>
  quarters.reduce((peak, quarter) => Math.max(peak, of(quarter)), -Infinity);
const both = ({ mining, ai }: Quarter): number => mining + ai;

interface Deviation {
  readonly ai: number;
  readonly mining: number;
}

/** What each quarter deviates from the mean of its week: growth of both over months would look like correlation. */
export function deviations(series: LoadSeries): Map<number, Deviation> {
  const weeks = new Map<number, { ai: number; mining: number; quarters: Quarter[] }>();
  for (const quarter of quartersOf(series)) {
    const week = weekOf(series, quarter.at);
    const sums = weeks.get(week) ?? { ai: 0, mining: 0, quarters: [] };
    sums.ai += quarter.ai;
    sums.mining += quarter.mining;
    sums.quarters.push(quarter);
    weeks.set(week, sums);
  }
  return new Map(
    [...weeks.values()].flatMap(({ ai, mining, quarters }) =>
      quarters.map((quarter) => [
        quarter.at,
        { ai: quarter.ai - ai / quarters.length, mining: quarter.mining - mining / quarters.length },
      ]),
    ),
  );
}

/** Sums of squares and of the product of what deviates from the weeks' means. */
function momentsOf(series: LoadSeries): (day: Day) => readonly [number, number, number] {
  const deviation = deviations(series);
  const none = { ai: 0, mining: 0 };
  return ({ quarters }) => {
    const of = ({ at }: Quarter): Deviation => deviation.get(at) ?? none;
    return [
      sumOver(quarters, (quarter) => of(quarter).ai ** 2),
      sumOver(quarters, (quarter) => of(quarter).mining ** 2),
      sumOver(quarters, (quarter) => of(quarter).ai * of(quarter).mining),
    ];
  };
}

/** `(1 − ρ) / 2` of Pearson's ρ within weeks: 0 when both rise and fall together, 1 when one rises as the other falls (Cantor et al. 2022). */
export const correlation = (series: LoadSeries): Statistic => ({
  parts: ['sum', 'sum', 'sum'],
  measure: momentsOf(series),
  value: (total) => {
    const rho = ratio(part(total, 2), Math.sqrt(part(total, 0) * part(total, 1)));
    return rho === null ? null : (1 - rho) / 2;
  },
});

/** `1 − σ(a+m) / (σ(a) + σ(m))`, within weeks. */
export const deviation = (series: LoadSeries): Statistic => ({
  parts: ['sum', 'sum', 'sum'],
  measure: momentsOf(series),
  value: (total) => {
    const [ai, mining, product] = [part(total, 0), part(total, 1), part(total, 2)];
    const spread = ratio(Math.sqrt(Math.max(0, ai + mining + 2 * product)), Math.sqrt(ai) + Math.sqrt(mining));
    return spread === null ? null : 1 - spread;
  },
});

/** `1 − Σ|Δ(a+m)| / (Σ|Δa| + Σ|Δm|)` over quarters that follow one another (Cantor, Ochoa and Mesa 2022). */
export const variation = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: ({ quarters }) => {
    let [together, apart] = [0, 0];
    for (const [index, { at, ai, mining }] of quarters.entries()) {
      const before = quarters[index - 1];
      if (before?.at !== at - quarterMs) continue;
      together += Math.abs(ai + mining - before.ai - before.mining);
      apart += Math.abs(ai - before.ai) + Math.abs(mining - before.mining);
    }
    return [together, apart];
  },
  value: (total) => {
    const share = ratio(part(total, 0), part(total, 1));
    return share === null ? null : 1 - share;
  },
});

/** Sums and peaks of AI, mining and both: what load factors are made of. */
const levels = {
  parts: ['sum', 'sum', 'sum', 'max', 'max', 'max'],
  measure: ({ quarters }: Day) => [
    quarters.length,
    sumOver(quarters, ({ ai }) => ai),
    sumOver(quarters, ({ mining }) => mining),
    peakOver(quarters, ({ ai }) => ai),
    peakOver(quarters, ({ mining }) => mining),
    peakOver(quarters, both),
  ],
} as const;

/** `peak(a+m) / (peak a + peak m)`: 1 when nothing is gained. */
export const coincidence = (): Statistic => ({
  ...levels,
  value: (total) => ratio(part(total, 5), part(total, 3) + part(total, 4)),
});

/** `(peak a + peak m) / peak(a+m)`: the inverse, 1 when nothing is gained. */
export const diversity = (): Statistic => ({
  ...levels,
  value: (total) => ratio(part(total, 3) + part(total, 4), part(total, 5)),
});

/** The combined load factor against that of two separate peaks, less 1: the diversity factor less 1. */
export const loadFactorUplift = (): Statistic => ({
  ...levels,
  value: (total) => {
    const diversity = ratio(part(total, 3) + part(total, 4), part(total, 5));
    return diversity === null ? null : diversity - 1;
  },
});

/** Mean ÷ peak of mining, less that of AI. */
export const loadFactorGap = (): Statistic => ({
  ...levels,
  value: (total) => {
    const quarters = part(total, 0);
    const mining = ratio(part(total, 2), quarters * part(total, 4));
    const ai = ratio(part(total, 1), quarters * part(total, 3));
    return mining === null || ai === null ? null : mining - ai;
  },
});
