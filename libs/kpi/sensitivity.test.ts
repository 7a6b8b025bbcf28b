import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type MetricId, miningSensitivity } from '#catalogue';
import { cellsOf } from './sensitivity.ts';

/** Of a fleet: J/TH at the facility, and the share that the pool keeps. */
const fleet = (joulesPerTH: number | null, fee: number): Map<MetricId, number | null> =>
  new Map<MetricId, number | null>([
    ['fleet_j_per_th_facility', joulesPerTH === null ? null : joulesPerTH / 1e12],
    ['pool_fee', fee],
  ]);

describe('a cell', () => {
  test.each([
    // At 39 USD/PH/day and 17.5 J/TH public examples say about 93.
    { hashprice: 39, joules: 17.5, fee: 0, breakeven: 92.857_142_857_142_9 },
    { hashprice: 50.801_5, joules: 15, fee: 0, breakeven: 141.115_277_777_778 },
    { hashprice: 50.801_5, joules: 20, fee: 0, breakeven: 105.836_458_333_333 },
    { hashprice: 50.801_5, joules: 30, fee: 0, breakeven: 70.557_638_888_888_9 },
    { hashprice: 40, joules: 20, fee: 0.025, breakeven: 81.25 },
  ])('of $hashprice USD/PH/day and $joules J/TH breaks even at $breakeven', ({ hashprice, joules, fee, breakeven }) => {
    const [cell] = cellsOf(miningSensitivity, fleet(joules, fee), { hashprice: [hashprice], power_price: [50] });
    expect(cell?.['breakeven_power_price']).toBeCloseTo(breakeven, 9);
    expect(cell?.['margin_per_mwh']).toBeCloseTo(breakeven - 50, 9);
  });

  test('of 20 J/TH and 50 USD/MWh pays 24 USD for a PH/s and day', () => {
    const [cell] = cellsOf(miningSensitivity, fleet(20, 0.02), { hashprice: [40], power_price: [50] });
    expect(cell?.['margin_per_ph_day']).toBeCloseTo(40 * 0.98 - 24, 12);
  });

  test('is null where what is measured is not known', () => {
    const cells = cellsOf(miningSensitivity, fleet(null, 0), { hashprice: [40], power_price: [50, 60] });
    const figures = { margin_per_mwh: null, margin_per_ph_day: null, breakeven_power_price: null };
    expect(cells).toEqual([
      { hashprice: 40, power_price: 50, ...figures },
      { hashprice: 40, power_price: 60, ...figures },
    ]);
  });
});

const price = fc.double({ min: -300, max: 300, noNaN: true });
const hashprice = fc.double({ min: 0.01, max: 500, noNaN: true });
const joules = fc.double({ min: 5, max: 120, noNaN: true });
const fee = fc.double({ min: 0, max: 0.1, noNaN: true });

test('one PH/s at e J/TH draws e kW: its margin of a day is that of e × 0.024 MWh', () => {
  fc.assert(
    fc.property(price, hashprice, joules, fee, (power, hash, e, share) => {
      const [cell] = cellsOf(miningSensitivity, fleet(e, share), { hashprice: [hash], power_price: [power] });
      const perDay = (cell?.['margin_per_mwh'] ?? NaN) * 0.024 * e;
      expect(Math.abs((cell?.['margin_per_ph_day'] ?? NaN) - perDay)).toBeLessThan(
        1e-9 * (1 + hash + Math.abs(power) * e),
      );
    }),
  );
});

test('nothing is left at the price that breaks even, and the price does not move that', () => {
  fc.assert(
    fc.property(price, hashprice, joules, fee, (power, hash, e, share) => {
      const [cell] = cellsOf(miningSensitivity, fleet(e, share), { hashprice: [hash], power_price: [power] });
      const even = cell?.['breakeven_power_price'] ?? NaN;
      const [at] = cellsOf(miningSensitivity, fleet(e, share), { hashprice: [hash], power_price: [even] });
      expect(at?.['breakeven_power_price']).toBe(even);
      expect(Math.abs(at?.['margin_per_mwh'] ?? NaN)).toBeLessThan(1e-9 * (1 + Math.abs(even)));
    }),
  );
});
