import { dateAt, type Day } from './day.ts';
import type { LoadSeries } from './series.ts';
import { part, type Statistic } from './statistic.ts';

const joulesPerMwh = 3.6e9;

/** What was curtailed of wind and sun in all zones that were imported, MWh, by date. */
function curtailedByDate({ figures }: Pick<LoadSeries, 'figures'>): Map<number, number> {
  const byDate = new Map<number, number>();
  for (const { dataset, at, value } of figures)
    if (dataset === 'iso-curtailment') byDate.set(at, (byDate.get(at) ?? 0) + value);
  return byDate;
}

/** What of it falls on the days of a series, by the first instant of the day. */
function curtailedOn(series: LoadSeries): Map<number, number> {
  const byDate = curtailedByDate(series);
  return new Map(
    series.days.flatMap(({ site: [first] }) => {
      const found = first && byDate.get(dateAt(first.at, series.zone));
      return first && found !== undefined ? [[first.at, found]] : [];
    }),
  );
}

const startOf = ({ site }: Day): number => site[0]?.at ?? 0;

/** Why nothing is known of what was curtailed in the zone on the days of a series; null where something is. */
export function noCurtailment(series: LoadSeries): string | null {
  if (curtailedByDate(series).size === 0) return 'no table is imported: coload import iso-curtailment FILE.csv';
  return curtailedOn(series).size === 0 ? 'the tables of curtailment that are imported have none of the days' : null;
}

/** Energy of wind and sun that was curtailed in the zones that were imported, on the days of a series that they have, MWh. */
export const curtailedInZone = (series: LoadSeries): number =>
  [...curtailedOn(series).values()].reduce((sum, value) => sum + value, 0);

const sumOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

/** `Σ min(E, Z)` over days: energy used at a price below 0, as far as so much was curtailed in the zone on the same day, MWh. */
export function renewableAbsorbed(series: LoadSeries): Statistic {
  const curtailed = curtailedOn(series);
  return {
    parts: ['sum', 'sum'],
    measure: (day) => {
      const inZone = curtailed.get(startOf(day));
      const known = day.site.some(({ negativeJ }) => negativeJ !== null);
      if (inZone === undefined || !known) return [0, 0];
      return [Math.min(sumOf(day.site.map(({ negativeJ }) => negativeJ)) / joulesPerMwh, inZone), 1];
    },
    value: (total) => (part(total, 1) > 0 ? part(total, 0) : null),
  };
}

/** Energy of the plant behind the meter that the site used at a price below 0, MWh. */
export const coLocatedAbsorbed = (): Statistic => ({
  parts: ['sum', 'sum'],
  measure: ({ site }) => {
    const known = site.flatMap(({ localNegativeJ }) => (localNegativeJ === null ? [] : [localNegativeJ]));
    return [sumOf(known) / joulesPerMwh, known.length];
  },
  value: (total) => (part(total, 1) > 0 ? part(total, 0) : null),
});
