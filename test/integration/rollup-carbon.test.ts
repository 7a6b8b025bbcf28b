import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { publishRegister } from '#rollup';
import { parseSite } from '#register';
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
let stop: () => Promise<void>;
beforeAll(async () => ({ store, stop } = await openStack()));
afterAll(() => stop());

const noon = Date.UTC(2026, 5, 10, 12);
const minute = (count: number): number => noon + count * minuteMs;
const kwh = 3_600_000;
const quarter = [0, 15] as const;

const file = (
  id: string,
  carbon = `carbon: { kind: electricity_maps, zone: ${id}, url: 'http://127.0.0.1/e' }`,
): string => `
site: { id: ${id}, zone: UTC }
halls:
  - { id: a, workload: mining }
  - { id: b, workload: ai }
market: { ${carbon} }
devices:
  - { id: p-0, kind: sunspec, address: '127.0.0.1:4004', point: M0 }
  - { id: p-g, kind: sunspec, address: '127.0.0.1:4008', point: Mg }
  - { id: p-a, kind: sunspec, address: '127.0.0.1:4005', point: M3, hall: a }
  - { id: p-b, kind: sunspec, address: '127.0.0.1:4006', point: M3, hall: b }
`;
const open = (id: string, carbon?: string): Promise<Bench> => openBench(store, file(id, carbon), minute(600));

const meter = (
  device: string,
  span: readonly [number, number],
  kilowattHours: number,
  more: Columns = {},
): TestReading => ({
  class: 'meter',
  device,
  from: minute(span[0]),
  to: minute(span[1]),
  columns: { import_j: kilowattHours * kwh, export_j: 0, ...more },
});
/** All meters over one span, kWh. */
const meters = (
  span: readonly [number, number],
  [m0, mg, a, b]: readonly [number, number, number, number],
): TestReading[] => [meter('p-0', span, m0), meter('p-g', span, mg), meter('p-a', span, a), meter('p-b', span, b)];

interface Factor {
  readonly span: readonly [number, number];
  readonly g: number | null;
  readonly status?: 'estimated' | 'measured' | 'unknown';
  /** Minutes after noon. */
  readonly known?: number;
}
const tell = (id: string, factors: readonly Factor[]): Promise<void> =>
  insertRows(
    store,
    'market_carbon',
    factors.map(({ span, g, status = 'measured', known = 0 }) => ({
      site: `carbon:electricity_maps:${id}`,
      source: 'electricity_maps',
      zone: id,
      status,
      factor_version: 'lifecycle',
      g_per_kwh: g,
      start_at: minute(span[0]),
      end_at: minute(span[1]),
      known_at: minute(known),
    })),
  );

test('energy from the grid is weighed by the intensity of the same 5 minutes, in every grain', async () => {
  const bench = await open('weighed');
  await tell('weighed', [
    { span: [0, 15], g: 400 },
    { span: [15, 60], g: 200.5, status: 'estimated' },
  ]);
  await bench.load([...meters([0, 15], [100, 0, 60, 20]), ...meters([15, 30], [300, 0, 150, 90])]);
  const expected = {
    carbon_g: 100 * 400 + 300 * 200.5,
    carbon_j: 400 * kwh,
    carbon_ms: 1_800_000,
    carbon_estimated_j: 300 * kwh,
    factor_time: (400 + 200.5) * 900_000,
    factor_ms: 1_800_000,
    factor_estimated_ms: 900_000,
    cue_g: 100 * 400 + 300 * 200.5,
    cue_it_j: 320 * kwh,
    cue_ms: 1_800_000,
  };
  for (const grain of ['hour', 'day', 'month'])
    expect((await bench.rows('rollup_site', `grain = '${grain}' AND hall = ''`))[0]).toMatchObject(expected);
});

test('what is measured replaces an estimate, its revisions follow one another, and neither an estimate nor a gap told later comes back', async () => {
  const bench = await open('revised');
  const load = meters(quarter, [1000, 0, 500, 300]);
  await tell('revised', [{ span: [0, 60], g: 300, status: 'estimated' }]);
  await bench.load(load);
  const of = async (): Promise<Record<string, unknown>> => {
    await bench.rollup.pollRevisions();
    await bench.rollup.recompute();
    return bench.row('rollup_site', noon, "hall = ''");
  };
  expect(await of()).toMatchObject({ carbon_g: 300_000, carbon_estimated_j: 1000 * kwh });
  await tell('revised', [{ span: [0, 60], g: 280, known: 180 }]);
  expect(await of()).toMatchObject({ carbon_g: 280_000, carbon_estimated_j: 0 });
  await tell('revised', [
    { span: [0, 60], g: 270, known: 200 },
    { span: [0, 60], g: 275, known: 220 },
  ]);
  expect(await of()).toMatchObject({ carbon_g: 275_000 });
  await tell('revised', [
    { span: [0, 60], g: 300, status: 'estimated', known: 240 },
    { span: [0, 60], g: null, known: 260 },
  ]);
  expect(await of()).toMatchObject({ carbon_g: 275_000, carbon_estimated_j: 0 });
});

test('a slice that is not told of throughout is unknown, and is never 0', async () => {
  const bench = await open('gap');
  await tell('gap', [
    { span: [0, 8], g: 400 },
    { span: [10, 15], g: null },
  ]);
  await bench.load(meters(quarter, [90, 0, 30, 30]));
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({
    carbon_g: 30 * 400,
    carbon_j: 30 * kwh,
    carbon_ms: 300_000,
    factor_ms: 300_000,
    cue_ms: 0,
    cue_g: 0,
  });
});

test('without a feed nothing is known, until the register names a yearly factor, dated or not, which counts as estimated', async () => {
  const bench = await open('yearly', '');
  const load = meters(quarter, [100, 0, 60, 20]);
  await bench.load(load);
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({ carbon_g: 0, carbon_ms: 0, factor_ms: 0 });
  await publishRegister(store, parseSite(file('yearly', 'carbon_g_per_kwh: 350.25'), 'site.yaml'), bench.clock);
  await bench.rollup.pollRevisions();
  await bench.rollup.recompute();
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({
    carbon_g: 35_025,
    carbon_j: 100 * kwh,
    carbon_estimated_j: 100 * kwh,
    factor_estimated_ms: 900_000,
  });
  const steps = 'carbon_g_per_kwh: [{ g_per_kwh: 300, to: 2026-06-01 }, { g_per_kwh: 360, from: 2026-06-01 }]';
  await publishRegister(store, parseSite(file('yearly', steps), 'site.yaml'), bench.clock);
  await bench.rollup.pollRevisions();
  await bench.rollup.recompute();
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({ carbon_g: 36_000 });
  const later = file('yearly', steps.replace('360', '390'));
  await publishRegister(store, parseSite(later, 'site.yaml'), bench.clock);
  await bench.rollup.pollRevisions();
  await bench.rollup.recompute();
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({ carbon_g: 39_000 });
});

test('a yearly factor stands in only where the feed says nothing', async () => {
  const bench = await open(
    'both',
    "carbon_g_per_kwh: 500, carbon: { kind: electricity_maps, zone: both, url: 'http://127.0.0.1/e' }",
  );
  await tell('both', [{ span: [0, 10], g: 200 }]);
  await bench.load(meters(quarter, [300, 0, 100, 100]));
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({
    carbon_g: 200 * 200 + 100 * 500,
    carbon_estimated_j: 100 * kwh,
    carbon_ms: 900_000,
  });
});

test('what a feed leaves out is held at the median of its hour of the week for a day, as it was known then', async () => {
  const bench = await open('held');
  const week = 7 * 24 * 60;
  const known = -5 * week;
  await tell('held', [
    ...[100, 900, 300, 200].map((g, index) => ({
      span: [-(index + 1) * week, -(index + 1) * week + 60] as const,
      g,
      known,
    })),
    { span: [-120, 0], g: 400, known: -60 },
    // Told after the hour had begun: nobody knew of it then.
    { span: [-3 * week, -3 * week + 60], g: 5_000, known: 10 },
  ]);
  await bench.load([...meters(quarter, [100, 0, 60, 20]), ...meters([24 * 60, 24 * 60 + 15], [100, 0, 60, 20])]);
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({
    carbon_g: 100 * 250,
    carbon_estimated_j: 100 * kwh,
    factor_estimated_ms: 900_000,
  });
  expect(await bench.row('rollup_site', minute(24 * 60), "hall = ''")).toMatchObject({ carbon_g: 0, carbon_ms: 0 });
  await tell('held', [{ span: [0, 60], g: 410, known: 90 }]);
  await bench.rollup.pollRevisions();
  await bench.rollup.recompute();
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({ carbon_g: 41_000, carbon_estimated_j: 0 });
});

test('what the site generates emits nothing here, what it delivers takes nothing back, and halls share what the grid gave', async () => {
  const bench = await open('generating');
  await tell('generating', [{ span: [0, 60], g: 400 }]);
  // 120 from the grid less 40 delivered, 80 generated: 160 used, of which the halls have 100 and 60.
  await bench.load([
    meter('p-0', quarter, 120, { export_j: 40 * kwh }),
    meter('p-g', quarter, 80),
    meter('p-a', quarter, 100),
    meter('p-b', quarter, 60),
  ]);
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({ carbon_g: 120 * 400, carbon_j: 120 * kwh });
  expect(await bench.row('rollup_site', noon, "hall = 'a'")).toMatchObject({
    carbon_g: 75 * 400,
    carbon_j: 75 * kwh,
    cue_it_j: 100 * kwh,
  });
  expect(await bench.row('rollup_site', noon, "hall = 'b'")).toMatchObject({ carbon_g: 45 * 400, carbon_j: 45 * kwh });
});

test('a quarter without any draw is known to emit nothing', async () => {
  const bench = await open('dark');
  await tell('dark', [{ span: [0, 60], g: 400 }]);
  await bench.load(meters(quarter, [0, 0, 0, 0]));
  for (const hall of ['', 'a'])
    expect(await bench.row('rollup_site', noon, `hall = '${hall}'`)).toMatchObject({
      carbon_g: 0,
      carbon_j: 0,
      carbon_ms: 900_000,
    });
});
