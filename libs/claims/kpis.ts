import { Temporal } from 'temporal-polyfill';
import { type Claim, isMetricId, measure, type MetricId, metricOf, type Reading, type Source } from '#catalogue';
import type { AllowedSite, Kpi, KpiQuery, KpiRow } from '#kpi';
import { groupBy, PipelineError } from '#runtime';
import { carriedOn } from './public/growth.ts';
import type { CompareClasses } from './between.ts';
import { type Measured, notMeasured, type OfMetric } from './of-metric.ts';
import { type Fold, part, ratio } from './statistic.ts';

/** Which metrics are read: of a site within [from, to), UTC ms, as published by `asOf` or as known now. */
interface Asked {
  readonly site: AllowedSite;
  readonly from: number;
  readonly to: number;
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Whether a reading is of sites of one class against those of the other. */
export const isBetween = ({ kpi }: Reading): boolean => kpi?.isBetweenClasses === true;

type KpiReading = Extract<Reading, { readonly kpi: object }>;
const isOfKpi = (reading: Reading): reading is KpiReading => reading.kpi !== undefined;

/** The metric of the catalogue that a reading is measured by. */
export function kpiOf({ kpi, metric }: KpiReading): MetricId {
  const id = kpi.growthOf ?? kpi.of ?? metric;
  if (!isMetricId(id)) throw new Error(`A reading is measured by the metric ${id}, which is not in the catalogue`);
  return id;
}

/** A day counts when so much of it is covered. */
const dayShare = 0.8;
const dayS = 86_400;

/** The whole days, or months, of site time in a window; undefined where there is none. */
function wholeIn(
  { site, ...window }: Asked,
  unit: 'day' | 'month',
  lastDays?: number,
): Omit<Asked, 'site'> | undefined {
  const startOf = (ms: number): Temporal.ZonedDateTime => {
    const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(site.zone).startOfDay();
    return unit === 'day' ? day : day.with({ day: 1 }).startOfDay();
  };
  const [first, end] = [startOf(window.from), startOf(window.to)];
  const isWhole = first.epochMilliseconds === window.from;
  const start = isWhole ? first : first.add(unit === 'day' ? { days: 1 } : { months: 1 }).startOfDay();
  const last = lastDays === undefined ? -Infinity : end.subtract({ days: lastDays }).startOfDay().epochMilliseconds;
  const [from, to] = [Math.max(start.epochMilliseconds, last), end.epochMilliseconds];
  return from < to ? { ...window, from, to } : undefined;
}

const sourceOf = (metric: MetricId): Source | undefined => {
  const declared = metricOf(metric);
  return declared.kind === 'simple' || declared.kind === 'ratio'
    ? declared.sources.find(({ dimensions }) => dimensions.includes('site'))
    : undefined;
};

/** What days of a metric give together, if they add up. */
function foldOf(metric: MetricId, scale: number): Fold | null {
  const source = sourceOf(metric);
  if (!source) return null;
  const parts = [source.numerator, ...(source.denominator === undefined ? [] : [source.denominator])];
  const isSum = parts.every((name) => measure(name).overTime === 'sum' && measure(name).overDevices !== 'mean');
  if (!isSum) return null;
  const value = (total: Float64Array): number | null =>
    parts.length === 1 ? part(total, 0) : ratio(part(total, 0), part(total, 1));
  return {
    parts: parts.map(() => 'sum' as const),
    value: (total) => {
      const base = value(total);
      return base === null ? null : base * scale;
    },
  };
}

/** By what a value in base units is multiplied to be in the unit of the reading, which is that of the metric or that of its display. */
function scaleOf({ unit }: Reading, metric: MetricId): number {
  const { unit: base, display } = metricOf(metric);
  return unit === base ? 1 : display.scale;
}

const isKnown = ({ coverage }: KpiRow): boolean => coverage !== null && coverage >= dayShare;

function ofDays(reading: KpiReading, total: KpiRow | undefined, days: readonly KpiRow[]): OfMetric {
  const metric = kpiOf(reading);
  const scale = scaleOf(reading, metric);
  const fold = foldOf(metric, scale);
  const rows = days.map(({ numerator, denominator }) => Float64Array.of(numerator ?? 0, denominator ?? 0));
  const { value = null, coverage = null, reason = 'nothing of it is known in the window' } = total ?? {};
  // From the sums where there are any, as the draws are: what is shown was rounded.
  const given = (shown: number): number | null =>
    fold
      ? fold.value(Float64Array.of(total?.numerator ?? 0, total?.denominator ?? 0))
      : shown * (scale / metricOf(metric).display.scale);
  return {
    value: value === null ? null : given(value),
    reason: value === null ? reason : null,
    coverage,
    days: days.filter(isKnown).length,
    sample: fold && { fold, rows },
  };
}

/** What is known of months, carried on from the first of them to the end of 2030. */
function ofMonths(months: readonly KpiRow[]): OfMetric {
  const known = months.filter(({ value }) => value !== null && value > 0);
  const daysOf = ({ start, end }: KpiRow): number => Math.round((end - start) / 1000 / dayS);
  const work = known.map((row) => ({ at: (row.start + row.end) / 2, value: (row.value ?? 0) / daysOf(row) }));
  const days = (rows: readonly KpiRow[]): number => rows.reduce((sum, row) => sum + daysOf(row), 0);
  return {
    value: null,
    reason: known.length === 0 ? 'no whole month of it is known in the window' : null,
    coverage: months.length === 0 ? null : days(months.filter(isKnown)) / days(months),
    days: days(known),
    sample: known.length === 0 ? null : carriedOn(work),
  };
}

/** Why nobody could know it then, where that is so; others are thrown again. */
function unpublished(error: unknown): string {
  if (error instanceof PipelineError && error.code === 'QUERY_INVALID' && error.details['parameter'] === 'as_of')
    return error.message.replace(/^as_of: /, '');
  throw error;
}

/** Reads what the catalogue says to the readings of claims that name a metric of it. Errors as of the store. */
export async function readMeasured(
  kpi: Kpi,
  claims: readonly Claim[],
  { compare, ...asked }: Asked & { readonly compare?: CompareClasses },
): Promise<Measured> {
  const measured = new Map<Reading, OfMetric>();
  const all = [...new Set(claims.flatMap((claim) => claim.readings))].filter(isOfKpi);
  for (const reading of all.filter(isBetween)) {
    const found = await readCompared(reading, asked, compare).catch((error: unknown) => unpublished(error));
    measured.set(reading, typeof found === 'string' ? { ...notMeasured, reason: found } : found);
  }
  const readings = all.filter((reading) => !isBetween(reading));
  const together = groupBy(readings, ({ kpi: { growthOf, lastDays = '' } }) => `${growthOf !== undefined} ${lastDays}`);
  for (const some of together.values()) {
    const found = await readTogether(kpi, some, asked).catch((error: unknown) => unpublished(error));
    for (const [at, reading] of some.entries()) {
      const each = typeof found === 'string' ? { ...notMeasured, reason: found } : found[at];
      if (each) measured.set(reading, each);
    }
  }
  return measured;
}

/** A reading of sites of one class against those of the other. */
async function readCompared(reading: KpiReading, asked: Asked, compare: CompareClasses | undefined): Promise<OfMetric> {
  const whole = wholeIn(asked, 'day');
  if (!whole || !compare) return notMeasured;
  const metric = kpiOf(reading);
  return compare({ ...whole, metric, scale: scaleOf(reading, metric), currency: asked.site.currency });
}

/** Readings of the same days or months, in their order. */
async function readTogether(kpi: Kpi, readings: readonly KpiReading[], asked: Asked): Promise<OfMetric[]> {
  const { growthOf, lastDays } = readings[0]?.kpi ?? {};
  const grain = growthOf === undefined ? 'day' : 'month';
  const whole = wholeIn(asked, grain, lastDays);
  if (!whole)
    return readings.map(() => ({ ...notMeasured, reason: `no whole ${grain} of site time is in the window` }));
  const { asOf, signal, ...window } = whole;
  const question: Omit<KpiQuery, 'grain'> = {
    metrics: [...new Set(readings.map(kpiOf))],
    by: [],
    filters: {},
    sites: [asked.site],
    ...window,
    ...(asOf !== undefined && { asOf }),
    ...(signal && { signal }),
  };
  const rows = groupBy(await kpi.query({ ...question, grain }), ({ metric }) => metric);
  if (grain === 'month') return readings.map((reading) => ofMonths(rows.get(kpiOf(reading)) ?? []));
  const totals = await kpi.query({ ...question, grain: 'total' });
  return readings.map((reading) => {
    const metric = kpiOf(reading);
    return ofDays(
      reading,
      totals.find((row) => row.metric === metric),
      rows.get(metric) ?? [],
    );
  });
}
