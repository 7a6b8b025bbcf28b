import type { Day, SiteQuarter } from './day.ts';
import { part, ratio, type Statistic } from './statistic.ts';

const gramsPerKg = 1000;
const joulesPerKwh = 3.6e6;

const sumOf = ({ site }: Day, of: (quarter: SiteQuarter) => number | undefined): number =>
  site.reduce((sum, quarter) => sum + (of(quarter) ?? 0), 0);

/** Emissions of what the site drew from the grid, kg CO2e, of the quarters in which they are known; never less than 0. */
export const scope2Location = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: (day) => [
    sumOf(day, ({ emittedG }) => emittedG ?? undefined),
    sumOf(day, ({ emittedG }) => (emittedG === null ? 0 : 1)),
  ],
  value: (total) => (part(total, 1) > 0 ? part(total, 0) / gramsPerKg : null),
});

/** Emissions ÷ IT energy of the quarters in which both are covered, kg CO2e per kWh. */
export const carbonUsage = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: (day) => [sumOf(day, ({ cue }) => cue?.emittedG), sumOf(day, ({ cue }) => cue?.itJ)],
  value: (total) => ratio(part(total, 0) / gramsPerKg, part(total, 1) / joulesPerKwh),
});
