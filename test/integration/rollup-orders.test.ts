import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { reconcileRollups } from '#rollup';
import { silentLogger } from '#runtime';
import type { Store } from '#store';
import {
  type Bench,
  type Columns,
  insertRows,
  minuteMs,
  openBench,
  openStack,
  type TestReading,
} from './rollup-stack.ts';

let store: Store;
let openStore: (database: string) => Store;
let stop: () => Promise<void>;
beforeAll(async () => ({ store, openStore, stop } = await openStack()));
afterAll(() => stop());

const noon = Date.UTC(2026, 5, 10, 12);
const minute = (count: number): number => noon + count * minuteMs;

const file = (id: string, dispatch = "dispatch: { url: 'http://127.0.0.1/d' }"): string => `
site: { id: ${id}, zone: UTC }
halls:
  - { id: a, workload: mining }
  - { id: b, workload: ai }
market: { ${dispatch} }
devices:
  - { id: m, kind: cgminer, address: '127.0.0.1:4001', hall: a, nominal_ths: 100 }
  - { id: m-2, kind: cgminer, address: '127.0.0.1:4002', hall: a, nominal_ths: 100, from: '2026-06-10T12:15:00Z' }
  - { id: p-a, kind: sunspec, address: '127.0.0.1:4005', point: M3, hall: a }
  - { id: p-b, kind: sunspec, address: '127.0.0.1:4006', point: M3, hall: b }
`;
const open = (id: string, dispatch?: string): Promise<Bench> => openBench(store, file(id, dispatch), minute(600));

/** A feeder at a power, by the minute. */
const feeder = (hall: string, [from, to]: readonly [number, number], kilowatts: number): TestReading[] =>
  Array.from({ length: to - from }, (_, index) => ({
    class: 'meter',
    device: `p-${hall}`,
    from: minute(from + index),
    to: minute(from + index + 1),
    columns: { import_j: kilowatts * 60_000, export_j: 0 },
  }));

interface Told {
  readonly id?: string;
  readonly revision?: number;
  readonly scope?: string;
  readonly reason?: string;
  /** Minutes after noon; the end is open where it is left out. */
  readonly span: readonly [number, number?];
  readonly setpointW?: number;
}
const order = (site: string, told: readonly Told[]): Promise<void> =>
  insertRows(
    store,
    'site_event',
    told.map(({ id = 'o', revision = 1, scope = 'hall:b', reason = 'economic', span: [from, to], setpointW }) => ({
      site,
      event_id: id,
      revision,
      kind: 'curtailment',
      reason,
      scope,
      started_at: minute(from),
      ended_at: to === undefined ? null : minute(to),
      setpoint_w: setpointW ?? null,
      known_at: minute(revision),
    })),
  );
const told = async (bench: Bench): Promise<void> => {
  bench.rollup.mark('site.event', bench.site.id, minute(-60), minute(600));
  await bench.rollup.recompute();
};
const hall = (bench: Bench, at: number, name = 'b'): Promise<Columns> =>
  bench.row('rollup_site', minute(at), `hall = '${name}'`);
const version = async (bench: Bench, at: number): Promise<number> =>
  Number((await bench.rows('rollup_bucket', `bucket_start = ${minute(at) / 1000}`))[0]?.['version']);
const joules = (kilowatts: number, minutes: number): number => kilowatts * 60_000 * minutes;

test('what is read late of the hour before an order changes every quarter under it, and the answer to it', async () => {
  const bench = await open('late-before');
  await order('late-before', [{ span: [0, 30], setpointW: 10_000 }]);
  await bench.load([...feeder('b', [-60, -30], 100), ...feeder('b', [0, 45], 20)]);
  expect(await hall(bench, 0)).toMatchObject({ curtailed_ms: 0, curtailed_j: 0, ordered_ms: 900_000 });
  expect(await hall(bench, 15)).toMatchObject({ judged_ms: 0, pre_w: 0 });
  const before = await version(bench, 15);
  await bench.load(feeder('b', [-30, 0], 120));
  for (const at of [0, 15])
    expect(await hall(bench, at)).toMatchObject({
      curtailed_ms: 900_000,
      baseline_j: joules(110, 15),
      curtailed_j: joules(90, 15),
      called_j: joules(100, 15),
    });
  expect(await hall(bench, 30)).toMatchObject({ curtailed_j: 0, ordered_ms: 0, curtailed_ms: 900_000 });
  expect(await hall(bench, 15)).toMatchObject({ judged_ms: 900_000, pre_w: 110_000, depth_w: 90_000, responses: 1 });
  expect(await version(bench, 15)).toBeGreaterThan(before);
});

test('what was computed from less of the hour before an order, and is stored late, loses', async () => {
  const bench = await open('loses');
  await order('loses', [{ span: [0, 15] }]);
  await bench.load([...feeder('b', [-60, -2], 100), ...feeder('b', [0, 30], 20)]);
  await store.command(`CREATE TABLE early_site AS rollup_site ENGINE = Memory`);
  await store.command(`INSERT INTO early_site SELECT * FROM rollup_site FINAL WHERE site = 'loses'`);
  await bench.load(feeder('b', [-2, 0], 400));
  expect(await hall(bench, 0)).toMatchObject({ baseline_j: joules(110, 15) });
  await store.command(`INSERT INTO rollup_site SELECT * FROM early_site`);
  expect(await hall(bench, 0)).toMatchObject({ baseline_j: joules(110, 15) });
});

test('an answer is told where the order ended, from the minutes of its whole length, those that come late as well', async () => {
  const bench = await open('answer');
  await order('answer', [{ span: [5, 50], setpointW: 20_000 }]);
  await bench.load([
    ...feeder('b', [-60, 5], 100),
    ...feeder('b', [5, 8], 60),
    ...feeder('b', [10, 50], 25),
    ...feeder('b', [50, 60], 100),
  ]);
  // 90 % of the change are done at 28 kW: by what is known at first in the minute that ends at 12:11.
  expect(await hall(bench, 45)).toMatchObject({
    pre_w: 100_000,
    depth_w: 75_000,
    response_ms: 360_000,
    ramp_w: 75_000,
  });
  await bench.load([...feeder('b', [8, 9], 10), ...feeder('b', [9, 10], 25)]);
  expect(await hall(bench, 45)).toMatchObject({
    depth_w: 90_000,
    responses: 1,
    response_ms: 240_000,
    ai_pre_w: 100_000,
    ai_depth_w: 75_000 + 1000,
  });
});

test('an order that is not followed to 90 % has no response time, and what names no power calls for nothing', async () => {
  const bench = await open('unfollowed');
  await order('unfollowed', [
    { span: [0, 15], setpointW: 50_000 },
    { id: 'p', span: [120, 135] },
  ]);
  await bench.load([...feeder('b', [-60, 0], 100), ...feeder('b', [0, 15], 60), ...feeder('b', [15, 120], 100)]);
  await bench.load([...feeder('b', [120, 135], 0), ...feeder('b', [135, 150], 100)]);
  expect(await hall(bench, 0)).toMatchObject({
    responses: 0,
    response_ms: 0,
    depth_w: 40_000,
    called_j: joules(50, 15),
    delivered_j: joules(40, 15),
  });
  expect(await hall(bench, 120)).toMatchObject({ responses: 0, depth_w: 100_000, called_j: 0, delivered_j: 0 });
});

test('an order that follows another within the hour has the baseline of the first, in whatever pieces it is computed', async () => {
  const bench = await open('row');
  await order('row', [
    { id: 'o', span: [0, 15] },
    { id: 'p', span: [60, 75] },
    { id: 'q', span: [136, 150] },
  ]);
  const readings = [
    ...feeder('b', [-60, 0], 100),
    ...feeder('b', [0, 60], 40),
    ...feeder('b', [60, 75], 10),
    ...feeder('b', [75, 136], 50),
    ...feeder('b', [136, 165], 10),
  ];
  for (const [from, to] of [
    [136, 165],
    [60, 75],
    [75, 136],
    [0, 60],
    [-60, 0],
  ] as const)
    await bench.load(readings.filter((reading) => reading.from >= minute(from) && reading.to <= minute(to)));
  expect(await hall(bench, 60)).toMatchObject({ baseline_j: joules(100, 15), curtailed_j: joules(90, 15) });
  expect(await hall(bench, 135)).toMatchObject({ baseline_j: joules(50, 14), curtailed_j: joules(40, 14) });
  const { site, clock } = bench;
  const part = { sites: [site.id], from: minute(60), settleMs: 0, repairs: false };
  const found = await reconcileRollups({ store, openStore, clock, logger: silentLogger, ...part });
  expect(found.differences).toEqual([]);
});

test('a revision moves an order: where it was nothing is left of it', async () => {
  const bench = await open('moved');
  await order('moved', [{ span: [15] }]);
  await bench.load([...feeder('b', [-60, 15], 100), ...feeder('b', [15, 90], 10)]);
  expect(await hall(bench, 75)).toMatchObject({ curtailed_j: joules(90, 15), ordered_ms: 900_000, pre_w: 0 });
  await order('moved', [{ revision: 2, span: [15, 40], setpointW: 0 }]);
  await told(bench);
  expect(await hall(bench, 75)).toMatchObject({ curtailed_j: 0, ordered_ms: 0 });
  expect(await hall(bench, 30)).toMatchObject({ ordered_ms: 600_000, pre_w: 100_000, responses: 1 });
  await order('moved', [{ revision: 3, span: [45, 60] }]);
  await told(bench);
  expect(await hall(bench, 30)).toMatchObject({ ordered_ms: 0, pre_w: 0, curtailed_j: 0 });
  expect(await hall(bench, 45)).toMatchObject({ baseline_j: joules(55, 15) });
});

test('what is ordered of the site is shared among its halls as they drew before, and each order counts once', async () => {
  const bench = await open('shared');
  await order('shared', [
    { scope: 'site', reason: 'regulatory', span: [0, 15], setpointW: 100_000 },
    { id: 'p', scope: 'hall:a', reason: 'ai_request', span: [0, 10], setpointW: 0 },
  ]);
  await bench.load([
    ...feeder('a', [-60, 0], 300),
    ...feeder('b', [-60, 0], 100),
    ...feeder('a', [0, 30], 100),
    ...feeder('b', [0, 30], 60),
  ]);
  const ofB = { called_j: joules(75, 15), curtailed_j: joules(40, 15), regulatory_orders: 1, switch_orders: 0 };
  expect(await hall(bench, 0)).toMatchObject({ ...ofB, regulatory_j: joules(40, 15) });
  expect(await hall(bench, 0, 'a')).toMatchObject({
    called_j: joules(300, 10) + joules(225, 5),
    curtailed_j: joules(200, 15),
    regulatory_j: joules(200, 15),
    requested_j: joules(300, 10),
    yielded_j: joules(200, 10),
    switch_orders: 1,
  });
  expect(await hall(bench, 0, '')).toMatchObject({
    ordered_ms: 900_000,
    curtailed_j: joules(240, 15),
    regulatory_orders: 1,
    switch_orders: 1,
    pre_w: 800_000 - 100_000,
  });
});

test('a hall that has more miners than before an order would draw more', async () => {
  const bench = await open('grown');
  await order('grown', [{ scope: 'hall:a', span: [0, 30] }]);
  await bench.load([...feeder('a', [-60, 0], 100), ...feeder('a', [0, 45], 50)]);
  expect(await hall(bench, 0, 'a')).toMatchObject({ baseline_j: joules(100, 15) });
  expect(await hall(bench, 15, 'a')).toMatchObject({ baseline_j: joules(200, 15), curtailed_j: joules(150, 15) });
});

test('without a feed of orders it is not known that there were none', async () => {
  const bench = await open('untold', '');
  await bench.load(feeder('b', [0, 30], 100));
  expect(await hall(bench, 0, '')).toMatchObject({ order_ms: 0, curtailed_ms: 0, judged_ms: 0 });
});

test('an order that lasts longer than a day is judged by its first, while it lasts', async () => {
  const bench = await open('long');
  await order('long', [{ span: [-1500] }]);
  await bench.load([
    ...feeder('b', [-1560, -1500], 100),
    ...feeder('b', [-1500, -1499], 5),
    ...feeder('b', [-1499, 0], 40),
  ]);
  expect(await hall(bench, -75)).toMatchObject({ pre_w: 100_000, depth_w: 95_000, judged_ms: 900_000 });
  expect(await hall(bench, -15)).toMatchObject({ pre_w: 0, curtailed_j: joules(60, 15) });
});
