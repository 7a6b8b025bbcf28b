import { describe, expect, test } from '@jest/globals';
import { type Columns, insertRows } from './rollup-stack.ts';
import { store, noon, minute, kwh, reading, meter, meters, miner, open, useRollupStore } from './rollup-site.ts';

useRollupStore();

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

  test('a price that is told again after another is in force again; each time that it is told counts', async () => {
    const bench = await open('again');
    const told = [20, 40, 20, 20].map((usd, at) => price('again', [0, 15], usd, at));
    await insertRows(store, 'market_power', told);
    await bench.load([meter('p-0', [0, 15], 1000 * kwh)]);
    expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({ cost: 20 });
    await bench.rollup.pollRevisions();
    expect(bench.rollup.isDirty()).toBe(false);
    await insertRows(store, 'market_power', [price('again', [0, 15], 20, 5)]);
    await bench.rollup.pollRevisions();
    expect(await bench.rollup.recompute()).toEqual({ buckets: 1, isWhole: true });
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
