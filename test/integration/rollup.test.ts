import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openRollup, publishRegister } from '#rollup';
import { silentLogger } from '#runtime';
import { parseSite } from '#register';
import { hourMs, insertReadings, insertRows, minuteMs, openBench, type TestReading } from './rollup-stack.ts';
import { store, noon, minute, kwh, file, reading, meter, meters, miner, open, useRollupStore } from './rollup-site.ts';

useRollupStore();

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
      await (
        await rollup.recompute({ isWhole: false })
      ).rolling;
    };
    const drawn = async (grain: string): Promise<unknown> =>
      (await bench.rows('rollup_site', `grain = '${grain}' AND hall = ''`))[0]?.['m0_j'];
    await load([meter('p-0', [0, 5], 100)]);
    await load([meter('p-0', [5, 10], 100)]);
    expect([await drawn('15m'), await drawn('hour'), rollup.isDirty()]).toEqual([200, 100, true]);
    expect((await open('leisure')).rollup.isDirty()).toBe(true);
    clock.advance(1000);
    const { rolling } = await rollup.recompute({ isWhole: false });
    expect(await rolling).toBe(true);
    expect([await drawn('hour'), await drawn('month')]).toEqual([200, 200]);
    // That it is done is noted with the next.
    await rollup.recompute({ isWhole: false });
    expect(rollup.isDirty()).toBe(false);
  });

  test('is not repeated of what only waits for its coarser rows, but by whoever opens the rollups next', async () => {
    const bench = await open('waiting');
    const { site, clock } = bench;
    const rollup = openRollup({ store, sites: [site], clock, logger: silentLogger, coarseEveryMs: 1000 });
    for (const [from, to] of [
      [0, 5],
      [5, 10],
    ] as const) {
      const reading = meter('p-0', [from, to], 100);
      await insertReadings(store, site.id, [reading]);
      rollup.mark('telemetry.meter', site.id, reading.from, reading.to);
      expect((await rollup.recompute({ isWhole: false })).buckets).toBe(1);
      await rollup.pollRevisions();
      expect((await rollup.recompute({ isWhole: false })).buckets).toBe(0);
    }
    expect(await (await open('waiting')).rollup.recompute()).toEqual({ buckets: 1, isWhole: true });
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
