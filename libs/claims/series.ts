import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dayMs } from '#contracts';
import { checkPublished, rowsFrom } from '#kpi';
import { projectPath } from '#runtime';
import type { Store } from '#store';

export const quarterMs = 900_000;
export const weekMs = 7 * dayMs;
const quarterS = quarterMs / 1000;

/** Mean load in one quarter of an hour of both workloads, where both are fully covered and unbridged. */
export interface Quarter {
  /** UTC ms. */
  readonly at: number;
  /** Facility power, kW. */
  readonly mining: number;
  readonly ai: number;
}

/** What is known of the site in one quarter of an hour, whatever its halls are. */
export interface SiteQuarter {
  readonly at: number;
  /** Energy contracted, and facility energy of the same time, J. */
  readonly contractedJ: number;
  readonly facilityJ: number;
  /** Mean price, currency of the site per MWh; null when none is known. */
  readonly price: number | null;
}

/** A site's load by quarter of an hour, gathered by local day: the unit in which intervals draw. */
export interface LoadSeries {
  readonly site: string;
  readonly zone: string;
  /** First and last quarter with anything, UTC ms; equal when there is nothing. */
  readonly from: number;
  readonly to: number;
  readonly days: readonly Day[];
  /** Why no quarter can have load of both; null when some could. */
  readonly lacking: string | null;
  /** Means of the window; null where nothing is known. */
  readonly meanPrice: number | null;
  readonly meanHashprice: number | null;
}

/** One day of site time: 23 to 25 hours. */
export interface Day {
  readonly quarters: readonly Quarter[];
  readonly site: readonly SiteQuarter[];
}

const row = z.object({
  start_ms: z.coerce.number(),
  mining_j: z.number(),
  ai_j: z.number(),
  mining_halls: z.coerce.number(),
  ai_halls: z.coerce.number(),
  unknown_halls: z.coerce.number(),
  contracted_j: z.number(),
  contracted_facility_j: z.number(),
  price_time: z.number(),
  price_ms: z.number(),
  hashprice_time: z.number(),
  hashprice_ms: z.number(),
});
type Row = z.output<typeof row>;

const text = readFileSync(projectPath('libs/claims/sql/loads.sql'), 'utf8');
const window = [
  'site IN {site:Array(String)}',
  'grain = {grain:String}',
  "bucket_start >= toDateTime({from:UInt32}, 'UTC')",
  "bucket_start < toDateTime({to:UInt32}, 'UTC')",
];
const statementOf = (isAsOf: boolean): string => text.replace('{{rows}}', rowsFrom('site', window, isAsOf).join('\n'));
const statements = { inForce: statementOf(false), asOf: statementOf(true) };

const kilowatts = (joules: number): number => joules / quarterS / 1000;

function quarterOf(each: Row): Quarter | null {
  if (each.unknown_halls > 0 || each.mining_halls === 0 || each.ai_halls === 0) return null;
  return { at: each.start_ms, mining: kilowatts(each.mining_j), ai: kilowatts(each.ai_j) };
}

const siteQuarterOf = (each: Row): SiteQuarter => ({
  at: each.start_ms,
  contractedJ: each.contracted_j,
  facilityJ: each.contracted_facility_j,
  price: each.price_ms > 0 ? each.price_time / each.price_ms : null,
});

function lackingOf(rows: readonly Row[]): string | null {
  if (rows.length === 0) return 'nothing is known of the site in the window';
  if (!rows.some(({ mining_halls }) => mining_halls > 0)) return 'the site has no mining hall';
  return rows.some(({ ai_halls }) => ai_halls > 0) ? null : 'the site has no AI hall';
}

const total = (rows: readonly Row[], of: (each: Row) => number): number =>
  rows.reduce((sum, each) => sum + of(each), 0);
const mean = (sum: number, time: number): number | null => (time > 0 ? sum / time : null);

/** Rows by local day, in order. */
function byDay(rows: readonly Row[], zone: string): Day[] {
  const days: Day[] = [];
  let end = -Infinity;
  let [quarters, site]: [Quarter[], SiteQuarter[]] = [[], []];
  for (const each of rows) {
    if (each.start_ms >= end) {
      const day = Temporal.Instant.fromEpochMilliseconds(each.start_ms).toZonedDateTimeISO(zone).startOfDay();
      end = day.add({ days: 1 }).epochMilliseconds;
      [quarters, site] = [[], []];
      days.push({ quarters, site });
    }
    const quarter = quarterOf(each);
    if (quarter) quarters.push(quarter);
    site.push(siteQuarterOf(each));
  }
  return days;
}

/** A series of given rows, which are in order of time. */
export function seriesOf(rows: readonly Row[], { site, zone }: { site: string; zone: string }): LoadSeries {
  const [from, last] = [rows[0]?.start_ms ?? 0, rows.at(-1)?.start_ms ?? -quarterMs];
  return {
    site,
    zone,
    from,
    to: last + quarterMs,
    days: byDay(rows, zone),
    lacking: lackingOf(rows),
    meanPrice: mean(
      total(rows, (each) => each.price_time),
      total(rows, (each) => each.price_ms),
    ),
    meanHashprice: mean(
      total(rows, (each) => each.hashprice_time),
      total(rows, (each) => each.hashprice_ms),
    ),
  };
}

/** Which load is read: of a site within [from, to), UTC ms; what was published by `asOf`, or what is known now. */
export interface SeriesQuery {
  readonly site: string;
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads the load of a site. Throws `QUERY_INVALID` when something of it was not published by `asOf`. */
export async function readSeries(store: Pick<Store, 'query'>, asked: SeriesQuery): Promise<LoadSeries> {
  const { site, zone, from, to, asOf, signal } = asked;
  const span = { from: Math.ceil(from / 1000), to: Math.ceil(to / 1000) };
  const options = { params: { ...span, site: [site], grain: '15m', as_of: asOf ?? 0 }, schema: row };
  if (asOf !== undefined) await checkPublished(store, { asOf, from, to, grain: '15m', sites: [{ id: site }], signal });
  const statement = asOf === undefined ? statements.inForce : statements.asOf;
  return seriesOf(await store.query(statement, { ...options, ...(signal && { signal }) }), { site, zone });
}

/** Quarters of a series in which load of both is known, in order. */
export const quartersOf = ({ days }: LoadSeries): Quarter[] => days.flatMap(({ quarters }) => quarters);

/** Number of the whole week that an instant lies in, counted from the start of the series. */
export const weekOf = (series: LoadSeries, at: number): number => Math.floor((at - series.from) / weekMs);
