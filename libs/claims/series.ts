import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dayMs } from '#contracts';
import { checkPublished, rowsFrom } from '#kpi';
import { projectPath } from '#runtime';
import type { Store } from '#store';
import { type Beside, besideNames, type BesideName, noBeside, readBeside } from './beside.ts';
import type { Day, Quarter, SiteQuarter } from './day.ts';
import type { Measured } from './of-metric.ts';

export const quarterMs = 900_000;
export const weekMs = 7 * dayMs;
const quarterS = quarterMs / 1000;

/** A site's load by quarter of an hour, gathered by local day: the unit in which intervals draw. */
export interface LoadSeries extends Beside {
  /** What the catalogue says to readings that name a metric of it. */
  readonly measured: Measured;
  /** What stands beside it and could not be known then, as it is not published. */
  readonly unpublished: readonly BesideName[];
  readonly site: string;
  readonly zone: string;
  /** ISO 4217, of its prices. */
  readonly currency: string;
  /** First and last quarter with anything, UTC ms; equal when there is nothing. */
  readonly from: number;
  readonly to: number;
  readonly days: readonly Day[];
  /** The most units that reported in one quarter of an hour. */
  readonly devices: number;
  /** Why no quarter can have load of both; null when some could. */
  readonly lacking: string | null;
  /** Means of the window; null where nothing is known. */
  readonly meanPrice: number | null;
  readonly meanHashprice: number | null;
}

const row = z.object({
  start_ms: z.coerce.number(),
  mining_j: z.number(),
  ai_j: z.number(),
  mining_halls: z.coerce.number(),
  ai_halls: z.coerce.number(),
  unknown_halls: z.coerce.number(),
  device_count: z.coerce.number(),
  site_level_j: z.number(),
  site_level_ms: z.coerce.number(),
  ordered_ms: z.coerce.number(),
  hash_j: z.number(),
  hash_diff: z.number(),
  contracted_j: z.number(),
  contracted_facility_j: z.number(),
  price_time: z.number(),
  price_ms: z.number(),
  hashprice_time: z.number(),
  hashprice_ms: z.number(),
  fee_time: z.number(),
  hash_usd: z.number(),
  hash_usd_j: z.number(),
  ai_usd: z.number(),
  ai_usd_j: z.number(),
  capital_mining: z.number(),
  capital_mining_j: z.number(),
  capital_ai: z.number(),
  capital_ai_j: z.number(),
  carbon_g: z.number(),
  carbon_ms: z.number(),
  cue_g: z.number(),
  cue_it_j: z.number(),
  cue_ms: z.number(),
  priced_j: z.number(),
  negative_j: z.number(),
  local_j: z.number(),
  local_ms: z.number(),
});
/** What the store says of one quarter of an hour of a site. */
export type LoadRow = z.output<typeof row>;

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

function quarterOf(each: LoadRow): Quarter | null {
  if (each.unknown_halls > 0 || each.mining_halls === 0 || each.ai_halls === 0) return null;
  return { at: each.start_ms, mining: kilowatts(each.mining_j), ai: kilowatts(each.ai_j) };
}

const mean = (sum: number, time: number): number | null => (time > 0 ? sum / time : null);

const siteQuarterOf = (each: LoadRow): SiteQuarter => ({
  at: each.start_ms,
  levelJ: each.site_level_ms >= quarterMs ? each.site_level_j : null,
  isDark: each.site_level_ms >= quarterMs ? each.site_level_j <= 0 && each.ordered_ms === 0 : null,
  hash: { joules: each.hash_j, difficulty: each.hash_diff },
  netHashprice: each.hashprice_ms > 0 ? (each.hashprice_time - each.fee_time) / each.hashprice_ms : null,
  contractedJ: each.contracted_j,
  facilityJ: each.contracted_facility_j,
  price: each.price_ms > 0 ? each.price_time / each.price_ms : null,
  earned: { mining: each.hash_usd * (1 - (mean(each.fee_time, each.hashprice_ms) ?? 0)), ai: each.ai_usd },
  earnedJ: { mining: each.hash_usd_j, ai: each.ai_usd_j },
  capital: { mining: each.capital_mining, ai: each.capital_ai },
  capitalJ: { mining: each.capital_mining_j, ai: each.capital_ai_j },
  emittedG: each.carbon_ms > 0 ? each.carbon_g : null,
  cue: each.cue_ms > 0 ? { emittedG: each.cue_g, itJ: each.cue_it_j } : null,
  negativeJ: each.priced_j > 0 ? each.negative_j : null,
  localNegativeJ: each.priced_j > 0 && each.local_ms > 0 ? (each.local_j * each.negative_j) / each.priced_j : null,
});

function lackingOf(rows: readonly LoadRow[]): string | null {
  if (rows.length === 0) return 'nothing is known of the site in the window';
  if (!rows.some(({ mining_halls }) => mining_halls > 0)) return 'the site has no mining hall';
  return rows.some(({ ai_halls }) => ai_halls > 0) ? null : 'the site has no AI hall';
}

/** Whether there is what a model of static dispatch takes: load of both, a contract and a hashprice. The boards of others are not read for it. */
const mayModel = (rows: readonly LoadRow[]): boolean =>
  lackingOf(rows) === null && rows.some(({ contracted_j, hashprice_ms }) => contracted_j > 0 && hashprice_ms > 0);

const total = (rows: readonly LoadRow[], of: (each: LoadRow) => number): number =>
  rows.reduce((sum, each) => sum + of(each), 0);

/** Rows by local day, in order. */
function byDay(rows: readonly LoadRow[], zone: string): Day[] {
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

type Named = Pick<LoadSeries, 'site' | 'zone'> &
  Partial<Beside & Pick<LoadSeries, 'currency' | 'measured' | 'unpublished'>>;

/** A series of given rows, which are in order of time; what is not read beside them is not known. */
export function seriesOf(rows: readonly LoadRow[], { site, zone, currency = 'USD', ...beside }: Named): LoadSeries {
  const [from, last] = [rows[0]?.start_ms ?? 0, rows.at(-1)?.start_ms ?? -quarterMs];
  return {
    site,
    zone,
    currency,
    from,
    to: last + quarterMs,
    days: byDay(rows, zone),
    devices: rows.reduce((most, each) => Math.max(most, each.device_count), 0),
    lacking: lackingOf(rows),
    meanPrice: mean(
      total(rows, (each) => each.price_time),
      total(rows, (each) => each.price_ms),
    ),
    meanHashprice: mean(
      total(rows, (each) => each.hashprice_time),
      total(rows, (each) => each.hashprice_ms),
    ),
    measured: new Map(),
    unpublished: [],
    ...noBeside,
    ...beside,
  };
}

/** Which load is read: of a site within [from, to), UTC ms; what was published by `asOf`, or what is known now. */
export interface SeriesQuery {
  readonly site: string;
  readonly zone: string;
  readonly currency: string;
  readonly from: number;
  readonly to: number;
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Reads what a site drew, by quarter of an hour. Throws `QUERY_INVALID` when something of it was not published by `asOf`. */
export async function readLoads(store: Pick<Store, 'query'>, asked: SeriesQuery): Promise<LoadRow[]> {
  const { site, from, to, asOf, signal } = asked;
  const span = { from: Math.ceil(from / 1000), to: Math.ceil(to / 1000) };
  const options = { params: { ...span, site: [site], grain: '15m', as_of: asOf ?? 0 }, schema: row };
  if (asOf !== undefined) await checkPublished(store, { asOf, from, to, grain: '15m', sites: [{ id: site }], signal });
  const statement = asOf === undefined ? statements.inForce : statements.asOf;
  return store.query(statement, { ...options, ...(signal && { signal }) });
}

/** Reads what a site drew, and what of `beside` it made, was told and registered. Throws as `readLoads`. */
export async function readSeries(
  store: Pick<Store, 'query'>,
  asked: SeriesQuery,
  beside: readonly BesideName[] = besideNames,
): Promise<LoadSeries> {
  const { site, zone, currency } = asked;
  const rows = await readLoads(store, asked);
  const found = await readBeside(store, { ...asked, mayModel: mayModel(rows) }, beside);
  const unpublished = asked.asOf === undefined ? [] : beside.filter((name) => !(name in found));
  return seriesOf(rows, { site, zone, currency, unpublished, ...found });
}

/** Quarters of a series in which load of both is known, in order. */
export const quartersOf = ({ days }: LoadSeries): Quarter[] => days.flatMap(({ quarters }) => quarters);

/** Number of the whole week that an instant lies in, counted from the start of the series. */
export const weekOf = (series: LoadSeries, at: number): number => Math.floor((at - series.from) / weekMs);
