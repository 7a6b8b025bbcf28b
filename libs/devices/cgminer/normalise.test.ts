import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { DeviceTarget, UnitAnswer } from '../device.ts';
import { hottest } from './boards.ts';
import { normalise } from './normalise.ts';
import type { CgminerRaw } from './raw.ts';

const target: DeviceTarget = {
  id: 'm-1',
  kind: 'cgminer',
  host: 'h',
  port: 4028,
  timeoutMs: 1,
  unit: 1,
  importTotal: 'imp',
  multiplier: 1,
  tls: false,
};

const summary = {
  Elapsed: 7200,
  'GHS 5s': '99000.5',
  'GHS av': 100_000,
  'Total MH': 720_000_000_000,
  'Difficulty Accepted': 1000,
  'Hardware Errors': 2,
};
const stats = {
  Elapsed: 7200,
  chain_acn1: 76,
  chain_rate1: '50000',
  chain_acn2: 76,
  chain_rate2: '49000',
  miner_id: 'abc',
};

interface Changes {
  readonly summary?: object;
  readonly stats?: object;
  readonly more?: CgminerRaw;
}

function read({ summary: summaryChanges = {}, stats: statsChanges = {}, more = {} }: Changes): {
  unit: UnitAnswer;
  problems: readonly string[];
} {
  const raw: CgminerRaw = {
    summary: { SUMMARY: [{ ...summary, ...summaryChanges }] },
    stats: { STATS: [{ Type: 'T' }, { ...stats, ...statsChanges }] },
    ...more,
  };
  const { units, problems } = normalise(raw, target);
  const [unit] = units;
  if (!unit) throw new Error('no unit');
  return { unit, problems };
}
const without = (...keys: string[]): Record<string, undefined> =>
  Object.fromEntries(keys.map((key) => [key, undefined]));

describe('a rate', () => {
  test.each([
    ['text in GH/s', { 'GHS 5s': '99000.5' }, 99_000.5],
    ['MH/s', { 'GHS 5s': undefined, 'MHS 5s': 99_000_500 }, 99_000.5],
    ['TH/s', { 'GHS 5s': undefined, 'THS 5s': 99.5 }, 99_500],
    ['the minute where there are no five seconds', { 'GHS 5s': '', 'GHS 1m': 98_000 }, 98_000],
    ['five minutes where there is no minute', { 'GHS 5s': undefined, 'MHS 5m': '97000000' }, 97_000],
    ['a true zero', { 'GHS 5s': 0, 'GHS av': 44_500 }, 0],
  ])('is read from %s', (_, changes, ghs) => {
    expect(read({ summary: changes }).unit.gauges.rate_ghs).toBe(ghs);
  });

  test('over a window longer than the uptime is not used', () => {
    const { unit } = read({
      summary: { Elapsed: 40, 'GHS 5s': undefined, 'GHS 1m': 12, 'GHS av': 90_000 },
      stats: without('Elapsed'),
    });
    expect(unit.gauges.rate_ghs).toBe(90_000);
    expect(unit.sources.rate_ghs).toBe('summary.GHS av');
  });

  test('since start is the last resort and is noted', () => {
    const { unit, problems } = read({ summary: without('GHS 5s') });
    expect(unit.gauges.rate_ghs).toBe(100_000);
    expect(problems).toEqual([expect.stringMatching(/^rate_ghs: summary\.GHS av is the average since start/)]);
  });

  test('of the boards is their sum', () => {
    const devs = {
      DEVS: [
        { 'MHS 5s': 20_000_000, Status: 'Alive' },
        { 'MHS 5s': '21000000', Status: 'Dead' },
      ],
    };
    const { unit } = read({ summary: without('GHS 5s'), stats: without('chain_acn1', 'chain_acn2'), more: { devs } });
    expect(unit.gauges).toMatchObject({ rate_ghs: 41_000, boards: 1 });
  });
});

describe('what cannot be is null with a problem, never a value', () => {
  test.each([
    ['rate_ghs', { 'GHS 5s': -1 }],
    ['rate_ghs', { 'GHS 5s': 20_000_001 }],
    ['rate_ghs', { 'GHS 5s': 'nan' }],
    ['rate_ghs', { 'GHS 5s': 'lots' }],
    ['rate_ghs', { 'GHS 5s': Infinity }],
    ['rate_ghs', { 'GHS 5s': true }],
    ['rate_ghs', { 'GHS 5s': [1] }],
    ['uptime_s', { Elapsed: -3 }],
    ['power_w', { Power: 20_001 }],
    ['power_w', { Power: '3.2 kW' }],
    ['power_w', { Power: 0 }],
  ])('%s of %j', (field, changes) => {
    const { unit, problems } = read({ summary: changes, stats: without('Elapsed') });
    expect(unit.gauges[field]).toBeNull();
    expect(unit.sources).not.toHaveProperty(field);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${field}: `))]);
  });

  test.each([
    ['accepted_diff', { 'Difficulty Accepted': -1 }],
    ['accepted_diff', { 'Difficulty Accepted': 1e300 }],
    ['hw_errors', { 'Hardware Errors': 'inf' }],
    ['hash_gh', { 'Total MH': -5 }],
    ['hash_gh', { 'Total MH': 0 }],
    ['hash_gh', { 'Total MH': 100_000_000 }],
    ['hash_gh', { 'Total MH': 7.2e15 }],
  ])('%s of %j', (field, changes) => {
    const { unit, problems } = read({ summary: changes });
    expect(unit.counters).not.toHaveProperty(field);
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${field}: `))]);
  });
});

describe('the work that hardware errors are held against', () => {
  const pools = (...counts: (number | undefined)[]): CgminerRaw => ({
    pools: { POOLS: counts.map((count) => ({ 'Diff1 Shares': count })) },
  });
  const rate = { 'Work Utility': 148_019.15, Elapsed: 276_851 };
  const of = (summaryChanges: object, more: CgminerRaw): UnitAnswer['counters'][string] | undefined =>
    read({ summary: summaryChanges, stats: without('Elapsed'), more }).unit.counters.diff1;

  test('is what the pools count', () => {
    expect(of(rate, pools(20_627_456, 0, 21_729_280))).toEqual({ value: 42_356_736 });
  });

  test.each([
    ['count none', pools(0, 0)],
    ['have no such count', pools(undefined)],
  ])('is what the mean rate amounts to where the pools %s', (_, more) => {
    const work = of(rate, more);
    expect(work?.value).toBeCloseTo(682_987_494.944, 2);
    expect(2283 / (2283 + (work?.value ?? 0))).toBeCloseTo(3.342_656e-6, 12);
    expect(work?.precision).toBeCloseTo((2768.51 + 148_019.15) / 60, 6);
  });

  test('is not known while the pools do not answer, since the rate may be in another unit', () => {
    expect(of(rate, {})).toBeUndefined();
  });
});

describe('the hash counter', () => {
  test.each([
    ['soon after the start, when it may still be 0', { Elapsed: 3, 'Total MH': 0, 'GHS av': 0 }, 0],
    ['of a miner that has only slept', { Elapsed: 90_000, 'Total MH': 0, 'GHS av': 0 }, 0],
    ['without an average to hold it against', { 'Total MH': 5000, 'GHS av': undefined }, 5],
    ['a few seconds after the start', { Elapsed: 10, 'Total MH': '900000000', 'GHS av': 100_000 }, 900_000],
  ])('counts %s', (_, changes, value) => {
    expect(read({ summary: changes, stats: without('Elapsed') }).unit.counters.hash_gh).toEqual({ value });
  });

  test('is not the average rate under its name, however short the uptime', () => {
    const { unit } = read({
      summary: { Elapsed: 4, 'Total MH': 100_000_000, 'GHS av': 100_000 },
      stats: without('Elapsed'),
    });
    expect(unit.counters).not.toHaveProperty('hash_gh');
  });

  test('of the boards is their sum where the summary has none', () => {
    const devs = { DEVS: [{ 'Total MH': 300_000_000_000 }, { 'Total MH': 420_000_000_000 }] };
    const { unit } = read({ summary: without('Total MH'), more: { devs } });
    expect(unit.counters.hash_gh).toEqual({ value: 720_000_000 });
  });
});

describe('shares', () => {
  const pools = {
    POOLS: [{ 'Difficulty Accepted': 600 }, { 'Difficulty Accepted': '500' }, { 'Difficulty Accepted': '' }],
  };

  test('are the sum of the pools where the firmware has none in its summary', () => {
    expect(read({ summary: without('Difficulty Accepted'), more: { pools } }).unit.counters.accepted_diff).toEqual({
      value: 1100,
    });
  });

  test('are missing where the summary was lost this time, as the pools need not add up to it', () => {
    const { units, problems } = normalise(
      { stats: { STATS: [{}, stats] }, pools, failed: { summary: 'not UTF-8' } },
      target,
    );
    expect(units[0]?.counters).toEqual({});
    expect(units[0]?.gauges.uptime_s).toBe(7200);
    expect(problems).toEqual(['summary: not UTF-8']);
  });
});

describe('power', () => {
  test.each([
    [{ chain_power: '3250 W' }, 3250],
    [{ power: 3251 }, 3251],
    [{ Power: '3252' }, 3252],
    [{ watt: '3253W' }, 3253],
  ])('%j is measured by the power supply', (changes, powerW) => {
    const { unit } = read({ stats: changes });
    expect(unit.gauges.power_w).toBe(powerW);
    expect(unit.origins).toEqual({ energy_source: 'psu' });
  });

  test('of 0 is a reading while the miner sleeps', () => {
    expect(read({ summary: { 'GHS 5s': 0 }, stats: { chain_power: '0 W' } }).unit.gauges.power_w).toBe(0);
  });
});

describe('temperatures', () => {
  test.each([
    ['78-50-0-70', 78],
    ['0-0-0-0', null],
    ['', null],
    [66, 66],
    [0, null],
    ['55', 55],
    ['5--3-2', Number.NaN],
    ['N/A', Number.NaN],
  ])('%j', (value, max) => {
    expect(hottest(value)).toEqual(max);
  });

  test('out of reach are noted and the other sensors used', () => {
    const { unit, problems } = read({ stats: { temp_chip1: '255-60-60-60', temp_chip2: '70-71-72-73' } });
    expect(unit.gauges.chip_temp_c).toBe(73);
    expect(problems).toHaveLength(1);
  });
});

describe('boards and fans', () => {
  test('a board that answers but does not hash is lost, unless the whole miner rests', () => {
    expect(read({ stats: { chain_rate2: '0.00' } }).unit.gauges.boards).toBe(1);
    expect(
      read({ summary: { 'GHS 5s': 0 }, stats: { chain_rate1: '0', chain_rate2: '0.00' } }).unit.gauges.boards,
    ).toBe(2);
  });

  test('a miner without fans has no fan speed; one whose fans stand has 0', () => {
    expect(read({ stats: { fan_num: 0, fan1: 0, fan2: 0 } }).unit.gauges.fan_rpm).toBeNull();
    expect(read({ stats: { fan_num: 2, fan1: 0, fan2: 0 } }).unit.gauges.fan_rpm).toBe(0);
  });
});

test('a firmware that nobody has seen gives what it can', () => {
  const raw: CgminerRaw = {
    summary: { SUMMARY: [{ Elapsed: '60', 'MHS 5s': 1_500_000, New: { deep: [1] } }] },
    refused: { stats: 'what?' },
  };
  const { units, problems } = normalise(raw, target);
  expect(units[0]).toMatchObject({
    identity: {},
    boot: { id: null, uptimeMs: 60_000 },
    counters: {},
    gauges: { rate_ghs: 1500, boards: null },
  });
  expect(problems).toEqual(['stats: the miner refuses it: what?']);
});

test('any JSON in the places of a reply is understood or noted, and never gives a number that is not one', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('1', '-1', '1e999', '0-0', '3 W', 'nan', 1e308, -0));
  const part = fc.record(
    Object.fromEntries(
      Object.keys({ ...summary, ...stats, temp_chip1: 0, fan1: 0, chain_power: 0 }).map((key) => [key, value]),
    ),
  );
  fc.assert(
    fc.property(fc.array(part), fc.oneof(fc.array(part), fc.jsonValue()), (first, second) => {
      const { units } = normalise({ summary: { SUMMARY: first }, stats: { STATS: second } }, target);
      for (const unit of units) {
        for (const gauge of Object.values(unit.gauges)) expect(gauge === null || Number.isFinite(gauge)).toBe(true);
        for (const counter of Object.values(unit.counters)) expect(counter.value).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
