import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openRollup, type ReconcileOptions, reconcileRollups, type RollupDifference } from '#rollup';
import { silentLogger } from '#runtime';
import type { Store } from '#store';
import {
  type Bench,
  hourMs,
  insertReadings,
  minuteMs,
  openBench,
  openStack,
  type TestReading,
} from './rollup-stack.ts';

const start = Date.UTC(2026, 5, 10, 3);
const hours = 30;
const file = (id: string): string => `
site: { id: ${id}, zone: America/Chicago, contracted_mw: 1 }
halls:
  - { id: a, workload: mining }
market: { dispatch: { url: 'http://127.0.0.1/d' } }
generators: [{ id: g, mw: 1 }]
devices:
  - { id: m-1, kind: cgminer, address: '127.0.0.1:4001', hall: a, nominal_ths: 100, model: S1 }
  - { id: m-2, kind: cgminer, address: '127.0.0.1:4002', hall: a, nominal_ths: 100, model: S2 }
  - { id: p-0, kind: sunspec, address: '127.0.0.1:4004', point: M0 }
  - { id: p-a, kind: sunspec, address: '127.0.0.1:4005', point: M3, hall: a }
`;

/** Readings of ten minutes, of which one in three crosses a quarter of an hour. */
const readings: TestReading[] = Array.from({ length: hours * 6 }, (_, index) => {
  const [from, to] = [start + index * 10 * minuteMs, start + (index + 1) * 10 * minuteMs];
  const of = (kind: TestReading['class'], device: string, columns: TestReading['columns']): TestReading => ({
    class: kind,
    device,
    from,
    to,
    columns,
  });
  return [
    ...['m-1', 'm-2'].map((device) =>
      of('asic', device, { energy_j: 1_800_000 + index, hash_gh: 60_000, accepted_diff: 7 }),
    ),
    of('meter', 'p-0', { import_j: 4_000_000 + index, export_j: 0 }),
    of('meter', 'p-a', { import_j: 3_700_000 + index, export_j: 0 }),
  ];
}).flat();

let store: Store;
let openStore: (database: string) => Store;
let stop: () => Promise<void>;
let site: string;
let bench: Bench;
let number = 0;

beforeAll(async () => ({ store, openStore, stop } = await openStack()));
afterAll(() => stop());
beforeEach(async () => {
  site = `site-${++number}`;
  bench = await openBench(store, file(site), start + hours * hourMs);
  await bench.load(readings);
});

const reconcile = (options: Partial<ReconcileOptions> = {}): ReturnType<typeof reconcileRollups> =>
  reconcileRollups({
    store,
    openStore,
    clock: { now: () => bench.clock.now(), monotonic: () => 0, sleep: () => Promise.resolve() },
    logger: silentLogger,
    sites: [site],
    settleMs: 0,
    repairs: false,
    ...options,
  });
const placesOf = (differences: readonly RollupDifference[]): string[] => [
  ...new Set(differences.map(({ table, grain }) => `${table} ${grain}`.trim())),
];

describe('rollups are compared with what the readings give', () => {
  test('and are equal where nothing happened, whatever was rolled up in parts', async () => {
    expect(await reconcile()).toEqual({ sites: 1, differences: [], left: [], repaired: 0 });
  });

  test('a wrong value is found in its table, grain and day, with its column', async () => {
    await store.command(
      `INSERT INTO rollup_asic SELECT * REPLACE (metered_j + 5 AS metered_j, version + 1 AS version) FROM rollup_asic FINAL
       WHERE site = {site:String} AND grain = 'hour' AND device = 'm-1' ORDER BY bucket_start LIMIT 1`,
      { params: { site } },
    );
    const { differences } = await reconcile();
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({
      site,
      table: 'rollup_asic',
      grain: 'hour',
      rows: 1,
      example: { column: 'energy_j', place: 'a S1 m-1', bucket_start: '2026-06-10 03:00:00' },
    });
    expect(Number(differences[0]?.example.stored)).toBe(Number(differences[0]?.example.recomputed) + 5);
    expect(await reconcile({ repairs: true })).toMatchObject({ left: [], repaired: 4 });
    expect(await reconcile()).toMatchObject({ differences: [] });
  });

  test('a missing row is found and put back', async () => {
    await store.command(
      `ALTER TABLE rollup_site DELETE WHERE site = {site:String} AND grain = '15m' AND hall = '' AND bucket_start = '2026-06-10 06:15:00'`,
      { params: { site }, settings: { mutations_sync: '2' } },
    );
    const { differences, left } = await reconcile({ repairs: true });
    expect(differences).toMatchObject([
      { table: 'rollup_site', grain: '15m', rows: 1, example: { column: 'missing' } },
    ]);
    expect(left).toEqual([]);
  });

  test('readings that are gone show in every grain, and a repair wins over rows of more readings', async () => {
    await store.command(
      `ALTER TABLE reading_asic DELETE WHERE site = {site:String} AND device = 'm-2' AND toDate(ended_at) = '2026-06-10'`,
      { params: { site }, settings: { mutations_sync: '2' } },
    );
    const { differences, left, repaired } = await reconcile({ repairs: true });
    expect(placesOf(differences)).toEqual(
      expect.arrayContaining(['rollup_asic 15m', 'rollup_asic hour', 'rollup_asic day', 'rollup_site 15m', 'site_1m']),
    );
    expect(left).toEqual([]);
    expect(repaired).toBeGreaterThanOrEqual(21 * 4);
    // What comes later goes on from there.
    await bench.load([{ class: 'asic', device: 'm-2', from: start, to: start + minuteMs, columns: { energy_j: 1 } }]);
    expect(await reconcile()).toMatchObject({ differences: [] });
  });

  test('a repair that read before a late reading and wrote after its recompute does not undo it', async () => {
    const late: TestReading = {
      class: 'asic',
      device: 'm-1',
      from: start,
      to: start + minuteMs,
      columns: { energy_j: 11 },
    };
    const options = { sites: [bench.site], clock: bench.clock, logger: silentLogger, coarseEveryMs: 60_000 };
    const processor = openRollup({ ...options, store });
    processor.mark('telemetry.asic', site, start, start + minuteMs);
    await processor.recompute();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let hasRead = (): void => undefined;
    const read = new Promise<void>((resolve) => (hasRead = resolve));
    const slow: Store = {
      ...store,
      insertBlock: async (block) => {
        hasRead();
        await released;
        return store.insertBlock(block);
      },
    };
    const repair = openRollup({ ...options, store: slow, isCorrection: true });
    repair.mark('telemetry.asic', site, start, start + minuteMs);
    const repairing = repair.recompute({ isWhole: true });
    await read;
    await insertReadings(store, site, [late]);
    processor.mark('telemetry.asic', site, start, start + minuteMs);
    expect(await processor.recompute({ isWhole: false })).toMatchObject({ isWhole: false });
    release();
    await repairing;
    expect(await processor.recompute({ isWhole: false })).toMatchObject({ isWhole: false });
    expect(await processor.recompute({ isWhole: true })).toMatchObject({ isWhole: true });
    expect(await reconcile()).toMatchObject({ differences: [] });
  });

  test('readings that are there twice show, and only within the days that are asked for', async () => {
    const doubled = readings.filter(({ device, from }) => device === 'p-0' && from < start + 2 * hourMs);
    await insertReadings(store, site, doubled);
    const { differences } = await reconcile();
    expect(differences.find(({ table, grain }) => table === 'rollup_meter' && grain === '15m')).toMatchObject({
      day: '2026-06-10',
      rows: 8,
    });
    expect(await reconcile({ from: Date.UTC(2026, 5, 11) })).toMatchObject({ differences: [] });
  });

  test('rollups whose readings are no longer kept are left alone, also by a repair', async () => {
    await store.command('ALTER TABLE reading_asic DELETE WHERE site = {site:String}', {
      params: { site },
      settings: { mutations_sync: '2' },
    });
    const later = { now: () => start + 500 * 24 * hourMs, monotonic: () => 0, sleep: () => Promise.resolve() };
    expect(await reconcile({ clock: later, repairs: true })).toMatchObject({ differences: [], repaired: 0 });
    expect((await reconcile()).differences).not.toEqual([]);
  });

  test('what is no longer different at a second look is none', async () => {
    const more: TestReading = {
      class: 'asic',
      device: 'm-1',
      from: start,
      to: start + minuteMs,
      columns: { energy_j: 9 },
    };
    await insertReadings(store, site, [more]);
    const settled = reconcile({
      clock: {
        now: () => bench.clock.now(),
        monotonic: () => 0,
        sleep: async () => {
          bench.mark([more]);
          await bench.rollup.recompute();
        },
      },
    });
    expect(await settled).toMatchObject({ differences: [] });
  });
});

test('nothing is left beside the store afterwards', async () => {
  const schema = z.object({ name: z.string() });
  const databases = await openStore('default').query('SELECT name FROM system.databases', { schema });
  expect(databases.filter(({ name }) => name.includes('scratch'))).toEqual([]);
});
