import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { bigInteger, safeInteger, type Store } from '#store';
import { siteNames, sites } from './sites.ts';

const quarterMs = 900_000;

interface Class {
  readonly readings: string;
  readonly rollup: string;
  readonly quantities: readonly string[];
}

/** Quantities of which every joule, hash and share has to be in the rollups. */
const classes: readonly Class[] = [
  { readings: 'reading_asic', rollup: 'rollup_asic', quantities: ['energy_j', 'hash_gh', 'accepted_diff'] },
  { readings: 'reading_meter', rollup: 'rollup_meter', quantities: ['import_j', 'export_j'] },
];

const readingRow = z.object({
  site: z.string(),
  device: z.string(),
  s: safeInteger,
  e: safeInteger,
  values: z.array(bigInteger),
});
const rollupRow = z.object({
  site: z.string(),
  device: z.string(),
  grain: z.string(),
  from: safeInteger,
  to: safeInteger,
  readings: safeInteger,
  values: z.array(bigInteger),
});
type RollupRow = z.output<typeof rollupRow>;

/** Sums of a device's quarter of an hour; the last one counts the readings that end in it. */
type Sums = bigint[];
/** By quarter, by `site device`. */
type Quarters = Map<string, Map<number, Sums>>;

const floorDiv = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));
/** What falls into the first `x` of `d` ms, rounded, so that neighbouring parts add up to the whole. */
const shareUpTo = (q: bigint, x: bigint, d: bigint): bigint => floorDiv(2n * q * x + d, 2n * d);

function add(sums: Sums, at: number, value: bigint): void {
  sums[at] = (sums[at] ?? 0n) + value;
}

function spread(quarters: Map<number, Sums>, { s, e, values }: z.output<typeof readingRow>): void {
  const d = BigInt(e - s);
  for (let start = Math.floor(s / quarterMs) * quarterMs; start < e; start += quarterMs) {
    const sums = quarters.get(start) ?? [];
    quarters.set(start, sums);
    const x0 = BigInt(Math.max(start - s, 0));
    const x1 = BigInt(Math.min(start + quarterMs, e) - s);
    for (const [at, q] of values.entries()) add(sums, at, shareUpTo(q, x1, d) - shareUpTo(q, x0, d));
    add(sums, values.length, x1 === d ? 1n : 0n);
  }
}

async function expectedOf(store: Store, { readings, quantities }: Class): Promise<Quarters> {
  const values = quantities.map((name) => `toString(ifNull(${name}, 0))`).join(', ');
  const rows = await store.query(
    `SELECT site, device, toUnixTimestamp64Milli(started_at) AS s, toUnixTimestamp64Milli(ended_at) AS e, [${values}] AS values
       FROM ${readings} WHERE site IN {sites: Array(String)}`,
    { schema: readingRow, params: { sites: siteNames } },
  );
  const expected: Quarters = new Map();
  for (const row of rows) {
    const name = `${row.site} ${row.device}`;
    const quarters = expected.get(name) ?? new Map<number, Sums>();
    expected.set(name, quarters);
    spread(quarters, row);
  }
  return expected;
}

async function found(store: Store, { rollup, quantities }: Class): Promise<RollupRow[]> {
  const values = quantities.map((name) => `toString(sum(${name}))`).join(', ');
  return store.query(
    `SELECT site, device, grain, toUnixTimestamp(bucket_start) * 1000 AS from, toUnixTimestamp(bucket_end) * 1000 AS to,
            sum(readings) AS readings, [${values}] AS values
       FROM ${rollup} AS rolled FINAL WHERE site IN {sites: Array(String)} GROUP BY site, device, grain, bucket_start, bucket_end`,
    { schema: rollupRow, params: { sites: siteNames } },
  );
}

function sumBetween(quarters: Map<number, Sums> | undefined, from: number, to: number, width: number): Sums {
  const total = Array.from({ length: width }, () => 0n);
  for (let start = from; start < to; start += quarterMs)
    for (const [at, value] of (quarters?.get(start) ?? []).entries()) add(total, at, value);
  return total;
}

/** A day or month of site time has to begin and end where a calendar of ours says. */
function isInPlace({ site, grain, from, to }: RollupRow): boolean {
  if (grain !== 'day' && grain !== 'month') return true;
  const zone = sites[site as keyof typeof sites];
  const day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).startOfDay();
  const first = grain === 'month' ? day.with({ day: 1 }).startOfDay() : day;
  const next = first.add(grain === 'month' ? { months: 1 } : { days: 1 }).startOfDay();
  return first.epochMilliseconds === from && next.epochMilliseconds === to;
}

function faultsOf(expected: Quarters, rows: readonly RollupRow[], { rollup, quantities }: Class): string[] {
  const faults: string[] = [];
  const width = quantities.length + 1;
  const totals = new Map<string, bigint[]>();
  for (const row of rows) {
    const name = `${row.site} ${row.device}`;
    const own = [...row.values, BigInt(row.readings)];
    const wanted = sumBetween(expected.get(name), row.from, row.to, width);
    const where = `${rollup} ${name} ${row.grain} ${new Date(row.from).toISOString()}`;
    if (!isInPlace(row)) faults.push(`${where}: is no ${row.grain} of its site`);
    if (wanted.some((value, at) => value !== own[at]))
      faults.push(`${where}: ${own.join()}, readings say ${wanted.join()}`);
    const total = totals.get(`${name} ${row.grain}`) ?? [];
    totals.set(`${name} ${row.grain}`, total);
    for (const [at, value] of own.entries()) add(total, at, value);
  }
  for (const [name, quarters] of expected) {
    const whole = Array.from({ length: width }, () => 0n);
    for (const sums of quarters.values()) for (const [at, value] of sums.entries()) add(whole, at, value);
    for (const grain of ['15m', 'hour', 'day', 'month']) {
      const total = totals.get(`${name} ${grain}`);
      if (whole.some((value, at) => value !== (total?.[at] ?? 0n)))
        faults.push(`${rollup} ${name} ${grain}: ${total?.join() ?? 'nothing'} in all, readings say ${whole.join()}`);
    }
  }
  return faults;
}

/**
 * Holds the rollups of devices against the readings, which are spread and added up here once more, by a program that shares nothing with
 * the one under test. Returns what differs, in words.
 */
export async function rollupFaults(store: Store): Promise<string[]> {
  const faults: string[] = [];
  for (const each of classes) faults.push(...faultsOf(await expectedOf(store, each), await found(store, each), each));
  return faults;
}
