import { describe, expect, test } from '@jest/globals';
import { dayMs } from '#contracts';
import { type Given, quartersPerDay, series, start } from '../../test/support/loads.ts';
import { coLocatedAbsorbed, curtailedInZone, noCurtailment, renewableAbsorbed } from './curtailed.ts';
import type { Figure } from './public/figures.ts';
import type { LoadSeries } from './series.ts';
import { measured, type Statistic, valueOver } from './statistic.ts';

const figure = (zone: string, at: number, value: number): Figure => ({
  dataset: 'iso-curtailment',
  subject: zone,
  at,
  value,
  low: null,
  high: null,
  tags: [],
});
/** Days of 1 MW, the first hour of each at a price below 0. */
const days = (count: number, more: Partial<Given> = {}, zone = 'UTC', from = start): LoadSeries =>
  series(
    Array.from({ length: count * quartersPerDay }, (_, at) => ({
      ai: 400,
      mining: 600,
      price: at % quartersPerDay < 4 ? -5 : 30,
      ...more,
    })),
    { zone, from },
  );
const knowing = (loads: LoadSeries, figures: readonly Figure[]): LoadSeries => ({ ...loads, figures });
const valueOf = (statistic: Statistic, { days: all }: LoadSeries): number | null =>
  valueOver(statistic, measured(statistic, all), all.keys());

describe('renewable energy that would have been curtailed', () => {
  test('is what a day used at negative prices, no more than was curtailed in its zones, on the days that the tables have', () => {
    const of = knowing(days(3), [
      figure('west', start, 0.3),
      figure('north', start, 0.4),
      figure('west', start + dayMs, 50),
    ]);
    expect(valueOf(renewableAbsorbed(of), of)).toBeCloseTo(0.7 + 1, 12);
    expect(curtailedInZone(of)).toBeCloseTo(50.7, 12);
    expect(noCurtailment(of)).toBeNull();
  });

  test('is matched by the date at the site', () => {
    const of = knowing(days(1, {}, 'Asia/Tokyo', start - 9 * 3_600_000), [figure('kyushu', start, 0.25)]);
    expect(valueOf(renewableAbsorbed(of), of)).toBe(0.25);
  });

  test('is not known without a table, or with one of other days, and is no other dataset', () => {
    expect(noCurtailment(days(1))).toBe('no table is imported: coload import iso-curtailment FILE.csv');
    const other = knowing(days(1), [{ ...figure('bitcoin', start, 12), dataset: 'cbeci' }]);
    expect(noCurtailment(other)).toMatch(/no table is imported/);
    const late = knowing(days(1), [figure('west', start - dayMs, 1)]);
    expect(noCurtailment(late)).toMatch(/none of the days/);
    expect(valueOf(renewableAbsorbed(late), late)).toBeNull();
  });
});

describe('energy of a plant behind the meter', () => {
  test('is absorbed at negative prices as all energy of the quarter of an hour is', () => {
    expect(valueOf(coLocatedAbsorbed(), days(2, { local: 250 }))).toBeCloseTo(0.5, 12);
  });

  test('is not known where none is metered, which is not 0', () => {
    expect(valueOf(coLocatedAbsorbed(), days(2))).toBeNull();
  });
});
