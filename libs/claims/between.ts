import type { MetricId } from '#catalogue';
import type { AllowedSite, Kpi, KpiRow } from '#kpi';
import type { Store } from '#store';
import { betweenDays, isPooled, readSiteDays } from './between-series.ts';
import { differenceOf } from './class-difference.ts';
import { dateAt } from './day.ts';
import { notMeasured, type OfMetric } from './of-metric.ts';
import { comparable, readSiteClasses, type SitesByClass } from './site-classes.ts';
import { part, ratio, type Statistic } from './statistic.ts';

const ofRatio: Statistic<KpiRow> = {
  parts: ['sum', 'sum'],
  measure: ({ numerator, denominator }) => [numerator ?? 0, denominator ?? 0],
  value: (total) => ratio(part(total, 0), part(total, 1)),
};

/** What is compared: a ratio of the catalogue, `scale` times its base unit, or a statistic of it, in [from, to), UTC ms. */
interface Compared {
  readonly metric: MetricId;
  readonly scale: number;
  /** Sites whose money is of another one are left out. */
  readonly currency: string;
  readonly from: number;
  readonly to: number;
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Compares classes of sites by a metric of the catalogue. */
export type CompareClasses = (compared: Compared) => Promise<OfMetric>;

/**
 * Compares the classes of some sites for one question, however many sites ask it: their classes are read once, and so is every comparison. What could not be
 * read is read again. Errors as of the store.
 */
export function compareClasses(store: Pick<Store, 'query'>, kpi: Kpi, sites: readonly AllowedSite[]): CompareClasses {
  const held = new Map<string, Promise<unknown>>();
  const once = <Value>(key: string, read: () => Promise<Value>): Promise<Value> => {
    const found = held.get(key) ?? read();
    held.set(key, found);
    found.catch(() => held.delete(key));
    return found as Promise<Value>;
  };
  return ({ signal, ...compared }) =>
    once(JSON.stringify(compared), async () => {
      const { metric, scale: _, ...window } = compared;
      const all = await once('classes', () => readSiteClasses(store, sites));
      if (!isPooled(metric)) return readBetween(kpi, all, { ...compared, signal });
      const classes = comparable(all, window.currency);
      if (typeof classes === 'string') return { ...notMeasured, reason: classes };
      const read = () => readSiteDays(store, classes, { ...window, signal });
      return betweenDays(metric, await once(`days ${JSON.stringify(window)}`, read));
    });
}

/** A ratio of the catalogue at sites of AI alone, less the same at sites of mining alone, over the dates that are known of both. */
export async function readBetween(kpi: Kpi, sites: SitesByClass, compared: Compared): Promise<OfMetric> {
  const { metric, scale, currency, asOf, signal, ...window } = compared;
  const classes = comparable(sites, currency);
  if (typeof classes === 'string') return { ...notMeasured, reason: classes };
  const asked = [...classes.ai, ...classes.mining];
  const options = { ...(asOf !== undefined && { asOf }), ...(signal && { signal }) };
  const question = { metrics: [metric], by: ['site'] as const, filters: {}, grain: 'day' as const, sites: asked };
  const rows = await kpi.query({ ...question, ...window, ...options });
  const zones = new Map(asked.map(({ id, zone }) => [id, zone]));
  const rowsOf = (some: readonly AllowedSite[]): KpiRow[] =>
    rows.filter(({ site }) => some.some(({ id }) => id === site));
  const days = {
    dateOf: ({ site, start }: KpiRow) => dateAt(start, zones.get(site) ?? 'UTC'),
    isKnown: ({ value }: KpiRow) => value !== null,
    statisticOf: () => ofRatio,
  };
  return differenceOf({ ai: rowsOf(classes.ai), mining: rowsOf(classes.mining) }, days, scale);
}
