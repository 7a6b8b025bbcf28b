import { z } from 'zod';
import type { Store } from '#store';

export interface FleetSize {
  readonly sites: number;
  readonly days: number;
  /** Sites that have rows of units as well, by day. */
  readonly unitSites: number;
  readonly minersPerSite: number;
  readonly boardsPerSite: number;
  /** Days before the end for which there are rows of units by hour, and site facts by 15 minutes. */
  readonly fineDays: number;
}

/** Sites are all in one zone, so that the engine itself can say when their days begin. */
const zone = 'America/Chicago';
const halls = ['asic-a', 'asic-b', 'gpu-a'] as const;
const column = z.object({ name: z.string(), type: z.string() });

type Expressions = Readonly<Record<string, string>>;

/** What stands for a column that is not given: a time known throughout, a count that differs by row, some text. */
function defaultOf({ name, type }: z.output<typeof column>, expectedMs: string): string {
  if (type.startsWith('Map')) return 'map()';
  if (type.includes('String')) return `''`;
  if (name.startsWith('bridged') || name === 'flags' || name.startsWith('curtailed')) return '0';
  if (name.endsWith('_ms')) return expectedMs;
  const varied = `(1000 + cityHash64(site, bucket_start, '${name}') % 1000)`;
  return type.startsWith('Decimal') ? `${varied} / 16` : `${varied} * 1000000`;
}

interface Rows {
  readonly table: string;
  readonly grain: '15m' | 'hour' | 'day' | 'month';
  /** Buckets back from the end. */
  readonly buckets: number;
  readonly sites: number;
  /** Rows of a site in one bucket: `i` counts them. */
  readonly perBucket: number;
  readonly given: Expressions;
  readonly expectedMs: string;
}

const nextOf: Readonly<Record<Rows['grain'], string>> = {
  '15m': 'addMinutes(bucket_start, 15)',
  hour: 'addHours(bucket_start, 1)',
  day: `toDateTime(addDays(toDate(bucket_start, '${zone}'), 1), '${zone}')`,
  month: `toDateTime(addMonths(toDate(bucket_start, '${zone}'), 1), '${zone}')`,
};
const startOf: Readonly<Record<Rows['grain'], (end: string, back: string) => string>> = {
  '15m': (end, back) => `subtractMinutes(${end}, 15 * ${back})`,
  hour: (end, back) => `subtractHours(${end}, ${back})`,
  day: (end, back) => `toDateTime(subtractDays(toDate(${end}, '${zone}'), ${back}), '${zone}')`,
  month: (end, back) => `toDateTime(subtractMonths(toStartOfMonth(toDate(${end}, '${zone}')), ${back} - 1), '${zone}')`,
};

/** A statement must end within the store's time limit on a busy machine too, and within its memory: site facts have hundreds of columns. */
const rowsPerStatement = { units: 400_000, facts: 40_000 } as const;

/** Fills one grain of a table. Every column that it stores is given a value, so that a new one is not forgotten. */
async function fill(store: Store, end: string, rows: Rows): Promise<void> {
  const { table, grain, buckets, sites, perBucket, given, expectedMs } = rows;
  const rowsOf = rowsPerStatement[table === 'rollup_site' ? 'facts' : 'units'];
  const most = Math.max(Math.floor(rowsOf / (sites * perBucket)), 1);
  const columns = await store.query(
    `SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String} AND default_kind != 'ALIAS' ORDER BY position`,
    { params: { database: store.database, table }, schema: column },
  );
  const fixed: Expressions = {
    site: `concat('site-', leftPad(toString(intDiv(number, {count:UInt64} * ${perBucket}) + 1), 3, '0'))`,
    grain: `'${grain}'`,
    through: 'toDateTime64(bucket_end, 3)',
    version: '1',
    ...given,
  };
  const own = columns.filter(({ name }) => name !== 'bucket_start' && name !== 'bucket_end');
  const text = (one: z.output<typeof column>): string =>
    `${fixed[one.name] ?? defaultOf(one, expectedMs)} AS ${one.name}`;
  // The bucket first: what follows is made of it.
  const names = ['bucket_start', 'bucket_end', ...own.map(({ name }) => name)];
  const statement = `INSERT INTO ${table} (${names.join(', ')})
WITH number % ${perBucket} AS i, intDiv(number, ${perBucket}) % {count:UInt64} + 1 + {from:UInt64} AS back,
  toDateTime(bucket_end) - toDateTime(bucket_start) AS seconds
SELECT ${startOf[grain](`toDateTime('${end}', 'UTC')`, 'back')} AS bucket_start, ${nextOf[grain]} AS bucket_end,
  ${own.map(text).join(',\n  ')}
FROM numbers({count:UInt64} * ${sites * perBucket})
SETTINGS max_partitions_per_insert_block = 0, max_insert_threads = 1`;
  for (let from = 0; from < buckets; from += most)
    await store.command(statement, { params: { from, count: Math.min(most, buckets - from) } });
}

const hallOf = (index: string): string => `[${halls.map((hall) => `'${hall}'`).join(', ')}][${index}]`;

function siteRows(devices: number): Pick<Rows, 'table' | 'perBucket' | 'given' | 'expectedMs'> {
  return {
    table: 'rollup_site',
    perBucket: halls.length + 1,
    expectedMs: 'toInt64(seconds) * 1000',
    given: {
      hall: `if(i = 0, '', ${hallOf('i')})`,
      workload: `if(i = 0, '', if(i = 3, 'ai', 'mining'))`,
      expected_ms: `toInt64(seconds) * 1000 * ${devices}`,
      reported_ms: `toInt64(seconds) * 1000 * ${devices}`,
      devices: String(devices),
      expected_devices: String(devices),
    },
  };
}

function unitRows(kind: 'asic' | 'gpu', units: number): Pick<Rows, 'table' | 'perBucket' | 'given' | 'expectedMs'> {
  const hall = kind === 'asic' ? `if(i % 2 = 0, 'asic-a', 'asic-b')` : `'gpu-a'`;
  const model = kind === 'asic' ? `if(i % 2 = 0, 'Antminer S21 Hyd', 'Antminer S19 Pro')` : `'NVIDIA H100 80GB HBM3'`;
  const device = `concat('${kind}-', leftPad(toString(i), 4, '0'))`;
  return {
    table: `rollup_${kind}`,
    perBucket: units,
    expectedMs: 'toInt64(seconds) * 1000',
    given: { hall, model, device },
  };
}

/** Sites, halls and units as the register would have them, so that the api knows them. */
async function fillRegister(store: Store, { sites }: FleetSize): Promise<void> {
  const site = `concat('site-', leftPad(toString(number + 1), 3, '0'))`;
  await store.command(
    `INSERT INTO register_site (site, revision, known_at, zone, currency, power_feed, chain_feed, pool_fee, digest)
SELECT ${site}, 1, now64(3), '${zone}', 'USD', 'power', 'chain', 0.02, 'generated' FROM numbers(${sites})`,
  );
  await store.command(
    `INSERT INTO register_hall (site, revision, hall, workload, loop)
SELECT ${site}, 1, arrayJoin([${halls.map((hall) => `'${hall}'`).join(', ')}]) AS hall, if(hall = 'gpu-a', 'ai', 'mining'), 'loop-a' FROM numbers(${sites})`,
  );
}

/**
 * Writes the rollups of a fleet as they would be long after its readings, without the readings. `end` is the end of the last day, local
 * midnight of the sites' zone as UTC text. Values are arbitrary, times complete. Resolves to the number of rows by table.
 */
export async function fillRollups(
  store: Store,
  size: FleetSize,
  end: string,
): Promise<Readonly<Record<string, number>>> {
  const { sites, days, unitSites, minersPerSite, boardsPerSite, fineDays } = size;
  const ofSite = siteRows(minersPerSite + boardsPerSite);
  const classes = [unitRows('asic', minersPerSite), unitRows('gpu', boardsPerSite)];
  await fillRegister(store, size);
  await fill(store, end, { ...ofSite, grain: 'day', buckets: days, sites });
  await fill(store, end, { ...ofSite, grain: 'hour', buckets: days * 24, sites });
  await fill(store, end, { ...ofSite, grain: '15m', buckets: fineDays * 96, sites });
  await fill(store, end, { ...ofSite, grain: 'month', buckets: Math.ceil(days / 30), sites });
  for (const units of classes) {
    await fill(store, end, { ...units, grain: 'day', buckets: days, sites: unitSites });
    await fill(store, end, { ...units, grain: 'hour', buckets: fineDays * 24, sites: unitSites });
  }
  const counted = z.object({ table: z.string(), rows: z.coerce.number() });
  const counts = await store.query(
    `SELECT table, sum(rows) AS rows FROM system.parts WHERE active AND database = {database:String} AND startsWith(table, 'rollup_') GROUP BY table`,
    { params: { database: store.database }, schema: counted },
  );
  return Object.fromEntries(counts.map(({ table, rows }) => [table, rows]));
}
