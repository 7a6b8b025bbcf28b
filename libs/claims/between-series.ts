import type { ClaimMethod, MetricId } from '#catalogue';
import { groupBy } from '#runtime';
import type { Store } from '#store';
import type { Day } from './day.ts';
import { isKnownDay, type SeriesBasis } from './methods.ts';
import { notMeasured, type OfMetric } from './of-metric.ts';
import { outagesUnknown, supplyOutage } from './outages.ts';
import { priceP95 } from './price-level.ts';
import { type LoadSeries, readSeries } from './series.ts';
import { dateAt, inCurrency, lackOf, type SiteClass, siteClasses, type SitesByClass } from './site-classes.ts';
import { part, type Statistic } from './statistic.ts';

const minutesPerQuarter = 15;
const minutesPerYear = 525_960;

/** What sites of a class come to together: the parts of their days are added up. */
interface Pooled {
  readonly basis: SeriesBasis;
  /** Why it is not known of a series; null where it is. */
  readonly lacking?: (series: LoadSeries) => string | null;
  /** The statistic of each site, in their order; of all of them the parts mean the same. */
  of(all: readonly LoadSeries[]): readonly Statistic[];
}

/** Minutes of the time that is known, as if a year of it were. */
const outagePerYear = (series: LoadSeries): Statistic => ({
  ...supplyOutage(series),
  value: (total) => {
    const known = part(total, 1) * minutesPerQuarter;
    return known > 0 ? (part(total, 0) / known) * minutesPerYear : null;
  },
});

const pooled = {
  price_p95: {
    basis: 'prices',
    of: (all) => {
      const ofAll = priceP95(...all);
      return all.map(() => ofAll);
    },
  },
  supply_outage_minutes: { basis: 'level', lacking: outagesUnknown, of: (all) => all.map(outagePerYear) },
} as const satisfies Partial<Record<ClaimMethod & MetricId, Pooled>>;
type PooledMetric = keyof typeof pooled;

/** Whether classes of sites are compared by a metric quarter of an hour by quarter of an hour. */
export const isPooled = (metric: MetricId): metric is PooledMetric => metric in pooled;

/** A class as a whole: its statistic, and what each date that is known of one of its sites says to it. */
interface OfClass {
  readonly statistic: Statistic | undefined;
  readonly dates: ReadonlyMap<string, readonly number[]>;
  /** Dates on which anything at all is stored. */
  readonly all: readonly string[];
}

const sumOf = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0));

function classOf({ basis, of }: Pooled, all: readonly LoadSeries[]): OfClass {
  const statistics = of(all);
  const days = all.flatMap(({ days, zone }, at) =>
    days.map((day) => ({ day, date: dateOf(day, zone), statistic: statistics[at] })),
  );
  const known = groupBy(
    days.filter(({ day }) => isKnownDay(day, basis)),
    ({ date }) => date,
  );
  const measure = ({ day, statistic }: (typeof days)[number]): readonly number[] => statistic?.measure(day) ?? [];
  return {
    statistic: statistics[0],
    dates: new Map([...known].map(([date, some]) => [date, sumOf(some.map(measure))])),
    all: days.map(({ date }) => date),
  };
}

const dateOf = ({ site }: Day, zone: string): string => dateAt(site[0]?.at ?? 0, zone);

interface Compared {
  readonly metric: PooledMetric;
  /** Sites whose money is of another one are left out. */
  readonly currency: string;
  readonly from: number;
  readonly to: number;
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A statistic at sites of AI alone, less the same at sites of mining alone, over the dates that are known of both. */
export async function readBetweenSeries(
  store: Pick<Store, 'query'>,
  sites: SitesByClass,
  { metric, currency, ...window }: Compared,
): Promise<OfMetric> {
  const classes = inCurrency(sites, currency);
  const reason = lackOf(classes, currency);
  if (reason !== null) return { ...notMeasured, reason };
  const of = { ai: [] as LoadSeries[], mining: [] as LoadSeries[] } satisfies Record<SiteClass, LoadSeries[]>;
  for (const each of siteClasses)
    for (const { id, zone } of classes[each])
      of[each].push(await readSeries(store, { site: id, zone, currency, ...window }, ['outages']));
  return betweenSeries(metric, of);
}

/** The same of series that were read. */
export function betweenSeries(metric: PooledMetric, of: Readonly<Record<SiteClass, readonly LoadSeries[]>>): OfMetric {
  const { lacking }: Pooled = pooled[metric];
  const reason = [...of.ai, ...of.mining].map((series) => lacking?.(series) ?? null).find((each) => each !== null);
  if (reason !== undefined) return { ...notMeasured, reason };
  const [ai, mining] = [classOf(pooled[metric], of.ai), classOf(pooled[metric], of.mining)];
  const [atAi, atMining] = [ai.statistic, mining.statistic];
  const rows = [...ai.dates]
    .sort(([one], [other]) => Number(one > other) - Number(one < other))
    .flatMap(([date, row]) => {
      const other = mining.dates.get(date);
      return other ? [Float64Array.from([...row, ...other])] : [];
    });
  const dates = new Set([...ai.all, ...mining.all]).size;
  const known = { coverage: dates === 0 ? null : rows.length / dates, days: rows.length };
  if (!atAi || !atMining || rows.length === 0)
    return { ...notMeasured, ...known, reason: 'no day is known of sites of both classes' };
  const parts = atAi.parts.length;
  const value = (total: Float64Array): number | null => {
    const [here, there] = [atAi.value(total.subarray(0, parts)), atMining.value(total.subarray(parts))];
    return here === null || there === null ? null : here - there;
  };
  const total = Float64Array.from(rows[0] ?? [], (_, at) => rows.reduce((sum, row) => sum + part(row, at), 0));
  const fold = { parts: [...atAi.parts, ...atMining.parts], value };
  return { ...known, value: value(total), reason: null, sample: { fold, rows } };
}
