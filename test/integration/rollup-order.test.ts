import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Store } from '#store';
import {
  type Bench,
  type Columns,
  insertReadings,
  insertRows,
  minuteMs,
  type DeviceClass,
  openBench,
  openBenches,
  openStack,
  rowsOfReadings,
  type TestReading,
} from './rollup-stack.ts';

let store: Store;
let stop: () => Promise<void>;
beforeAll(async () => ({ store, stop } = await openStack()));
afterAll(() => stop());

// The last hours of a month and a day in Chicago, so that every grain has a boundary within.
const start = Date.UTC(2026, 6, 1, 3, 30);
const end = start + 150 * minuteMs;
const feed = 'power:ERCOT:N:RT5';

const file = (id: string): string => `
site: { id: ${id}, zone: America/Chicago, contracted_mw: 1 }
halls:
  - { id: a, workload: mining, loop: wet }
  - { id: b, workload: mixed }
market:
  power: { market: ERCOT, node: N, product: RT5, url: 'http://127.0.0.1/p' }
  carbon: { kind: electricity_maps, zone: N, url: 'http://127.0.0.1/e' }
  chain: { url: 'http://127.0.0.1/c' }
  dispatch: { url: 'http://127.0.0.1/d' }
  gpu: { usd_per_gpu_hour: 2, billed_share: 0.5 }
tariffs: [{ delivery_per_mwh: 7, to: '2026-07-01T04:20:00Z' }, { demand_per_kw: 9, cp_per_kw_year: 60, from: '2026-07-01T04:20:00Z' }]
coincident_peaks: [{ system: ERCOT, from: '2026-07-01T05:00:00Z', to: '2026-07-01T05:15:00Z' }]
finance: [{ workload: mining, site_opex: 700, depreciation: 90 }]
assets: [{ class: gpu, workload: ai, capex: 90000, life_years: 5, rate: 0.1, from: 2026-01-01 }]
off_peak: [{ end: '23:15' }]
pools: [{ slug: one }]
devices:
  - { id: m-1, kind: cgminer, address: '127.0.0.1:4001', hall: a, nominal_ths: 100, nominal_w: 2000, model: S1 }
  - { id: m-2, kind: cgminer, address: '127.0.0.1:4002', hall: b, nominal_ths: 100, model: S2, to: '2026-07-01T05:10:00Z' }
  - { id: g, kind: dcgm, address: '127.0.0.1:4003', hall: b, gpus: 1 }
  - { id: c, kind: redfish-cdu, address: '127.0.0.1:4008', loop: wet }
  - { id: p-0, kind: sunspec, address: '127.0.0.1:4004', point: M0 }
  - { id: p-a, kind: sunspec, address: '127.0.0.1:4005', point: M3, hall: a }
  - { id: p-b, kind: sunspec, address: '127.0.0.1:4006', point: M3, hall: b }
`;

const devices = [
  ['asic', 'm-1'],
  ['asic', 'm-2'],
  ['asic', 'stranger'],
  ['gpu', 'g/0'],
  ['cooling', 'c'],
  ['meter', 'p-0'],
  ['meter', 'p-a'],
  ['meter', 'p-b'],
] as const;

const quantities = {
  asic: ['energy_j', 'hash_gh', 'rate_gh', 'accepted_diff', 'rejected_diff', 'stale_diff', 'hw_errors', 'diff1'],
  gpu: ['energy_j', 'limit_j', 'sm_ms', 'tensor_ms', 'util_ms'],
  cooling: ['energy_j', 'heat_j', 'flow_ml', 'water_ml'],
  meter: ['import_j', 'export_j'],
};

const quantity = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 50_000_000 }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const step = fc.record({
  minutes: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 20 }) },
    { weight: 1, arbitrary: fc.integer({ min: 20, max: 100 }) },
  ),
  jitterMs: fc.integer({ min: 0, max: 999 }),
  isLost: fc.integer({ min: 0, max: 9 }).map((value) => value === 0),
  isBridged: fc.integer({ min: 0, max: 9 }).map((value) => value === 0),
  heldShare: fc.constantFrom(1, 1, 0.5),
  values: fc.array(quantity, { minLength: 8, maxLength: 8 }),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** The readings of a device, one after the other, with holes. */
function chainOf([kind, device]: (typeof devices)[number], steps: readonly Step[]): TestReading[] {
  const readings: TestReading[] = [];
  let from = start;
  for (const { minutes, jitterMs, isLost, isBridged, heldShare, values } of steps) {
    const to = from + minutes * minuteMs + jitterMs;
    if (to > end) break;
    const columns = Object.fromEntries(quantities[kind].map((name, index) => [name, values[index] ?? null]));
    const observed_ms = Math.floor((to - from) * heldShare);
    if (!isLost)
      readings.push({ class: kind, device, from, to, columns: { ...columns, observed_ms, flags: isBridged ? 1 : 0 } });
    from = to;
  }
  return readings;
}

const history = fc
  .tuple(
    ...devices.map((device) => fc.array(step, { minLength: 12, maxLength: 30 }).map((steps) => chainOf(device, steps))),
  )
  .map((chains) => chains.flat());
const delivery = fc.array(fc.record({ weight: fc.integer({ min: 0, max: 1_000_000 }), isRecomputed: fc.boolean() }), {
  minLength: 200,
  maxLength: 200,
});

const grained = ['rollup_asic', 'rollup_gpu', 'rollup_cooling', 'rollup_meter', 'rollup_site'] as const;
const tables = [...grained, 'site_1m', 'rollup_bucket'] as const;

async function rollupsOf(bench: Bench): Promise<Record<string, Columns[]>> {
  const entries: [string, Columns[]][] = [];
  for (const table of tables) {
    // Minutes keep the version that their quarter had when readings last came in them.
    const hidden = table === 'site_1m' ? { site: '', version: 0 } : { site: '' };
    entries.push([table, (await bench.rows(table)).map((row) => ({ ...row, ...hidden }))]);
  }
  return Object.fromEntries(entries);
}

async function insertInputs(sites: readonly string[]): Promise<void> {
  for (const site of sites) {
    const event = { site, kind: 'curtailment', reason: 'economic', known_at: start };
    await insertRows(store, 'site_event', [
      { ...event, event_id: 'x', revision: 1, scope: 'hall:a', started_at: start + 20 * minuteMs, ended_at: null },
      {
        ...event,
        event_id: 'x',
        revision: 2,
        scope: 'hall:a',
        started_at: start + 20 * minuteMs,
        ended_at: start + 70 * minuteMs,
      },
      {
        ...event,
        event_id: 'y',
        revision: 1,
        reason: 'ai_request',
        scope: 'hall:b',
        setpoint_w: 100,
        started_at: start + 80 * minuteMs,
        ended_at: start + 125 * minuteMs,
      },
    ]);
  }
}

let runs = 0;

interface Delivery {
  /** Batches that another stores: nobody tells of them. */
  readonly foreign?: number;
  /** The partition is taken anew before this batch. */
  readonly takenAt?: number;
}

/** Readings as a loader stores them, batch by batch: each with its offset. The first batch was there when the partition was taken. */
async function deliver(
  { rollup, site: { id: site }, mark }: Bench,
  batches: readonly (readonly TestReading[])[],
  { foreign, takenAt }: Delivery = {},
): Promise<void> {
  const next = new Map<DeviceClass, number>();
  let loader = {};
  for (const [at, batch] of batches.entries()) {
    if (at === takenAt) loader = {};
    if (at === takenAt || at === 1) await rollup.take({ partition: 1, loader });
    const isForeign = at === foreign;
    const numbered = batch.map((reading) => {
      const src_offset = next.get(reading.class) ?? 0;
      if (!isForeign) next.set(reading.class, src_offset + 1);
      return { ...reading, columns: { ...reading.columns, src_offset, src_partition: isForeign ? 2 : 1 } };
    });
    await insertReadings(store, site, numbered);
    if (isForeign) continue;
    // From here on until all of it is told nothing is awaited.
    for (const [name, offset] of next) {
      const mine = numbered.filter((reading) => reading.class === name);
      if (at > 0) rollup.markStored(`telemetry.${name}`, site, { partition: 1, log: 1, offset, loader });
      if (at > 0) rollup.add(`telemetry.${name}`, rowsOfReadings(mine), [{ site, from: 0, to: mine.length }]);
    }
    mark(batch);
    if (at % 2 === 0) await rollup.recompute();
  }
  await rollup.recompute();
}

test('whatever order, grouping and marking readings come in, and however often they are recomputed, the rollups are the same', async () => {
  const prices = Array.from({ length: 40 }, (_, index) => ({
    site: feed,
    market: 'ERCOT',
    node: 'N',
    product: 'RT5',
    currency: 'USD',
    status: 'final',
    known_at: start,
    start_at: start + (index - 4) * 5 * minuteMs,
    end_at: start + (index - 3) * 5 * minuteMs,
    price: index * 1.7 - 12.3,
    energy: index % 7 === 0 ? null : index * 1.7 - 15,
    congestion: 2.5,
    loss: 0.2,
  }));
  await insertRows(store, 'market_power', prices);
  const hours = [0, 1, 2, 3].flatMap((hour) =>
    ['estimated', 'measured'].map((status, known) => ({
      site: 'carbon:electricity_maps:N',
      source: 'electricity_maps',
      zone: 'N',
      status,
      known_at: start + known,
      start_at: start + (hour * 60 - 30) * minuteMs,
      end_at: start + (hour * 60 + 30) * minuteMs,
      g_per_kwh: 300.1 + hour + 7 * known,
    })),
  );
  await insertRows(store, 'market_carbon', hours.slice(0, -1));
  await insertRows(store, 'market_chain', [
    {
      site: 'chain:mempool',
      observed_at: start - minuteMs,
      known_at: start,
      height: 1,
      difficulty: 1e14,
      subsidy_sat: 312_500_000,
      fee_sat: 5,
      price_usd: 1e5,
    },
  ]);
  const blocks = Array.from({ length: 20 }, (_, index) => ({
    site: 'chain:mempool',
    started_at: start + (index - 1) * 9 * minuteMs,
    ended_at: start + index * 9 * minuteMs,
    found_at: start + index * 9 * minuteMs,
    known_at: start,
    height: 900_000 + index,
    hash: `${index}`,
    difficulty: 1e14 + index / 7,
    subsidy_sat: 312_500_000,
    fee_sat: index,
    pool: index % 3 === 0 ? 'one' : 'unknown',
  }));
  await insertRows(store, 'market_block', blocks);
  await fc.assert(
    fc.asyncProperty(history, delivery, async (readings, order) => {
      fc.pre(readings.length > 0);
      runs += 1;
      const [whole, pieced] = [
        await openBench(store, file(`whole-${runs}`), end),
        await openBench(store, file(`pieced-${runs}`), end),
      ];
      // The last hour is live when they begin, and nothing when they end.
      const together = await openBenches(
        store,
        ['one', 'two'].map((name) => file(`${name}-${runs}`)),
        end - 60 * minuteMs,
      );
      await insertInputs([whole, pieced, ...together].map(({ site }) => site.id));
      await whole.load(readings);
      const shuffled = readings
        .map((each, index) => ({ each, ...(order[index % order.length] ?? { weight: 0, isRecomputed: false }) }))
        .sort((a, b) => a.weight - b.weight);
      const third = Math.ceil(shuffled.length / 3);
      for (let at = 0; at < shuffled.length; at += third) {
        const group = shuffled.slice(at, at + third).map(({ each }) => each);
        await insertReadings(store, pieced.site.id, group);
        pieced.mark(group);
        if (shuffled[at]?.isRecomputed) await pieced.rollup.recompute();
      }
      await pieced.rollup.recompute();
      const expected = await rollupsOf(whole);
      expect(await rollupsOf(pieced)).toEqual(expected);
      const ordered = shuffled.map(({ each }) => each);
      const batches = Array.from({ length: 5 }, (_, at) => ordered.filter((_, index) => index % 5 === at));
      const [first, second] = together;
      await Promise.all([
        first && deliver(first, batches, { takenAt: 3 }),
        second && deliver(second, batches.toReversed(), { foreign: 2 }),
      ]);
      expect(first && (await rollupsOf(first))).toEqual(expected);
      for (const bench of together) {
        bench.clock.advance(2 * 60 * minuteMs);
        await bench.rollup.pollRevisions();
      }
      await second?.rollup.recompute();
      expect(first && (await rollupsOf(first))).toEqual(expected);
      expect(second && (await rollupsOf(second))).toEqual(expected);
      whole.mark(readings);
      await whole.rollup.recompute();
      expect(await rollupsOf(whole)).toEqual(expected);
      checkSums(expected, readings);
    }),
    { numRuns: 3, seed: 20_261_123, endOnFailure: true },
  );
}, 400_000);

const total = (rows: readonly Columns[], name: string): number => rows.reduce((sum, row) => sum + Number(row[name]), 0);

/** Every grain sums to the readings, devices to their halls, halls to the site. */
function checkSums(rollups: Record<string, Columns[]>, readings: readonly TestReading[]): void {
  const grain = (table: string, name: string): Columns[] =>
    (rollups[table] ?? []).filter((row) => row['grain'] === name);
  for (const name of ['15m', 'hour', 'day', 'month']) {
    for (const kind of ['asic', 'gpu', 'cooling', 'meter'] as const) {
      for (const column of kind === 'meter' ? ['import_j', 'export_j'] : ['energy_j']) {
        const mine = readings.filter((reading) => reading.class === kind);
        expect([name, kind, total(grain(`rollup_${kind}`, name), column)]).toEqual([
          name,
          kind,
          total(
            mine.map(({ columns }) => columns),
            column,
          ),
        ]);
      }
      expect(total(grain(`rollup_${kind}`, name), 'readings')).toBe(
        readings.filter((reading) => reading.class === kind).length,
      );
    }
    const sites = grain('rollup_site', name);
    expect(
      total(
        sites.filter((row) => row['hall'] === ''),
        'accepted_diff',
      ),
    ).toBe(total(grain('rollup_asic', name), 'accepted_diff'));
    for (const hall of ['a', 'b']) {
      const units = grain('rollup_asic', name).filter((row) => row['hall'] === hall);
      expect(
        total(
          sites.filter((row) => row['hall'] === hall),
          'accepted_diff',
        ),
      ).toBe(total(units, 'accepted_diff'));
    }
    const hallsOf = (at: unknown): Columns[] => sites.filter((row) => row['bucket_start'] === at && row['hall'] !== '');
    for (const site of sites.filter(
      (row) => row['hall'] === '' && row['it_ms'] === row['facility_ms'] && row['it_ms'] === row['window_ms'],
    )) {
      expect(total(hallsOf(site['bucket_start']), 'facility_j')).toBe(site['facility_j']);
      expect(total(hallsOf(site['bucket_start']), 'overhead_j')).toBe(site['overhead_j']);
    }
  }
}

test('a recompute from fewer readings that finishes late loses', async () => {
  const bench = await openBench(store, file('late'), end);
  const reading = (device: string, from: number, to: number): TestReading => ({
    class: 'meter',
    device,
    from: start + from * minuteMs,
    to: start + to * minuteMs,
    columns: { import_j: 1000, export_j: 0 },
  });
  await bench.load([reading('p-0', 0, 10), reading('p-0', 40, 41)]);
  for (const table of tables) await store.command(`CREATE TABLE early_${table} AS ${table} ENGINE = Memory`);
  for (const table of tables)
    await store.command(`INSERT INTO early_${table} SELECT * FROM ${table} FINAL WHERE site = 'late'`);
  await bench.load([reading('p-0', 10, 40)]);
  const complete = await rollupsOf(bench);
  for (const table of tables) await store.command(`INSERT INTO ${table} SELECT * FROM early_${table}`);
  expect(await rollupsOf(bench)).toEqual(complete);
});
