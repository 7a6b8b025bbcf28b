import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ManualClock } from '#runtime';
import type { Api } from '../../../apps/api/start.ts';
import { type CaseInput, parseCase, rowsOf, siteOf } from './case-file.ts';
import { askApi, type Asked, type Given, storeGiven } from './case-run.ts';
import { openTestStore, startTestApi, type TestStore } from './support.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** 2025-01-15T00:00:00Z */
const day = 1_736_899_200_000;
const clock = new ManualClock(day + 30 * dayMs);
const kwh = 3_600_000;

/** One case on each of several days, from midnight, at one site. */
function onDays(id: string, input: CaseInput, days: readonly number[]): Given {
  const given = parseCase({ title: id, ...input });
  const site = siteOf(id, given);
  const rows = new Map<string, Record<string, unknown>[]>();
  for (const start of days)
    for (const [table, ofDay] of rowsOf(site, start, given)) rows.set(table, [...(rows.get(table) ?? []), ...ofDay]);
  return { site, rows };
}

const utility = { utility: { kind: 'sunspec', point: 'M0' } } as const;
const miner = { kind: 'cgminer', hall: 'h1' } as const;
const shares = (joulesPerTh: number): number => 4_294_967_296 * joulesPerTh;

const coin = onDays(
  'coin',
  {
    devices: utility,
    readings: [{ device: 'utility', import_j: kwh }],
    market: { chain: true },
    chain: [
      { at: '00:00', difficulty: 1e14, subsidy_sat: 312_500_000, fee_sat: 0, price_usd: 100_000 },
      { at: '00:31', difficulty: 1e14, subsidy_sat: 312_500_000, fee_sat: 0, price_usd: 50_000 },
    ],
  },
  [day],
);
const billed = onDays(
  'billed',
  {
    devices: utility,
    readings: [{ device: 'utility', import_j: 250 * kwh }],
    market: { power: true },
    prices: [{ from: '00:00', to: '01:00', price: 40 }],
  },
  [day - hourMs, day],
);
const gappy = onDays(
  'gappy',
  {
    devices: utility,
    readings: [{ device: 'utility', import_j: Array.from({ length: 96 }, (_, at) => (at % 4 === 3 ? 'none' : kwh)) }],
  },
  [day],
);
const fleet = onDays(
  'fleet',
  {
    halls: [{ id: 'h1', workload: 'mining' }],
    devices: {
      large: { ...miner, model: 'large', nominal_ths: 300 },
      small: { ...miner, model: 'small', nominal_ths: 100 },
      idle: { ...miner, model: 'idle', nominal_ths: 100 },
      feeder: { kind: 'sunspec', point: 'M3', hall: 'h1' },
    },
    readings: [
      { device: 'large', energy_j: shares(15) * 3, accepted_diff: 3e12 },
      { device: 'small', energy_j: shares(30), accepted_diff: 1e12 },
      { device: 'idle', energy_j: shares(3), accepted_diff: 0 },
      { device: 'feeder', import_j: shares(3 * 15 + 30 + 3) },
    ],
  },
  [day],
);

let db: TestStore;
let api: Api;

beforeAll(async () => {
  db = await openTestStore();
  await storeGiven(db, [coin, billed, gappy, fleet], { clock, span: [day - dayMs, day + dayMs] });
  api = await startTestApi(db, clock);
}, 120_000);

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

async function one({ site }: Given, metrics: string, window: Asked) {
  const rows = await askApi(api, site.id, { metrics, ...window });
  expect(rows).toHaveLength(1);
  return rows[0];
}

/** What a widely used system of fleets gets wrong. */
describe('a known fault of the field', () => {
  test('a price over a month is its mean over time, not the sum of what was told of it', async () => {
    const row = await one(coin, 'hashprice_usd', { from: day - 14 * dayMs, to: day + dayMs, grain: 'month' });
    expect(row?.value).toBeCloseTo(62.864_266 * 0.75, 4);
  });

  test('a range that begins within a month keeps its cost', async () => {
    const whole = await one(billed, 'avg_price_paid', { from: day - 14 * dayMs, to: day + dayMs, grain: 'total' });
    const rest = await one(billed, 'avg_price_paid', { from: day, to: day + dayMs, grain: 'total' });
    expect(whole).toMatchObject({ value: 40, numerator: 80 });
    expect(rest).toMatchObject({ value: 40, numerator: 40 });
  });

  test('energy is what was counted, not a mean power over the day, and too little of it is no value', async () => {
    const row = await one(gappy, 'energy_m0', { from: day, to: day + dayMs, grain: 'day' });
    expect(row).toMatchObject({ value: null, quality: 'insufficient', numerator: 72 * kwh });
    expect(row?.coverage).toBeCloseTo(72 / 95, 9);
    expect(row?.reason).toBe('coverage 0.758 is below 0.8');
  });

  test('J/TH of a fleet weighs each miner by its hashes, and a miner that idles makes it worse', async () => {
    const row = await one(fleet, 'fleet_j_per_th_wall', { from: day, to: day + hourMs, grain: 'total' });
    expect(row?.value).toBeCloseTo((3 * 15 + 30 + 3) / 4, 9);
  });
});
