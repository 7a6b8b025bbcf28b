import { Temporal } from 'temporal-polyfill';
import type { Day } from './day.ts';
import type { LoadSeries } from './series.ts';
import { part, ratio, type Statistic } from './statistic.ts';

/** Hours of site time between which a working day is on-peak; the nights and all of Saturday and Sunday are off-peak. */
export const onPeak = { from: 6, to: 22 } as const;
const saturday = 6;

/** Whether an instant of a day is off-peak. */
function offPeakOf({ site }: Day, zone: string): (at: number) => boolean {
  const [first] = site;
  if (!first) return () => false;
  const day = Temporal.Instant.fromEpochMilliseconds(first.at).toZonedDateTimeISO(zone).startOfDay();
  if (day.dayOfWeek >= saturday) return () => true;
  const [from, to] = [day.with({ hour: onPeak.from }), day.with({ hour: onPeak.to })];
  return (at) => at < from.epochMilliseconds || at >= to.epochMilliseconds;
}

/** Off-peak share of AI's energy against the off-peak share of the hours: 1 when AI does not shift. */
export const offPeakShare = ({ zone }: LoadSeries): Statistic => ({
  parts: ['sum', 'sum', 'sum', 'sum'],
  measure: (day) => {
    const isOffPeak = offPeakOf(day, zone);
    const off = day.quarters.filter(({ at }) => isOffPeak(at));
    return [
      off.reduce((sum, { ai }) => sum + ai, 0),
      day.quarters.reduce((sum, { ai }) => sum + ai, 0),
      off.length,
      day.quarters.length,
    ];
  },
  value: (total) => {
    const [energy, time] = [ratio(part(total, 0), part(total, 1)), ratio(part(total, 2), part(total, 3))];
    return energy === null || time === null ? null : ratio(energy, time);
  },
});
