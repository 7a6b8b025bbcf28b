import type { Day, Quarter, SiteQuarter } from './day.ts';
import { type LoadSeries, quartersOf } from './series.ts';
import type { Statistic } from './statistic.ts';

const joulesPerMwh = 3.6e9;

/** PH·day that a MWh of mining makes, over all of a series; null where mining is not known. */
function workOfMwh({ days }: LoadSeries): number | null {
  let [work, joules] = [0, 0];
  for (const { netHashprice, earned, earnedJ } of days.flatMap(({ site }) => site)) {
    if (netHashprice === null || netHashprice <= 0 || earnedJ.mining <= 0) continue;
    work += earned.mining / netHashprice;
    joules += earnedJ.mining;
  }
  return joules > 0 ? work / (joules / joulesPerMwh) : null;
}

/** Whether a MWh earns more in mining than it costs; null where either is not known. */
function paysIn({ netHashprice, price }: SiteQuarter, workPerMwh: number): boolean | null {
  return netHashprice === null || price === null ? null : netHashprice * workPerMwh > price;
}

/**
 * The same series before dispatch: the load of AI as its demand, and mining as it would run on price alone. That is at the greatest load of the series
 * whenever a MWh earns more than its price, and not at all when it does not; what it makes of a MWh is the mean of the series.
 */
export function naturalOf(series: LoadSeries): LoadSeries {
  const natural = known.get(series) ?? planned(series);
  known.set(series, natural);
  return natural;
}

/** Several numbers are made of one plan. */
const known = new WeakMap<LoadSeries, LoadSeries>();

function planned(series: LoadSeries): LoadSeries {
  const work = workOfMwh(series);
  const full = quartersOf(series).reduce((most, { mining }) => Math.max(most, mining), 0);
  const dayOf = (day: Day): Day => {
    const pays = new Map(day.site.map((quarter) => [quarter.at, work === null ? null : paysIn(quarter, work)]));
    const quarters = day.quarters.flatMap(({ at, ai }): Quarter[] => {
      const runs = pays.get(at) ?? null;
      return runs === null ? [] : [{ at, ai, mining: runs ? full : 0 }];
    });
    return { ...day, quarters };
  };
  return { ...series, days: series.days.map(dayOf) };
}

/** A number of loads, of the series before dispatch. */
export function ofNatural(statistic: (series: LoadSeries) => Statistic): (series: LoadSeries) => Statistic {
  return (series) => {
    const natural = naturalOf(series);
    const days = new Map(series.days.map((day, at) => [day, natural.days[at] ?? day]));
    const of = statistic(natural);
    return { ...of, measure: (day) => of.measure(days.get(day) ?? day) };
  };
}

/** Why there is no plan; null where there is one. */
export function noPlan(series: LoadSeries): string | null {
  const { currency } = series;
  if (currency !== 'USD') return `the site pays in ${currency}, and no exchange rate to USD is known`;
  if (workOfMwh(series) === null) return 'what mining earns of a MWh is not known';
  const loads = naturalOf(series).days.flatMap(({ quarters }) => quarters.map(({ mining }) => mining));
  if (loads.length === 0) return 'price of power and hashprice are not known at the same time';
  return new Set(loads).size > 1 ? null : 'on price alone mining would never have changed';
}
