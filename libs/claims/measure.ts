import type { Extent, Method } from './methods.ts';
import type { LoadSeries } from './series.ts';
import { type Sample, sampleOf, valueOver } from './statistic.ts';

/** What a method's value is drawn from; null where it has no draws. */
export const samplesOf = ({ statistic, sample, daily, trial }: Method, series: LoadSeries): Sample | null =>
  statistic ? sampleOf(statistic(series), series.days) : ((sample ?? daily)?.(series) ?? trial?.(series.trial) ?? null);

/** The number that a method gives of a series; null where it is not defined. */
export function numberOf(method: Method, series: LoadSeries): number | null {
  if (method.number) return method.number(series);
  if (method.estimate) return method.estimate(series)?.value ?? null;
  const sample = samplesOf(method, series);
  return sample && valueOver(sample.fold, sample.rows, sample.rows.keys());
}

/** Why a method speaks of what is modelled instead of measured; null where it does not. */
export const modelledFor = ({ trial }: Method, series: LoadSeries): string | null =>
  trial && series.trial.design === 'replay' ? series.trial.instead : null;

/** Why a method can't be asked as of an earlier instant; null where it can, or is not. */
export const unpublishedOf = (
  { unpublished }: Pick<LoadSeries, 'unpublished'>,
  { beside }: Pick<Method, 'beside'>,
): string | null =>
  beside !== undefined && unpublished.includes(beside)
    ? 'it is made from what is not published, so it is not known as of an earlier instant'
    : null;

/** Why a method says nothing of a series, but for its coverage; null when it may. */
export function lackOf(
  series: LoadSeries,
  method: Pick<Method, 'basis' | 'lacking' | 'beside'>,
  { days, minimumDays }: Pick<Extent, 'days'> & { readonly minimumDays: number },
): string | null {
  const { basis, lacking } = method;
  const lack =
    unpublishedOf(series, method) ??
    (basis === 'loads' ? series.lacking : basis === 'trial' ? series.trial.lacking : null) ??
    lacking?.(series) ??
    null;
  if (lack !== null || basis === 'none') return lack;
  return days < minimumDays ? `${days} of the ${minimumDays} days that it needs are known` : null;
}
