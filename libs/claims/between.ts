import type { MetricId } from '#catalogue';
import type { AllowedSite, Kpi, KpiRow } from '#kpi';
import { groupBy } from '#runtime';
import type { Store } from '#store';
import { isPooled, readBetweenSeries } from './between-series.ts';
import { notMeasured, type OfMetric } from './of-metric.ts';
import { dateAt, inCurrency, lackOf, readSiteClasses, type SitesByClass } from './site-classes.ts';
import { part, ratio } from './statistic.ts';

/** Rows of days by the date at their sites. */
function byDate(rows: readonly KpiRow[], sites: readonly AllowedSite[]): Map<string, KpiRow[]> {
  const zones = new Map(sites.map(({ id, zone }) => [id, zone]));
  return groupBy(rows, ({ site, start }) => dateAt(start, zones.get(site) ?? 'UTC'));
}

const sumOf = (rows: readonly KpiRow[], name: 'numerator' | 'denominator'): number =>
  rows.reduce((sum, row) => sum + (row[name] ?? 0), 0);

const value =
  (scale: number) =>
  (total: Float64Array): number | null => {
    const [atAi, atMining] = [ratio(part(total, 0), part(total, 1)), ratio(part(total, 2), part(total, 3))];
    return atAi === null || atMining === null ? null : (atAi - atMining) * scale;
  };

/** The rows of a date by class; undefined where one of them has none that is known. */
function classesIn(rows: readonly KpiRow[], { ai, mining }: SitesByClass): [KpiRow[], KpiRow[]] | undefined {
  const of = (sites: readonly AllowedSite[]): KpiRow[] =>
    rows.filter((row) => row.value !== null && sites.some(({ id }) => id === row.site));
  const [atAi, atMining] = [of(ai), of(mining)];
  return atAi.length > 0 && atMining.length > 0 ? [atAi, atMining] : undefined;
}

/** What is compared: a ratio of the catalogue, `scale` times its base unit, or a statistic of it, in [from, to), UTC ms. */
export interface Compared {
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
      const classes = await once('classes', () => readSiteClasses(store, sites));
      const asked = { ...compared, signal };
      return isPooled(compared.metric)
        ? readBetweenSeries(store, classes, { ...asked, metric: compared.metric })
        : readBetween(kpi, classes, asked);
    });
}

/** A ratio of the catalogue at sites of AI alone, less the same at sites of mining alone, over the dates that are known of both. */
export async function readBetween(kpi: Kpi, sites: SitesByClass, compared: Compared): Promise<OfMetric> {
  const { metric, scale, currency, asOf, signal, ...window } = compared;
  const classes = inCurrency(sites, currency);
  const reason = lackOf(classes, currency);
  if (reason !== null) return { ...notMeasured, reason };
  const asked = [...classes.ai, ...classes.mining];
  const options = { ...(asOf !== undefined && { asOf }), ...(signal && { signal }) };
  const question = { metrics: [metric], by: ['site'] as const, filters: {}, grain: 'day' as const, sites: asked };
  const dates = byDate(await kpi.query({ ...question, ...window, ...options }), asked);
  const rows = [...dates.values()].flatMap((of) => {
    const found = classesIn(of, classes);
    return found
      ? [Float64Array.from(found.flatMap((some) => [sumOf(some, 'numerator'), sumOf(some, 'denominator')]))]
      : [];
  });
  const fold = { parts: ['sum', 'sum', 'sum', 'sum'] as const, value: value(scale) };
  return {
    value: fold.value(Float64Array.from([0, 1, 2, 3], (at) => rows.reduce((sum, row) => sum + part(row, at), 0))),
    reason: rows.length === 0 ? 'no day is known of sites of both classes' : null,
    coverage: dates.size === 0 ? null : rows.length / dates.size,
    days: rows.length,
    sample: { fold, rows },
  };
}
