import type { ClaimMethod, MetricId } from '#catalogue';
import type { Store } from '#store';
import { differenceOf } from './class-difference.ts';
import { dateAt } from './day.ts';
import { unpublishedOf } from './measure.ts';
import { isKnownDay, methods } from './methods.ts';
import { notMeasured, type OfMetric } from './of-metric.ts';
import { supplyOutage } from './outages.ts';
import { p95Of, pricesOf } from './price-level.ts';
import { type LoadSeries, readSeries } from './series.ts';
import type { ByClass, SitesByClass } from './site-classes.ts';
import { part, type Statistic } from './statistic.ts';

const minutesPerQuarter = 15;
const minutesPerYear = 525_960;

/** What a day of a site says to what is compared; null where too little of it is known. */
interface SiteDay {
  readonly date: number;
  readonly prices: readonly number[] | null;
  /** Minutes without supply, and quarters of an hour that are known. */
  readonly outage: readonly number[] | null;
}

/** The days of a site. A series would be a hundred times as much, and those of all sites are held. */
interface SiteDays extends Pick<LoadSeries, 'unpublished'> {
  readonly days: readonly SiteDay[];
}

export function siteDaysOf(series: LoadSeries): SiteDays {
  const outage = supplyOutage(series);
  const days = series.days.map((day) => ({
    date: dateAt(day.site[0]?.at ?? 0, series.zone),
    prices: isKnownDay(day, 'prices') ? pricesOf(day) : null,
    outage: isKnownDay(day, 'level') ? outage.measure(day) : null,
  }));
  return { unpublished: series.unpublished, days };
}

interface Pooled {
  readonly isKnown: (day: SiteDay) => boolean;
  readonly statisticOf: (days: readonly SiteDay[]) => Statistic<SiteDay>;
}

const pooled = {
  price_p95: {
    isKnown: ({ prices }) => prices !== null,
    statisticOf: (days) => {
      const p95 = p95Of(days.flatMap(({ prices }) => prices ?? []));
      return { ...p95, measure: ({ prices }) => p95.measure(prices ?? []) };
    },
  },
  supply_outage_minutes: {
    isKnown: ({ outage }) => outage !== null,
    statisticOf: () => ({
      parts: ['sum', 'sum'],
      measure: ({ outage }) => outage ?? [0, 0],
      // Of the time that is known, as if a year of it were.
      value: (total) => {
        const known = part(total, 1) * minutesPerQuarter;
        return known > 0 ? (part(total, 0) / known) * minutesPerYear : null;
      },
    }),
  },
} as const satisfies Partial<Record<ClaimMethod & MetricId, Pooled>>;
type PooledMetric = keyof typeof pooled;

/** Whether classes of sites are compared by a metric quarter of an hour by quarter of an hour. */
export const isPooled = (metric: MetricId): metric is PooledMetric => metric in pooled;

/** Whose days are read: within [from, to), UTC ms, as published by `asOf` or as known now. */
interface Asked {
  readonly currency: string;
  readonly from: number;
  readonly to: number;
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads the days of sites, one after the other. Errors as of the store; throws `QUERY_INVALID` when something was not published by then. */
export async function readSiteDays(
  store: Pick<Store, 'query'>,
  classes: SitesByClass,
  asked: Asked,
): Promise<ByClass<readonly SiteDays[]>> {
  const read = async (sites: SitesByClass['ai']): Promise<SiteDays[]> => {
    const all: SiteDays[] = [];
    for (const { id, zone } of sites)
      all.push(siteDaysOf(await readSeries(store, { site: id, zone, ...asked }, ['outages'])));
    return all;
  };
  return { ai: await read(classes.ai), mining: await read(classes.mining) };
}

/** A statistic at sites of AI alone, less the same at sites of mining alone, over the dates that are known of both. */
export function betweenDays(metric: PooledMetric, { ai, mining }: ByClass<readonly SiteDays[]>): OfMetric {
  const [reason] = [...ai, ...mining].flatMap((site) => unpublishedOf(site, methods[metric]) ?? []);
  if (reason !== undefined) return { ...notMeasured, reason };
  const daysOf = (sites: readonly SiteDays[]): SiteDay[] => sites.flatMap(({ days }) => days);
  return differenceOf({ ai: daysOf(ai), mining: daysOf(mining) }, { dateOf: ({ date }) => date, ...pooled[metric] });
}
