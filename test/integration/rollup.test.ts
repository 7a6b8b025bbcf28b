import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { Store } from '#store';
import { openRollup, publishRegister } from '#rollup';
import { silentLogger } from '#runtime';
import { parseSite } from '#register';
import {
  type Bench,
  type Columns,
  hourMs,
  insertReadings,
  insertRows,
  minuteMs,
  openBench,
  openStack,
  type TestReading,
} from './rollup-stack.ts';

let store: Store;
let stop: () => Promise<void>;
beforeAll(async () => ({ store, stop } = await openStack()));
afterAll(() => stop());

const noon = Date.UTC(2026, 5, 10, 12);
const minute = (count: number): number => noon + count * minuteMs;
const kwh = 3_600_000;

const file = (id: string, change: (text: string) => string = (text) => text): string =>
  change(`
site: { id: ${id}, zone: America/Chicago, contracted_mw: 1 }
halls:
  - { id: a, workload: mining, loop: wet }
  - { id: b, workload: ai }
market:
  power: { market: ERCOT, node: ${id}, product: RT5, url: 'http://127.0.0.1/p' }
  chain: { url: 'http://127.0.0.1/c' }
  gpu: { usd_per_gpu_hour: 2, billed_share: 0.5 }
  pool_fee: 0.02
devices:
  - { id: m-1, kind: cgminer, address: '127.0.0.1:4001', hall: a, nominal_ths: 100, model: S1 }
  - { id: m-2, kind: cgminer, address: '127.0.0.1:4002', hall: a, nominal_ths: 100, model: S2 }
  - { id: g, kind: dcgm, address: '127.0.0.1:4003', hall: b, gpus: 1, nominal_w: 700, model: H }
  - { id: c, kind: redfish-cdu, address: '127.0.0.1:4008', loop: wet }
  - { id: p-0, kind: sunspec, address: '127.0.0.1:4004', point: M0 }
  - { id: p-a, kind: sunspec, address: '127.0.0.1:4005', point: M3, hall: a }
  - { id: p-b, kind: sunspec, address: '127.0.0.1:4006', point: M3, hall: b }
  - { id: p-c, kind: sunspec, address: '127.0.0.1:4007', point: Mc, loop: wet }
`);

const reading = (
  kind: TestReading['class'],
  device: string,
  span: readonly [number, number],
  columns: Columns,
): TestReading => ({
  class: kind,
  device,
  from: minute(span[0]),
  to: minute(span[1]),
  columns,
});
const meter = (device: string, span: readonly [number, number], import_j: number, columns: Columns = {}): TestReading =>
  reading('meter', device, span, { import_j, export_j: 0, ...columns });
/** All meters over one span: kWh at M0, M3 of both halls and Mc. */
const meters = (
  span: readonly [number, number],
  [m0, a, b, mc]: readonly [number, number, number, number],
): TestReading[] => [
  meter('p-0', span, m0 * kwh),
  meter('p-a', span, a * kwh),
  meter('p-b', span, b * kwh),
  meter('p-c', span, mc * kwh),
];
const miner = (device: string, span: readonly [number, number], columns: Columns = {}): TestReading =>
  reading('asic', device, span, {
    energy_j: 3000,
    accepted_diff: 100,
    rejected_diff: 1,
    stale_diff: 0,
    hash_gh: 10,
    hw_errors: 0,
    ...columns,
  });

const open = (id: string, change?: (text: string) => string): Promise<Bench> =>
  openBench(store, file(id, change), minute(600));

describe('units', () => {
  test('have a reading over a boundary apportioned by overlap; its parts add up and it counts where it ends', async () => {
    const bench = await open('boundary');
    await bench.load([miner('m-1', [10, 20], { energy_j: 1001, accepted_diff: 7 })]);
    const [first, second] = [
      await bench.row('rollup_asic', noon, "device = 'm-1'"),
      await bench.row('rollup_asic', minute(15), "device = 'm-1'"),
    ];
    expect(first).toMatchObject({
      energy_j: 501,
      accepted_diff: 4,
      readings: 0,
      reported_ms: 300_000,
      energy_ms: 300_000,
    });
    expect(second).toMatchObject({
      energy_j: 500,
      accepted_diff: 3,
      readings: 1,
      reported_ms: 300_000,
      hall: 'a',
      model: 'S1',
    });
  });

  test('stay exact up to the largest integers that a counter has', async () => {
    const bench = await open('large');
    await bench.load([
      miner('m-1', [-7, 1300], { accepted_diff: '9007199254740993', energy_j: '9223372036854775806' }),
    ]);
    const [sum] = await store.query(
      "SELECT toString(sum(accepted_diff)) AS diff, toString(sum(energy_j)) AS energy FROM rollup_asic FINAL WHERE site = 'large' AND grain = '15m'",
      { schema: z.object({ diff: z.string(), energy: z.string() }) },
    );
    expect(sum).toEqual({ diff: '9007199254740993', energy: '9223372036854775806' });
  });

  test('that are expected and silent have a row and lower the coverage, never ahead of the latest reading of the site', async () => {
    const bench = await open('silent');
    await bench.load([miner('m-1', [0, 10])]);
    expect(await bench.row('rollup_asic', noon, "device = 'm-2'")).toMatchObject({
      expected_ms: 600_000,
      reported_ms: 0,
      readings: 0,
    });
    expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({
      window_ms: 600_000,
      expected_ms: 8 * 600_000,
      reported_ms: 600_000,
      devices: 1,
      expected_devices: 8,
    });
    await bench.load([miner('m-1', [30, 31])]);
    expect(await bench.row('rollup_asic', noon, "device = 'm-2'")).toMatchObject({ expected_ms: 900_000 });
    expect(await bench.row('rollup_asic', minute(15), "device = 'm-1'")).toMatchObject({
      expected_ms: 900_000,
      reported_ms: 0,
    });
  });

  test('that the register does not know are counted without a place', async () => {
    const bench = await open('unknown');
    await bench.load([miner('stranger', [0, 15])]);
    expect(await bench.row('rollup_asic', noon, "device = 'stranger'")).toMatchObject({
      hall: '',
      model: '',
      expected_ms: 0,
      energy_j: 3000,
      wall_j: 3000,
    });
  });

  test('are up at half of the rated rate, by the mean of the reading, and only while observed', async () => {
    const bench = await open('up');
    await bench.load([
      miner('m-1', [0, 5], { rate_gh: 50_000 * 300 }),
      miner('m-1', [5, 10], { rate_gh: 50_000 * 300 - 1 }),
      miner('m-1', [10, 15], { rate_gh: 100_000 * 200, observed_ms: 200_000 }),
    ]);
    expect(await bench.row('rollup_asic', noon, "device = 'm-1'")).toMatchObject({
      up_ms: 500_000,
      rate_ms: 800_000,
      nominal_gh: 90_000_000,
      observed_ms: 800_000,
    });
  });

  test('know an estimated energy only while it was observed, and nothing where it is null', async () => {
    const bench = await open('estimated');
    await bench.load([
      miner('m-1', [0, 5], { energy_source: 'psu', observed_ms: 100_000 }),
      miner('m-1', [5, 10], { energy_j: null, accepted_diff: null }),
      miner('m-1', [10, 15], { rejected_diff: null }),
    ]);
    expect(await bench.row('rollup_asic', noon, "device = 'm-1'")).toMatchObject({
      energy_ms: 400_000,
      energy_j: 6000,
      shares_ms: 600_000,
      rejects_ms: 300_000,
      wall_j: 0,
    });
  });

  test('of a GPU host compare energy with the limit only where it was held throughout, and tell what stood in for activity', async () => {
    const bench = await open('gpu');
    await bench.load([
      reading('gpu', 'g/0', [0, 5], { energy_j: 100, limit_j: 200, sm_ms: 60_000, util_ms: 30_000 }),
      reading('gpu', 'g/0', [5, 10], {
        energy_j: 50,
        limit_j: 70,
        observed_ms: 200_000,
        sm_ms: 20_000,
        sm_source: 'gpu_util',
      }),
      reading('gpu', 'g/0', [10, 15], { energy_j: 25, limit_j: null, sm_ms: null }),
    ]);
    expect(await bench.row('rollup_gpu', noon)).toMatchObject({
      energy_j: 175,
      energy_ms: 900_000,
      limited_energy_j: 100,
      limit_j: 200,
      limited_ms: 300_000,
      sm_ms: 80_000,
      sm_observed_ms: 500_000,
      sm_fallback_ms: 200_000,
      util_ms: 30_000,
      util_observed_ms: 300_000,
      tensor_observed_ms: 0,
    });
  });

  test('are curtailed in the union of the events in force on site, hall and device', async () => {
    const bench = await open('curtailed');
    const event = { site: 'curtailed', kind: 'curtailment', reason: 'economic', known_at: noon };
    await insertRows(store, 'site_event', [
      { ...event, event_id: 'x', revision: 1, scope: 'hall:a', started_at: minute(2), ended_at: null },
      { ...event, event_id: 'x', revision: 2, scope: 'hall:a', started_at: minute(5), ended_at: minute(10) },
      { ...event, event_id: 'y', revision: 1, scope: 'site', started_at: minute(8), ended_at: minute(12) },
      { ...event, event_id: 'z', revision: 1, scope: 'device:m-2', started_at: minute(-5), ended_at: minute(1) },
      { ...event, event_id: 'w', revision: 1, scope: 'hall:b', started_at: minute(0), ended_at: minute(15) },
    ]);
    await bench.load([miner('m-1', [0, 15])]);
    expect(await bench.row('rollup_asic', noon, "device = 'm-1'")).toMatchObject({ curtailed_ms: 7 * minuteMs });
    expect(await bench.row('rollup_asic', noon, "device = 'm-2'")).toMatchObject({ curtailed_ms: 8 * minuteMs });
    await insertRows(store, 'site_event', [
      { ...event, event_id: 'y', revision: 2, scope: 'site', started_at: minute(14), ended_at: minute(14) },
    ]);
    bench.rollup.mark('site.event', 'curtailed', minute(14), minute(14));
    expect(await bench.rollup.recompute()).toEqual({ buckets: 1, isWhole: true });
    expect(await bench.row('rollup_asic', noon, "device = 'm-1'")).toMatchObject({ curtailed_ms: 5 * minuteMs });
  });
});

describe('the energy balance', () => {
  test('gives what cools a loop to its halls and the rest to all, by IT energy, and adds up', async () => {
    const bench = await open('overhead');
    await bench.load(meters([0, 15], [100, 60, 20, 12]));
    const hall = async (id: string): Promise<Columns> => bench.row('rollup_site', noon, `hall = '${id}'`);
    expect(await hall('')).toMatchObject({
      m0_j: 100 * kwh,
      it_j: 80 * kwh,
      overhead_j: 20 * kwh,
      facility_j: 100 * kwh,
      facility_ms: 900_000,
    });
    expect(await hall('a')).toMatchObject({
      it_j: 60 * kwh,
      overhead_j: 18 * kwh,
      facility_j: 78 * kwh,
      cooling_j: 12 * kwh,
    });
    expect(await hall('b')).toMatchObject({ it_j: 20 * kwh, overhead_j: 2 * kwh, facility_j: 22 * kwh, cooling_j: 0 });
  });

  test('splits odd joules so that halls and devices still add up to the joule', async () => {
    const bench = await open('odd');
    const odd = [
      meter('p-0', [0, 15], 1_000_003),
      meter('p-a', [0, 15], 300_001),
      meter('p-b', [0, 15], 299_999),
      meter('p-c', [0, 15], 77_777),
    ];
    await bench.load([
      ...odd,
      miner('m-1', [0, 15], { energy_j: 1001 }),
      miner('m-2', [0, 15], { energy_j: 997 }),
      reading('gpu', 'g/0', [0, 15], { energy_j: 5 }),
    ]);
    const halls = await bench.rows('rollup_site', "grain = '15m' AND hall != ''");
    expect(halls.reduce((sum, row) => sum + Number(row['facility_j']), 0)).toBe(1_000_003);
    const miners = await bench.rows('rollup_asic', "grain = '15m'");
    expect(miners.reduce((sum, row) => sum + Number(row['facility_j']), 0)).toBe(
      halls.find((row) => row['hall'] === 'a')?.['facility_j'],
    );
    expect((await bench.row('rollup_gpu', noon))['facility_j']).toBe(
      halls.find((row) => row['hall'] === 'b')?.['facility_j'],
    );
  });

  test('shares a mixed hall between miners and boards by their energy', async () => {
    const bench = await open('mixed', (text) =>
      text
        .replace('workload: mining, loop: wet', 'workload: mixed, loop: wet')
        .replace("4003', hall: b", "4003', hall: a"),
    );
    await bench.load([
      ...meters([0, 15], [100, 80, 0, 12]),
      miner('m-1', [0, 15], { energy_j: 100 }),
      miner('m-2', [0, 15], { energy_j: 200 }),
      reading('gpu', 'g/0', [0, 15], { energy_j: 100 }),
    ]);
    expect(await bench.row('rollup_asic', noon, "device = 'm-2'")).toMatchObject({ facility_j: 50 * kwh });
    expect(await bench.row('rollup_gpu', noon)).toMatchObject({ facility_j: 25 * kwh });
    expect(await bench.row('rollup_site', noon, "hall = 'a'")).toMatchObject({
      mining_facility_j: 75 * kwh,
      ai_revenue_j: 25 * kwh,
    });
  });

  test('joins facility and IT only in quarters in which both are covered', async () => {
    const bench = await open('pue');
    await bench.load([
      ...meters([0, 15], [100, 60, 0, 5]),
      ...meters([15, 30], [10, 9, 0, 1]),
      ...meters([30, 45], [50, 1, 0, 1]).slice(0, 2),
      meter('p-b', [30, 43], 0),
    ]);
    const [hour] = await bench.rows('rollup_site', "grain = 'hour' AND hall = ''");
    expect(Number(hour?.['pue_facility_j']) / Number(hour?.['pue_it_j'])).toBeCloseTo(1.5942, 4);
    expect(hour).toMatchObject({ pue_ms: 1_800_000, m0_j: 160 * kwh, it_ms: 2_580_000 });
  });

  test('takes generation in, export and battery charge out', async () => {
    const bench = await open(
      'behind',
      (text) => `${text}
  - { id: p-g, kind: sunspec, address: '127.0.0.1:4010', point: Mg }
  - { id: p-y, kind: sunspec, address: '127.0.0.1:4011', point: Mb }
`,
    );
    const all = [
      meter('p-0', [0, 15], 100, { export_j: 30 }),
      meter('p-g', [0, 15], 50),
      meter('p-y', [0, 15], 20, { export_j: 5 }),
      meter('p-a', [0, 15], 60),
      meter('p-b', [0, 15], 20),
    ];
    await bench.load(all);
    expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({
      m0_j: 100,
      facility_j: 105,
      overhead_j: 25,
    });
  });

  test('counts heat and cooling of a loop without a meter by its units, and contracted power where energy is known', async () => {
    const bench = await open('heat', (text) => text.replace(/.*p-c.*\n/, ''));
    const cdu = { energy_j: 2 * kwh, heat_j: 50 * kwh };
    await bench.load([...meters([0, 15], [100, 60, 20, 0]).slice(0, 3), reading('cooling', 'c', [0, 15], cdu)]);
    expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({
      cooling_j: 2 * kwh,
      heat_j: 50 * kwh,
      cer_heat_j: 50 * kwh,
      cer_cooling_j: 2 * kwh,
      cer_ms: 900_000,
      contracted_j: 250 * kwh,
      contracted_facility_j: 100 * kwh,
      contracted_ms: 900_000,
    });
    expect(await bench.row('rollup_site', noon, "hall = 'a'")).toMatchObject({
      heat_j: 50 * kwh,
      overhead_j: 2 * kwh + 13.5 * kwh,
    });
  });

  test('leaves bridged and half-covered quarters out of level and peak', async () => {
    const bench = await open('level');
    await bench.load([
      meter('p-0', [0, 15], 90 * kwh),
      meter('p-0', [15, 30], 45 * kwh, { flags: 1 }),
      meter('p-0', [30, 44], 40 * kwh),
      meter('p-0', [45, 60], 30 * kwh),
    ]);
    const [hour] = await bench.rows('rollup_site', "grain = 'hour' AND hall = ''");
    expect(hour).toMatchObject({
      facility_j: 205 * kwh,
      level_j: 120 * kwh,
      level_ms: 1_800_000,
      peak_w: 360_000,
      facility_ms: 3_540_000,
    });
  });
});

describe('money', () => {
  const price = (id: string, span: readonly [number, number], usd: number | null, known = 0): Columns => ({
    site: `power:ERCOT:${id}:RT5`,
    market: 'ERCOT',
    node: id,
    product: 'RT5',
    currency: 'USD',
    status: 'final',
    start_at: minute(span[0]),
    end_at: minute(span[1]),
    price: usd,
    known_at: minute(known),
  });

  test('weighs the price by the energy of the same 5 minutes: 100 at 20 and 300 at 80 cost 65', async () => {
    const bench = await open('price');
    await insertRows(store, 'market_power', [price('price', [0, 15], 20), price('price', [15, 30], 80)]);
    await bench.load([meter('p-0', [0, 15], 100_000 * kwh), meter('p-0', [15, 30], 300_000 * kwh)]);
    const [hour] = await bench.rows('rollup_site', "grain = 'hour' AND hall = ''");
    expect(hour).toMatchObject({
      cost: 26_000,
      priced_j: 400_000 * kwh,
      priced_ms: 1_800_000,
      price_ms: 1_800_000,
      price_time: 50 * 1_800_000,
    });
  });

  test('pays a negative price, takes the latest revision, and leaves unpriced and bridged energy out', async () => {
    const bench = await open('negative');
    await insertRows(store, 'market_power', [
      price('negative', [0, 5], 100),
      price('negative', [0, 5], -15.5, 1),
      price('negative', [5, 10], 0.1),
      price('negative', [10, 15], null),
      price('negative', [15, 30], 10),
    ]);
    await bench.load([meter('p-0', [0, 15], 3000 * kwh), meter('p-0', [15, 30], 1000 * kwh, { flags: 1 })]);
    const [hour] = await bench.rows('rollup_site', "grain = 'hour' AND hall = ''");
    expect(hour).toMatchObject({ cost: -15.4, priced_j: 2000 * kwh, priced_ms: 600_000, price_ms: 1_500_000 });
  });

  test('bills a hall its facility energy where its feeder drew it', async () => {
    const bench = await open('hall');
    await insertRows(store, 'market_power', [price('hall', [0, 5], 30), price('hall', [5, 15], 60)]);
    await bench.load(meters([0, 15], [100_000, 60_000, 20_000, 12_000]));
    expect(await bench.row('rollup_site', noon, "hall = 'a'")).toMatchObject({
      cost: 78 * 50,
      priced_j: 78_000 * kwh,
      priced_ms: 900_000,
    });
  });

  test('is recomputed when another processor has stored a revised price, and only then', async () => {
    const bench = await open('revised');
    await insertRows(store, 'market_power', [price('revised', [0, 15], 20)]);
    await bench.load([meter('p-0', [0, 15], 1000 * kwh), meter('p-0', [15, 30], 1000 * kwh)]);
    await bench.rollup.pollRevisions();
    expect(bench.rollup.isDirty()).toBe(false);
    await insertRows(store, 'market_power', [price('revised', [0, 15], 40, 9)]);
    await bench.rollup.pollRevisions();
    expect(await bench.rollup.recompute()).toEqual({ buckets: 1, isWhole: true });
    expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({ cost: 40, m0_j: 1000 * kwh });
    const [day] = await bench.rows('rollup_site', "grain = 'day' AND hall = ''");
    expect(day).toMatchObject({ cost: 40, priced_j: 1000 * kwh });
  });

  test('of hashes and boards follows the latest chain row and the configured rate', async () => {
    const bench = await open('chain');
    const row = {
      site: 'chain:mempool',
      known_at: noon,
      height: 900_000,
      subsidy_sat: 312_500_000,
      fee_sat: 3_000_000,
      price_usd: 100_000,
    };
    await insertRows(store, 'market_chain', [
      { ...row, observed_at: minute(14), difficulty: 1.249e14 },
      { ...row, observed_at: minute(15.5), difficulty: null },
    ]);
    const shares = { accepted_diff: 1_000_000 };
    const span = [0, 15] as const;
    await bench.load([
      ...meters(span, [100, 60, 20, 12]),
      miner('m-1', span, shares),
      miner('m-2', span, shares),
      reading('gpu', 'g/0', span, { energy_j: 1 }),
      ...meters([15, 30], [1, 1, 0, 0]),
      meter('p-0', [1455, 1470], kwh),
    ]);
    const first = await bench.row('rollup_site', noon, "hall = ''");
    const hashprice = (86_400e15 / (1.249e14 * 2 ** 32)) * 3.155 * 100_000;
    expect(Number(first['hashprice_time']) / Number(first['hashprice_ms'])).toBeCloseTo(hashprice, 8);
    expect(first).toMatchObject({
      hashprice_ms: 900_000,
      hash_revenue_j: 78 * kwh,
      mining_facility_diff: 2_000_000,
      wall_j: 60 * kwh,
      wall_diff: 2_000_000,
      ai_revenue_j: 22 * kwh,
    });
    expect(first['hash_revenue_usd']).toBeCloseTo(((2e6 * 2 ** 32) / 1e15 / 86_400) * hashprice, 10);
    expect(first['ai_revenue_usd']).toBeCloseTo(0.25 * 2 * 0.5, 12);
    expect(first['pool_fee_time']).toBeCloseTo(0.02 * 900_000, 8);
    expect(await bench.row('rollup_site', minute(15), "hall = ''")).toMatchObject({ hashprice_ms: 900_000 });
    expect(await bench.row('rollup_site', minute(1440), "hall = ''")).toMatchObject({
      hashprice_ms: 0,
      hashprice_time: 0,
    });
  });
});

describe('hours, days and months of site time', () => {
  test.each([
    ['fall', Date.UTC(2026, 10, 1, 5), 25],
    ['spring', Date.UTC(2026, 2, 8, 6), 23],
  ])('have 25 and 23 hours where the clock moves (%s)', async (id, start, hours) => {
    const bench = await openBench(store, file(id), start + 60 * hourMs);
    const readings = Array.from({ length: 30 }, (_, index): TestReading => ({
      class: 'meter',
      device: 'p-0',
      from: start + (index - 2) * hourMs,
      to: start + (index - 1) * hourMs,
      columns: { import_j: 3600 + index, export_j: 0 },
    }));
    await bench.load(readings);
    const days = await bench.rows('rollup_site', "grain = 'day' AND hall = ''");
    const [, day] = days;
    const inDay = Array.from({ length: hours }, (_, index) => 3600 + index + 2).reduce(
      (sum, joules) => sum + joules,
      0,
    );
    expect(day).toMatchObject({ m0_j: inDay, window_ms: hours * hourMs, m0_ms: hours * hourMs });
    const hoursOfDay = await bench.rows(
      'rollup_meter',
      `grain = 'hour' AND device = 'p-0' AND toUnixTimestamp(bucket_start) >= ${start / 1000} AND toUnixTimestamp(bucket_start) < ${start / 1000 + hours * 3600}`,
    );
    expect(hoursOfDay).toHaveLength(hours);
    const months = await bench.rows('rollup_site', "grain = 'month' AND hall = ''");
    const total = readings.reduce((sum, each) => sum + Number(each.columns['import_j']), 0);
    expect(months.reduce((sum, row) => sum + Number(row['m0_j']), 0)).toBe(total);
  });
});

describe('the register', () => {
  test('is published once per change and its facts are in force from the revision on', async () => {
    const bench = await open('published');
    const again = await publishRegister(store, bench.site, bench.clock);
    const changed = parseSite(
      file('published', (text) => text.replace('nominal_ths: 100, model: S2', 'nominal_ths: 90, model: S2')),
      'site.yaml',
    );
    expect([
      again,
      await publishRegister(store, changed, bench.clock),
      await publishRegister(store, changed, bench.clock),
    ]).toEqual([1, 2, 2]);
  });

  test('moves a unit to another hall: nothing is left of it where it was', async () => {
    const bench = await open('moved');
    await bench.load([miner('m-1', [0, 15]), miner('m-2', [0, 15]), miner('m-2', [15, 30])]);
    const move = (text: string): string => text.replace("4002', hall: a", "4002', hall: b");
    await publishRegister(store, parseSite(file('moved', move), 'site.yaml'), bench.clock);
    await bench.rollup.pollRevisions();
    await bench.rollup.recompute();
    const rows = await bench.rows('rollup_asic', "device = 'm-2' AND grain = 'day'");
    expect(rows.filter((row) => row['hall'] === 'a')).toEqual([
      expect.objectContaining({ expected_ms: 0, readings: 0, energy_j: 0 }),
    ]);
    expect(rows.filter((row) => row['hall'] === 'b')).toEqual([
      expect.objectContaining({ expected_ms: 1_800_000, readings: 2, energy_j: 6000 }),
    ]);
    expect(await bench.row('rollup_site', noon, "hall = 'a'")).toMatchObject({
      accepted_diff: 100,
      expected_devices: 2,
    });
    await bench.rollup.pollRevisions();
    expect(bench.rollup.isDirty()).toBe(false);
  });

  test('takes a unit out at a date: only the time after it is recomputed', async () => {
    const bench = await open('gone');
    await bench.load([miner('m-1', [0, 15]), miner('m-1', [15, 30]), miner('m-1', [30, 45])]);
    const leave = (text: string): string => text.replace('model: S2', "model: S2, to: '2026-06-10T12:20:00Z'");
    await publishRegister(store, parseSite(file('gone', leave), 'site.yaml'), bench.clock);
    await bench.rollup.pollRevisions();
    expect(await bench.rollup.recompute()).toEqual({ buckets: 2, isWhole: true });
    const expected = (await bench.rows('rollup_asic', "device = 'm-2' AND grain = '15m'")).map(
      (row) => row['expected_ms'],
    );
    expect(expected).toEqual([900_000, 300_000, 0]);
  });
});

describe('a recompute', () => {
  test('that was cut off is made good by whoever opens the rollups next', async () => {
    const bench = await open('cut');
    const readings = meters([0, 15], [100, 60, 20, 12]);
    await insertReadings(store, 'cut', readings);
    bench.mark(readings);
    await expect(bench.rollup.recompute({ signal: AbortSignal.abort() })).rejects.toThrow();
    expect(bench.rollup.isDirty()).toBe(true);
    await bench.rollup.recompute();
    await store.command(
      "INSERT INTO rollup_bucket SELECT * REPLACE (false AS is_done) FROM rollup_bucket FINAL WHERE site = 'cut'",
    );
    const next = await open('cut');
    expect(next.rollup.isDirty()).toBe(true);
    expect(await next.rollup.recompute()).toEqual({ buckets: 1, isWhole: true });
  });

  test('of the open quarter leaves coarser rows for a while, says so, and makes them good', async () => {
    const bench = await open('leisure');
    const { site, clock } = bench;
    const rollup = openRollup({ store, sites: [site], clock, logger: silentLogger, coarseEveryMs: 1000 });
    const load = async (readings: readonly TestReading[]): Promise<void> => {
      await insertReadings(store, site.id, readings);
      for (const each of readings) rollup.mark('telemetry.meter', site.id, each.from, each.to);
      await rollup.recompute();
    };
    const drawn = async (grain: string): Promise<unknown> =>
      (await bench.rows('rollup_site', `grain = '${grain}' AND hall = ''`))[0]?.['m0_j'];
    await load([meter('p-0', [0, 5], 100)]);
    await load([meter('p-0', [5, 10], 100)]);
    expect([await drawn('15m'), await drawn('hour'), rollup.isDirty()]).toEqual([200, 100, true]);
    expect((await open('leisure')).rollup.isDirty()).toBe(true);
    clock.advance(1000);
    await rollup.recompute();
    expect([await drawn('hour'), await drawn('month'), rollup.isDirty()]).toEqual([200, 200, false]);
  });

  test('by minute keeps every joule', async () => {
    const bench = await open('minutes');
    await bench.load([...meters([0, 15], [100, 60, 20, 12]), miner('m-1', [1, 4], { hash_gh: 100 })]);
    const minutes = await bench.rows('site_1m');
    const sum = (name: string): number => minutes.reduce((total, row) => total + Number(row[name]), 0);
    expect([minutes.length, sum('m0_j'), sum('it_j'), sum('cooling_j'), sum('hash_gh'), sum('readings')]).toEqual([
      15,
      100 * kwh,
      80 * kwh,
      12 * kwh,
      100,
      5,
    ]);
  });
});
