import { describe, expect, test } from '@jest/globals';
import { array, assert, integer, property } from 'fast-check';
import { factsBy, type Facts } from '#register';
import { balancesOf, type CoolingLoad, type Loads, type MeterLoad } from './balance.ts';
import type { Bucket } from './bucket.ts';
import { spreadOver } from './dated.ts';
import { quarterMs } from './dirty.ts';
import { type SomeFigures } from './facility-names.ts';
import { facilityFigures } from './facility.ts';
import { type Fleet, noFleet } from './fleet.ts';
import { sliceMs } from './dirty.ts';
import type { Inventory, RegisteredHall } from './inventory.ts';
import { marketFigures, residualFactors, yearlyFactor } from './market-carbon.ts';
import { scaled } from './scaled.ts';

/** 2025-01-15T00:00:00Z */
const day = 1_736_899_200_000;
const always = { from: 0, to: 10_413_791_999_000 };
const kwh = 3_600_000n;

const bucketAt = (from: number, dueMs = quarterMs): Bucket => ({
  from,
  to: from + quarterMs,
  dueFrom: from,
  dueTo: from + dueMs,
  dueMs,
  longestMs: 0,
  readings: 1,
  marketRows: 0,
  eventRows: 0,
  version: 1n,
});

const mix = (metered: bigint, estimated = 0n) => ({ metered, psu: 0n, estimated, configured: 0n });
const meter = (point: string, importJ: bigint, more: Partial<MeterLoad> = {}): MeterLoad => ({
  device: point,
  point,
  hall: '',
  loop: '',
  importJ,
  exportJ: 0n,
  mix: mix(importJ),
  missingMs: 0,
  bridgedMs: 0,
  ...more,
});
const cooling = (more: Partial<CoolingLoad>): CoolingLoad => ({
  loop: 'l1',
  energyJ: 0n,
  missingMs: 0,
  heatJ: 0n,
  missingHeatMs: 0,
  mix: mix(0n),
  expectedMs: quarterMs,
  reportedMs: quarterMs,
  waterMl: 0n,
  waterMs: 0,
  bandMs: 0,
  recommendedMs: 0,
  allowableMs: 0,
  ...more,
});
const inventory = (facts: Partial<Facts> = {}, halls: readonly RegisteredHall[] = []): Inventory => ({
  zone: 'America/Chicago',
  pool_fee: 0,
  usd_per_gpu_hour: 0,
  billed_share: 0,
  is_dispatched: false,
  carbon_g_per_kwh: null,
  units: [],
  halls,
  contracts: [],
  facts: factsBy((kind) => facts[kind] ?? []),
});

interface Given {
  readonly meters: readonly MeterLoad[];
  readonly cooling?: readonly CoolingLoad[];
  readonly facts?: Partial<Facts>;
  readonly halls?: readonly RegisteredHall[];
  readonly fleet?: Partial<Fleet>;
}

/** The figures of the site, and of its first hall. */
function figures({
  meters,
  cooling: units = [],
  facts = {},
  halls = [],
  fleet = {},
}: Given): [SomeFigures, SomeFigures] {
  const loads: Loads = { dueMs: quarterMs, meters, cooling: units };
  const [site, hall] = balancesOf(loads, halls);
  const fleets = new Map([[halls[0]?.hall ?? '', { ...noFleet, ...fleet }]]);
  const sources = { bucket: bucketAt(day), loads, fleets, inventory: inventory(facts, halls) };
  if (!site) throw new Error('no site');
  return [facilityFigures(sources, site, site), hall ? facilityFigures(sources, hall, site) : {}];
}

const shed: RegisteredHall = { hall: 'shed', workload: 'mining', loop: 'l1' };

describe('the balance', () => {
  const feeder = meter('M3', 90n * kwh, { hall: 'shed' });

  test('is not known while more than 1 % of the time of a part is missing', () => {
    const of = (missingMs: number): unknown =>
      figures({ meters: [meter('M0', 100n * kwh), { ...feeder, missingMs }], halls: [shed] })[0].gap_ms;
    expect([of(9_000), of(9_001)]).toEqual([quarterMs, undefined]);
  });

  test('has no cooling where none is registered, and waits for what is', () => {
    const meters = [meter('M0', 100n * kwh), feeder];
    expect(figures({ meters, halls: [shed] })[0]).toMatchObject({ gap_parts_j: 90n * kwh });
    const silent = cooling({ missingMs: quarterMs, reportedMs: 0 });
    expect(figures({ meters, halls: [shed], cooling: [silent] })[0].gap_ms).toBeUndefined();
    const told = cooling({ energyJ: 4n * kwh });
    expect(figures({ meters, halls: [shed], cooling: [told] })[0]).toMatchObject({ gap_parts_j: 94n * kwh });
  });

  test('holds a hall against its meters at M4 rather than its devices', () => {
    const fleet = { asicJ: 80n * kwh, asicExpectedMs: quarterMs, asicEnergyMs: quarterMs };
    const meters = [meter('M0', 100n * kwh), feeder];
    expect(figures({ meters, halls: [shed], fleet })[1]).toMatchObject({ gap_parts_j: 80n * kwh });
    const input = meter('M4', 88n * kwh, { hall: 'shed' });
    expect(figures({ meters: [...meters, input], halls: [shed], fleet })[1]).toMatchObject({ gap_parts_j: 88n * kwh });
  });
});

test('an energy is told by where its figure comes from, a hall with the mix of what it shares', () => {
  const meters = [
    meter('M0', 100n * kwh, { mix: mix(60n * kwh, 40n * kwh) }),
    meter('M3', 50n * kwh, { hall: 'shed' }),
    meter('M3', 30n * kwh, { hall: 'lab', mix: mix(0n, 30n * kwh) }),
  ];
  const halls = [{ hall: 'lab', workload: 'ai', loop: '' }, shed];
  const [site, lab] = figures({ meters, halls });
  expect(site).toMatchObject({
    facility_metered_j: 60n * kwh,
    facility_estimated_j: 40n * kwh,
    it_estimated_j: 30n * kwh,
  });
  expect(lab).toMatchObject({ it_metered_j: 0n, it_estimated_j: 30n * kwh, facility_estimated_j: 15n * kwh });
});

test('PUE of category 1 waits until every hall has a UPS meter, or one of none stands for all', () => {
  const halls = [{ hall: 'lab', workload: 'ai', loop: '' }, shed];
  const common = [
    meter('M0', 100n * kwh),
    meter('M3', 50n * kwh, { hall: 'lab' }),
    meter('M3', 40n * kwh, { hall: 'shed' }),
  ];
  const of = (...more: MeterLoad[]): unknown => figures({ meters: [...common, ...more], halls })[0].pue1_it_j;
  expect(of(meter('M2', 55n * kwh, { hall: 'lab' }))).toBeUndefined();
  expect(of(meter('M2', 55n * kwh, { hall: 'lab' }), meter('M2', 42n * kwh, { hall: 'shed' }))).toBe(97n * kwh);
  expect(of(meter('M2', 96n * kwh))).toBe(96n * kwh);
});

test('water is not known while a unit is silent, and is none of one that counts none', () => {
  const meters = [meter('M3', 50n * kwh, { hall: 'shed' })];
  const tower = cooling({ waterMl: 9_000n, waterMs: quarterMs });
  const of = (...units: CoolingLoad[]): unknown => figures({ meters, cooling: units, halls: [shed] })[0].water_ml;
  expect(of(tower, cooling({}))).toBe(9_000n);
  expect(of(tower, cooling({ reportedMs: 0 }))).toBeUndefined();
  expect(of(cooling({}))).toBeUndefined();
});

test('energy through a shared transformer has the cooling behind it in it already', () => {
  const halls = [{ hall: 'lab', workload: 'ai', loop: 'l1' }, shed];
  const meters = [meter('M0', 100n * kwh), meter('Mc', 5n * kwh, { loop: 'l1' })];
  const of = (...more: MeterLoad[]): unknown => figures({ meters: [...meters, ...more], halls })[0].shared_j;
  expect(of()).toBe(5n * kwh);
  expect(of(meter('M1', 98n * kwh))).toBe(98n * kwh);
  expect(of(meter('M1', 98n * kwh, { hall: 'lab' }))).toBe(5n * kwh);
});

test('what is spread over a time adds up to the whole, however the time is cut', () => {
  const cuts = array(integer({ min: 0, max: 95 }), { maxLength: 20 });
  assert(
    property(integer({ min: 1, max: 1e9 }), cuts, (whole, at) => {
      const edges = [...new Set([0, ...at, 96])].sort((a, b) => a - b);
      const span = { from: day, to: day + 96 * quarterMs };
      const parts = edges.slice(1).map((edge, index) => {
        const from = day + (edges[index] ?? 0) * quarterMs;
        return spreadOver(BigInt(whole), span, { ...bucketAt(from), dueTo: day + edge * quarterMs });
      });
      expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(BigInt(whole));
      expect(spreadOver(BigInt(whole), span, bucketAt(day - quarterMs))).toBe(0n);
      expect(spreadOver(BigInt(whole), span, bucketAt(span.to))).toBe(0n);
    }),
  );
});

describe('scope 2 by market', () => {
  const wind = {
    name: 'wind',
    kind: 'ppa',
    mw: 1,
    g_per_kwh: 12,
    carbon_free: 1,
    renewable: true,
    deliverable: true,
    ...always,
  } as const;

  /** The figures of a quarter of an hour in which so many kWh were drawn at a residual factor of 400. */
  function market(drawnKwh: number, facts: Partial<Facts>, from = day): SomeFigures {
    const loads: Loads = { dueMs: quarterMs, meters: [meter('M0', BigInt(drawnKwh) * kwh)], cooling: [] };
    const [site] = balancesOf(loads, []);
    const each = BigInt(drawnKwh * 1_200_000);
    const slices = [0, 1, 2].map((at) => from / sliceMs + at);
    const place = { drawnJ: each, locatedJ: each, locatedMs: sliceMs, meters: 1 };
    const none = { factors: new Map(), estimated: new Map() };
    if (!site) throw new Error('no site');
    return marketFigures(
      {
        bucket: bucketAt(from),
        loads,
        inventory: inventory(facts),
        draws: slices.map((slice) => ({ slice, places: new Map([['', place]]) })),
        residual: new Map(slices.map((slice) => [slice, scaled(400)])),
        marginal: none,
        hashpriceBtc: 0,
      },
      site,
    );
  }
  const grams = (amount: number | bigint | undefined): number => Number(amount ?? 0n) / 1e12;

  test('matched by the hour is never less than matched over the year, and the same where no quarter has a surplus', () => {
    const loads = array(integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 8 });
    assert(
      property(loads, integer({ min: 0, max: 3 }), (drawn, mw) => {
        const all = drawn.map((load) => market(load, { supply_contracts: [{ ...wind, mw }] }));
        const sum = (name: keyof SomeFigures): number =>
          all.reduce((whole, each) => whole + Number(each[name] ?? 0), 0);
        const energy = Math.max(sum('market_j') - sum('contract_j'), 0);
        const yearly = sum('contract_g') / 1e12 + (energy / 3.6e6) * 400;
        const hourly = sum('hourly_g') / 1e12;
        const isMatched = drawn.every((load) => load >= mw * 250);
        // Of a contract that nobody draws nothing is claimed by the hour, and all over the year.
        const unclaimed = drawn.reduce((kilowattHours, load) => kilowattHours + Math.max(mw * 250 - load, 0), 0) * 12;
        expect(hourly + unclaimed).toBeGreaterThanOrEqual(yearly - 1e-3);
        if (isMatched) expect(hourly).toBeCloseTo(yearly, 3);
      }),
    );
  });

  test('takes the power of the hour of the day where the site is', () => {
    // Midnight in UTC is six in the evening in Chicago.
    const mw = Array.from({ length: 24 }, (_, hour) => (hour === 18 ? 2 : 0));
    expect(market(600, { supply_contracts: [{ ...wind, mw }] }).contract_j).toBe(500n * kwh);
    expect(market(600, { supply_contracts: [{ ...wind, mw }] }, day + 4 * quarterMs).contract_j).toBe(0n);
  });

  test('counts a contract that is not deliverable over the year only', () => {
    const figuresOf = market(600, { supply_contracts: [{ ...wind, deliverable: false }] });
    expect(figuresOf.contract_j).toBe(250n * kwh);
    expect(grams(figuresOf.hourly_g)).toBeCloseTo(600 * 400, 6);
    expect(figuresOf.cfe_j).toBe(0n);
  });

  test('counts certificates once they were cancelled', () => {
    const certificate = { mwh: 96, instrument: 'REC', from: day, to: day + 96 * quarterMs };
    expect(market(600, { certificates: [certificate] }).contract_j).toBe(0n);
    expect(market(600, { certificates: [{ ...certificate, cancelled: '2026-01-01' }] }).contract_j).toBe(1_000n * kwh);
  });

  test('takes the residual factor of its time, and the factor by location where there is none', () => {
    const midday = day + 48 * quarterMs;
    const facts = { carbon_factors: [{ method: 'residual' as const, g_per_kwh: 500, from: midday, to: always.to }] };
    const range = { from: day, to: day + 96 * quarterMs };
    const factors = new Map([range.from, midday].map((at) => [at / sliceMs, scaled(300)]));
    const residual = residualFactors(inventory(facts), { factors, estimated: new Map() }, range);
    expect(residual.get(range.from / sliceMs)).toBe(scaled(300));
    expect(residual.get(midday / sliceMs)).toBe(scaled(500));
    expect(residual.get(range.from / sliceMs + 1)).toBeUndefined();
  });

  test('has dated factors by location before the one that is not dated', () => {
    const step = { method: 'location' as const, g_per_kwh: 420, from: day, to: day + quarterMs };
    const factorAt = yearlyFactor({ ...inventory({ carbon_factors: [step] }), carbon_g_per_kwh: 380 }, 'location');
    expect([factorAt(day - 1), factorAt(day), factorAt(day + quarterMs)]).toEqual([380, 420, 380]);
  });
});
