import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Site, parseSite } from '#register';
import { openRollup, publishRegister, type Rollup } from '#rollup';
import { ManualClock, silentLogger } from '#runtime';
import { createStore, type Rows, type Store } from '#store';
import { startEngine } from '#store/engine';
import { layMigrated } from '../support/migrated.ts';
import { rowsOf as rowsOfObjects } from '../support/rows.ts';

export const minuteMs = 60_000;
export const quarterMs = 15 * minuteMs;
export const hourMs = 60 * minuteMs;

/** A migrated store of its own; data of any age stays. */
export async function openStack(): Promise<{
  store: Store;
  openStore: (database: string) => Store;
  stop: () => Promise<void>;
}> {
  const directory = mkdtempSync(join(tmpdir(), 'coload-rollup-'));
  const login = { user: 'coload', password: 'secret' };
  await layMigrated(join(directory, 'store'));
  const engine = await startEngine({ directory: join(directory, 'store'), logger: silentLogger, ...login });
  const store = createStore({ url: engine.url, ...login });
  for (const table of [
    'reading_asic',
    'reading_gpu',
    'reading_cooling',
    'reading_meter',
    'reading_inference',
    'site_1m',
  ])
    await store.command(`ALTER TABLE ${table} REMOVE TTL`);
  const stop = async (): Promise<void> => {
    await store.close();
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  const openStore = (database: string): Store => createStore({ url: engine.url, ...login, database });
  return { store, openStore, stop };
}

export type Columns = Readonly<Record<string, unknown>>;
export type DeviceClass = 'asic' | 'gpu' | 'cooling' | 'meter' | 'inference';

/** A reading of `device` over (from, to], UTC ms; observed throughout and metered unless said otherwise. */
export interface TestReading {
  readonly class: DeviceClass;
  readonly device: string;
  readonly from: number;
  readonly to: number;
  readonly columns: Columns;
}

const sources: Record<DeviceClass, Columns> = {
  asic: { energy_source: 'metered', hash_source: 'metered' },
  gpu: { energy_source: 'metered', limit_source: 'metered', sm_source: 'sm_active' },
  cooling: { energy_source: 'metered', heat_source: 'metered' },
  meter: { energy_source: 'metered' },
  inference: {},
};

const lineage = { collector: 'test', incarnation: 'i', sequence: 1, src_log: 1, src_partition: 0, src_offset: 0 };
const text = (ms: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'UTC', dateStyle: 'short', timeStyle: 'medium' }).format(ms) +
  `.${String(ms % 1000).padStart(3, '0')}`;

/** Inserts rows as objects; instants are given in ms under the names of their columns. */
export async function insertRows(store: Store, table: string, rows: readonly Columns[]): Promise<void> {
  if (rows.length === 0) return;
  const instants = /_at$/;
  const lines = rows.map((row) =>
    JSON.stringify(
      Object.fromEntries(
        Object.entries({ ...lineage, ...row }).map(([name, value]) => [
          name,
          instants.test(name) && typeof value === 'number' ? text(value) : value,
        ]),
      ),
    ),
  );
  await store.insertBlock({
    statement: `INSERT INTO ${table} FORMAT JSONEachRow`,
    body: Buffer.from(lines.join('\n')),
    settings: { max_partitions_per_insert_block: '100' },
  });
}

export async function insertReadings(store: Store, site: string, readings: readonly TestReading[]): Promise<void> {
  for (const name of ['asic', 'gpu', 'cooling', 'meter', 'inference'] as const) {
    const rows = readings
      .filter((reading) => reading.class === name)
      .map((reading) => ({ site, ...columnsOf(reading) }));
    await insertRows(store, `reading_${name}`, rows);
  }
}

const columnsOf = ({ class: ofClass, device, from, to, columns }: TestReading): Columns => ({
  device,
  started_at: from,
  ended_at: to,
  observed_ms: to - from,
  flags: 0,
  ...sources[ofClass],
  ...columns,
});

/** Readings of one class as a loader has them when it has stored them. */
export const rowsOfReadings = (readings: readonly TestReading[]): Rows => rowsOfObjects(readings.map(columnsOf));

/** The rows of a rollup table in force, ordered; 64-bit integers as numbers. */
export async function rowsOf(store: Store, table: string, where: string): Promise<Record<string, unknown>[]> {
  const schema = z.record(z.string(), z.unknown());
  return store.query(`SELECT * FROM ${table} FINAL WHERE ${where} ORDER BY ALL`, {
    schema,
    settings: {
      output_format_json_quote_64bit_integers: 0,
      output_format_json_quote_decimals: 0,
      asterisk_include_alias_columns: 1,
    },
  });
}

/** The site of a test: its file, the register published, rollups open. */
export interface Bench {
  readonly site: Site;
  readonly rollup: Rollup;
  readonly clock: ManualClock;
  /** Inserts readings, marks them and recomputes. */
  load(readings: readonly TestReading[]): Promise<void>;
  mark(readings: readonly TestReading[]): void;
  /** One 15-minute row of a table. */
  row(table: string, at: number, where?: string): Promise<Record<string, unknown>>;
  rows(table: string, where?: string): Promise<Record<string, unknown>[]>;
}

export async function openBench(store: Store, file: string, now: number): Promise<Bench> {
  const [bench] = await openBenches(store, [file], now);
  if (!bench) throw new Error('no site');
  return bench;
}

/** Several sites whose rollups are kept together. */
export async function openBenches(store: Store, files: readonly string[], now: number): Promise<Bench[]> {
  const sites = files.map((file) => parseSite(file, 'site.yaml'));
  const clock = new ManualClock(now);
  for (const site of sites) await publishRegister(store, site, clock);
  const rollup = openRollup({ store, sites, clock, logger: silentLogger, coarseEveryMs: 0 });
  return sites.map((site) => benchOf(store, site, rollup, clock));
}

function benchOf(store: Store, site: Site, rollup: Rollup, clock: ManualClock): Bench {
  const mark = (readings: readonly TestReading[]): void => {
    for (const reading of readings) rollup.mark(`telemetry.${reading.class}`, site.id, reading.from, reading.to);
  };
  const rows: Bench['rows'] = (table, where = '1') => rowsOf(store, table, `site = '${site.id}' AND ${where}`);
  return {
    site,
    rollup,
    clock,
    mark,
    rows,
    load: async (readings) => {
      await insertReadings(store, site.id, readings);
      mark(readings);
      await rollup.recompute();
    },
    row: async (table, at, where = '1') => {
      const [row] = await rows(table, `grain = '15m' AND toUnixTimestamp(bucket_start) = ${at / 1000} AND ${where}`);
      if (!row) throw new Error(`${table} has no row at ${at} where ${where}`);
      return row;
    },
  };
}
