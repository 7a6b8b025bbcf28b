import { Temporal } from 'temporal-polyfill';
import { type Grain, type MetricId, metricOf } from '#catalogue';
import { type Evaluated, gradeOf, nothing } from './evaluate.ts';
import type { GroupKey } from './groups.ts';
import type { AllowedSite, KpiQuery, Thresholds } from './query.ts';
import { bucketsIn, nextEdge } from './window.ts';

/** A stretch of time, UTC ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Statistics of a site, each over as many spans; those at one place end together. */
export interface StatisticQuestion {
  readonly site: AllowedSite;
  readonly asked: readonly { readonly metric: MetricId; readonly spans: readonly Span[] }[];
  /** By what was published by then, UTC ms. */
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a statistic is over one span, in base units. */
export interface StatisticValue {
  readonly value: number | null;
  /** Covered time by expected time; null where nothing is known at all. */
  readonly coverage: number | null;
  /** Days known of it. */
  readonly days: number;
  readonly devices: number;
  /** End of the last quarter of an hour counted, UTC ms. */
  readonly through: number | null;
  /** Why there is no value, whatever the coverage. */
  readonly lacking: string | null;
}

/**
 * Works statistics out: for each that is asked its values, one per span in their order. Throws `QUERY_INVALID` when something that it needs was not
 * published by `asOf`.
 */
export type Statistics = (question: StatisticQuestion) => Promise<readonly (readonly StatisticValue[])[]>;

/** Why what was measured gives no number. */
const undefinedThere = 'it is not defined for what was measured';

/** A value with its grade. */
function evaluated({ value, lacking, coverage, ...rest }: StatisticValue, thresholds: Thresholds): Evaluated {
  if (coverage === null) return { ...nothing, ...(lacking !== null && { reason: lacking }), days: rest.days };
  const known = { ...rest, numerator: null, denominator: null, coverage };
  if (lacking !== null) return { ...known, value: null, quality: 'insufficient', reason: lacking };
  const grade = gradeOf(coverage, coverage, thresholds);
  if (grade.reason !== undefined) return { ...known, value: null, ...grade };
  return value === null ? { ...known, value, quality: 'none', reason: undefinedThere } : { ...known, value, ...grade };
}

type Asked = Pick<KpiQuery, 'from' | 'to' | 'asOf' | 'signal'> & { readonly grain: Grain };

const keysOf = ({ from, to, grain }: Asked, { id, zone }: AllowedSite): GroupKey[] =>
  grain === 'day' || grain === 'month'
    ? bucketsIn({ from, to }, grain, zone).map((bucket) => ({ site: id, ...bucket }))
    : [{ site: id, start: nextEdge(from), end: nextEdge(to) }];

/** The bucket, or where it has fewer days than a statistic needs as many up to its end; a total is of what was asked. */
function spanOf({ start, end }: GroupKey, metric: MetricId, { grain, zone }: { grain: Grain; zone: string }): Span {
  const declared = metricOf(metric);
  if (grain === 'total' || declared.kind !== 'statistic') return { from: start, to: end };
  const local = Temporal.Instant.fromEpochMilliseconds(end).toZonedDateTimeISO(zone);
  return { from: Math.min(start, local.subtract({ days: declared.leastDays }).epochMilliseconds), to: end };
}

interface Answer {
  readonly key: GroupKey;
  readonly metric: MetricId;
  readonly evaluated: Evaluated;
}

/** What statistics of a site are, by bucket; of days and months only those of which something is known. */
export async function readStatistics(
  evaluate: Statistics,
  metrics: readonly MetricId[],
  { site, thresholds, ...asked }: Asked & { readonly site: AllowedSite; readonly thresholds: Thresholds },
): Promise<Answer[]> {
  const keys = metrics.length === 0 ? [] : keysOf(asked, site);
  if (keys.length === 0) return [];
  const { grain, asOf, signal } = asked;
  const values = await evaluate({
    site,
    asked: metrics.map((metric) => ({
      metric,
      spans: keys.map((key) => spanOf(key, metric, { grain, zone: site.zone })),
    })),
    asOf,
    signal,
  });
  return metrics.flatMap((metric, at) =>
    keys.flatMap((key, place) => {
      const value = values[at]?.[place];
      if (!value || (grain !== 'total' && value.coverage === null)) return [];
      return [{ key, metric, evaluated: evaluated(value, thresholds) }];
    }),
  );
}
