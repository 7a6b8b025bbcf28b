import { Temporal } from 'temporal-polyfill';
import { part, ratio, type Sample, sampleOf, type Statistic } from '../statistic.ts';
import { workloads } from './decomposition.ts';
import { leastSquares, momentsLength, momentsOf } from './regression.ts';
import type { TrialDay } from './trial-day.ts';
import type { Work } from './work.ts';

const quarterHours = 0.25;
const yearMs = 365.2425 * 86_400_000;

/** What facility energy is explained by: each adds up over the day, so that a day of which a part is known counts by that part. */
type Regressor = (day: TrialDay) => number;

const total = ({ made }: TrialDay, of: (work: Work) => number): number =>
  made.reduce((sum, { work }) => sum + of(work), 0);
const hours: Regressor = ({ known }) => known * quarterHours;
const season =
  (course: (angle: number) => number): Regressor =>
  (day) =>
    hours(day) * course((2 * Math.PI * day.at) / yearMs);
function onWeekday(days: readonly TrialDay[], zone: string): (weekday: number) => Regressor {
  const weekdays = new Map(
    days.map(({ at }) => [at, Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).dayOfWeek]),
  );
  return (weekday) => (day) => (weekdays.get(day.at) === weekday ? hours(day) : 0);
}
/** The day's mean price per J, times its hours. */
function price(day: TrialDay): number {
  const facility = total(day, (work) => work.facility);
  return facility > 0 ? (hours(day) * total(day, ({ resource }) => resource.cost ?? 0)) / facility : 0;
}

/** Whether prices are known throughout and differ from day to day: one that never changes tells nothing. */
function havePrices(days: readonly TrialDay[]): boolean {
  if (!days.every(({ made }) => made.every(({ work }) => work.resource.cost !== null))) return false;
  const means = days.filter(({ known }) => known > 0).map((day) => price(day) / hours(day));
  const [least, most] = [Math.min(...means), Math.max(...means)];
  return most - least > 0.01 * Math.max(Math.abs(least), Math.abs(most));
}

/** Regressors in units of their mean, so that none is lost beside the others. */
function scaled(regressors: readonly Regressor[], days: readonly TrialDay[]): Regressor[] {
  return regressors.map((regressor) => {
    const mean = days.reduce((sum, day) => sum + Math.abs(regressor(day)), 0) / Math.max(1, days.length);
    return (day) => (mean > 0 ? regressor(day) / mean : 0);
  });
}

/** Time, output of what makes any, the course of the year, the day of the week, and prices where all are known. */
function regressorsOf(days: readonly TrialDay[], zone: string): Regressor[] {
  const outputs = workloads
    .map(
      (workload): Regressor =>
        (day) =>
          total(day, ({ output }) => output[workload]),
    )
    .filter((regressor) => days.some((day) => regressor(day) > 0));
  const weekdays = [2, 3, 4, 5, 6, 7].map(onWeekday(days, zone));
  const all = [
    hours,
    ...outputs,
    season(Math.sin),
    season(Math.cos),
    ...weekdays,
    ...(havePrices(days) ? [price] : []),
  ];
  return scaled(all, days);
}

const isHybrid = ({ made }: TrialDay): boolean => made.some(({ arm }) => arm === 'hybrid');
const facilityOf = (day: TrialDay): number => total(day, ({ facility }) => facility);
const dot = (one: readonly number[], other: (at: number) => number): number =>
  one.reduce((sum, each, at) => sum + each * other(at), 0);

/** Limits of ASHRAE Guideline 14 for months, to which each day is held: scatter and bias of what the base period leaves unexplained, as shares of its mean. */
const limits = { scatter: 0.15, bias: 0.05 };

/** Why the days before the change do not tell what those after it would have used; null when they do. */
export function misfitOf(days: readonly TrialDay[], zone: string): string | null {
  const regressors = regressorsOf(days, zone);
  const width = regressors.length;
  const base = days.filter((day) => day.known > 0 && !isHybrid(day));
  const observed = base.map((day) => ({ x: regressors.map((regressor) => regressor(day)), y: facilityOf(day) }));
  const moments = new Float64Array(momentsLength(width));
  for (const { x, y } of observed)
    for (const [at, each] of momentsOf(x, y).entries()) moments[at] = part(moments, at) + each;
  const fit = leastSquares(moments, width);
  if (!fit) return 'the base period does not tell apart what energy depends on';
  const residuals = observed.map(({ x, y }) => y - dot(x, (at) => fit[at] ?? 0));
  const mean = observed.reduce((sum, { y }) => sum + y, 0) / observed.length;
  const free = Math.max(1, observed.length - width);
  const scatter = Math.sqrt(residuals.reduce((sum, each) => sum + each ** 2, 0) / free) / mean;
  const bias = Math.abs(residuals.reduce((sum, each) => sum + each, 0)) / free / mean;
  if (scatter <= limits.scatter && bias <= limits.bias) return null;
  return `the base period fits to ${scatter.toFixed(3)} with a bias of ${bias.toFixed(3)}: worse than ${limits.scatter} and ${limits.bias}`;
}

/**
 * Energy that the output after the change would have taken as it was made before, divided by what it took, less 1. The regression of the days before is made anew
 * in every draw. Output is the same on both sides, so that nothing of it comes of the mix.
 */
export function interrupted(days: readonly TrialDay[], zone: string): Sample {
  const regressors = regressorsOf(days, zone);
  const width = regressors.length;
  const base = momentsLength(width);
  const statistic: Statistic<TrialDay> = {
    parts: Array.from({ length: base + width + 1 }, () => 'sum' as const),
    measure: (day) => {
      const x = regressors.map((regressor) => regressor(day));
      const used = facilityOf(day);
      const none = (length: number): number[] => Array.from({ length }, () => 0);
      return isHybrid(day) ? [...none(base), ...x, used] : [...momentsOf(x, used), ...none(width + 1)];
    },
    value: (folded) => {
      const fit = leastSquares(folded, width);
      if (!fit) return null;
      const share = ratio(
        dot(fit, (at) => part(folded, base + at)),
        part(folded, base + width),
      );
      return share === null ? null : share - 1;
    },
  };
  return sampleOf(statistic, days);
}
