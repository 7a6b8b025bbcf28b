import { describe, expect, test } from '@jest/globals';
import type { Columns } from './rollup-stack.ts';
import { noon, kwh, reading, meter, meters, miner, open, useRollupStore } from './rollup-site.ts';

useRollupStore();

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
