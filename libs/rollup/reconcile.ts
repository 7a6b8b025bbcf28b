import { z } from 'zod';
import type { Clock, Logger } from '#runtime';
import { safeInteger, type Store } from '#store';
import { compared, differencesOf, differingSpans, type RollupDifference } from './compare.ts';
import { quarterMs, type Range } from './dirty.ts';
import { openRollup } from './rollup.ts';
import { withScratch } from './scratch.ts';
import type { RollupSite } from './site-rollup.ts';

const siteRow = z.object({ id: z.string(), zone: z.string(), units: safeInteger });
const spanRow = z.object({ from: safeInteger, to: safeInteger });

export interface ReconcileOptions {
  readonly store: Store;
  /** Opens the same store on another database. */
  readonly openStore: (database: string) => Store;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sites of the register; all unless given. */
  readonly sites?: readonly string[];
  /** UTC ms; only rows of buckets within are compared, and of those that have ended: of an open month none. */
  readonly from?: number;
  readonly to?: number;
  /** What differs is looked at again after so long: a processor may just be about to store it. */
  readonly settleMs: number;
  /** Computes what differs anew, as a correction that wins over what is stored. */
  readonly repairs: boolean;
  readonly onSite?: (site: string) => void;
}

export interface RollupsReconciled {
  readonly sites: number;
  /** What differs, of a repair what did before it. */
  readonly differences: readonly RollupDifference[];
  /** What still differs after the repair. */
  readonly left: readonly RollupDifference[];
  /** Buckets of 15 minutes that were computed anew. */
  readonly repaired: number;
}

const dayMs = 86_400_000;
/** What the tables of readings keep (their TTL), less a day: rollups outlive their readings, and must not be made anew without them. */
const readingsKeptMs = 399 * dayMs;

async function sitesOf({ store, sites }: ReconcileOptions): Promise<RollupSite[]> {
  const rows = await store.query(
    `SELECT toString(site) AS id, toString(argMax(zone, revision)) AS zone,
       (SELECT max(n) FROM (SELECT count() AS n FROM register_unit FINAL GROUP BY site, revision)) AS units
     FROM register_site GROUP BY site ORDER BY site`,
    { schema: siteRow },
  );
  return rows
    .filter(({ id }) => sites?.includes(id) ?? true)
    .map(({ id, zone, units }) => ({
      id,
      zone,
      units: { length: units },
      market: { chain: null, power: null, carbon: null, marginal: null },
    }));
}

/** From the first bucket of a site, read or rolled up, to the end of the last. */
async function hullOf(store: Store, site: string): Promise<Range | undefined> {
  const tables = ['asic', 'gpu', 'cooling', 'meter', 'inference'].map(
    (
      name,
    ) => `SELECT min(toUnixTimestamp64Milli(started_at)) AS a, max(toUnixTimestamp64Milli(ended_at)) AS b, count() AS n
               FROM reading_${name} WHERE site = {site:String}`,
  );
  const [hull] = await store.query(
    `SELECT minIf(a, n > 0) AS from, maxIf(b, n > 0) AS to FROM (
       ${tables.join(' UNION ALL ')} UNION ALL
       SELECT toInt64(toUnixTimestamp(min(bucket_start))) * 1000, toInt64(toUnixTimestamp(max(bucket_start))) * 1000 + ${quarterMs}, count()
       FROM rollup_bucket FINAL WHERE site = {site:String})`,
    { params: { site }, schema: spanRow },
  );
  if (!hull || hull.to === 0) return undefined;
  return { from: Math.floor(hull.from / quarterMs) * quarterMs, to: Math.ceil(hull.to / quarterMs) * quarterMs };
}

interface Looked {
  readonly differences: readonly RollupDifference[];
  readonly spans: readonly Range[];
}

/** Computes a site anew from its readings and compares it with what is stored. */
function look(options: ReconcileOptions, site: RollupSite, wantsSpans: boolean): Promise<Looked> {
  const { store, openStore, clock, logger } = options;
  return withScratch(store, openStore, async (scratch) => {
    const hull = await hullOf(store, site.id);
    if (!hull) return { differences: [], spans: [] };
    // A bucket that readings still come into is another at each look.
    const closed = Math.floor((clock.now() - options.settleMs) / quarterMs) * quarterMs;
    const kept = Math.ceil((clock.now() - readingsKeptMs) / dayMs) * dayMs;
    const range = {
      from: Math.max(hull.from, options.from ?? hull.from, kept),
      to: Math.min(hull.to, options.to ?? hull.to, closed),
    };
    if (range.from >= range.to) return { differences: [], spans: [] };
    // What is expected of the first and the last bucket depends on that they are that.
    await store.command(
      `INSERT INTO ${scratch.database}.rollup_bucket SELECT * FROM rollup_bucket FINAL
       WHERE site = {site:String} AND (bucket_start = {first:DateTime('UTC')} OR bucket_start = {last:DateTime('UTC')})`,
      { params: { site: site.id, first: hull.from / 1000, last: hull.to / 1000 - quarterMs / 1000 } },
    );
    const rollup = openRollup({ store: scratch.store, sites: [site], clock, logger });
    // A bucket at the edge takes part in an hour, and a day, that is not compared.
    const from = Math.max(hull.from, range.from - dayMs);
    rollup.mark('telemetry.asic', site.id, from, Math.min(hull.to, range.to + dayMs));
    await rollup.recompute({ isWhole: true });
    const compare = { store, scratch: scratch.database, site: site.id, range };
    const differences: RollupDifference[] = [];
    const spans: Range[] = [];
    for (const table of compared) {
      const found = await differencesOf(compare, table);
      differences.push(...found);
      if (found.length > 0 && wantsSpans) spans.push(...(await differingSpans(compare, table)));
    }
    return { differences, spans };
  });
}

const nameOf = ({ table, grain, day }: RollupDifference): string => `${table} ${grain} ${day}`;

/** What differs at both of two looks, some time apart. */
async function lookTwice(options: ReconcileOptions, site: RollupSite): Promise<Looked> {
  const first = await look(options, site, false);
  if (first.differences.length === 0) return { differences: [], spans: [] };
  await options.clock.sleep(options.settleMs);
  const second = await look(options, site, options.repairs);
  const names = new Set(first.differences.map(nameOf));
  const differences = second.differences.filter((difference) => names.has(nameOf(difference)));
  return { differences, spans: differences.length > 0 ? second.spans : [] };
}

async function repair(
  { store, clock, logger }: ReconcileOptions,
  site: RollupSite,
  spans: readonly Range[],
): Promise<number> {
  const rollup = openRollup({ store, sites: [site], clock, logger, isCorrection: true });
  for (const { from, to } of spans) rollup.mark('telemetry.asic', site.id, from, to);
  return (await rollup.recompute({ isWhole: true })).buckets;
}

/**
 * Computes the rollups of sites anew from the readings, in a database beside, and compares them with what is stored, row by row and column
 * by column; repairs them where that is wanted. May run beside processors. Errors as of the store.
 */
export async function reconcileRollups(options: ReconcileOptions): Promise<RollupsReconciled> {
  const sites = await sitesOf(options);
  const differences: RollupDifference[] = [];
  const left: RollupDifference[] = [];
  let repaired = 0;
  for (const site of sites) {
    options.onSite?.(site.id);
    const found = await lookTwice(options, site);
    differences.push(...found.differences);
    if (!options.repairs || found.differences.length === 0) continue;
    repaired += await repair(options, site, found.spans);
    left.push(...(await lookTwice(options, site)).differences);
  }
  return { sites: sites.length, differences, left: options.repairs ? left : differences, repaired };
}
