import { describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { claims } from '#catalogue';
import { publicDatasets } from '#market';
import { projectPath } from '#runtime';
import { seeds } from '../../../test/support/coverage.ts';
import { dayMs, randomOf } from '../../../test/support/site-days.ts';
import { assess, type Assessment } from '../assess.ts';
import { drawsOf, type Interval, intervalOf } from '../bootstrap.ts';
import { seriesOf } from '../series.ts';
import { type Sample, valueOver } from '../statistic.ts';
import type { Dataset, Figure } from './figures.ts';
import { installedBy2030 } from './growth.ts';
import { ownersHhi, ownersHhiChange, topOwnersShare, vendorRevenue } from './market.ts';
import { growthSample, runningTop } from './trend.ts';

const yearMs = 365.25 * dayMs;
const start = Date.UTC(2018, 0, 1);
const figure = (dataset: Dataset, at: number, value: number, of: Partial<Figure> = {}): Figure => ({
  dataset,
  subject: 'x',
  at,
  value,
  low: null,
  high: null,
  tags: ['notable'],
  ...of,
});
const over = ({ fold, rows }: Sample): number | null => valueOver(fold, rows, rows.keys());
const intervalIn = (sample: Sample, level: number, draws = 2000): Interval =>
  intervalOf(drawsOf(sample, { draws, blockDays: 7, seed: 7 }) ?? [], level);
const assessed = (id: string, figures: readonly Figure[]): Assessment[] => {
  const claim = claims.find((each) => each.id === id);
  if (!claim) throw new Error(`no claim ${id}`);
  return assess(claim, seriesOf([], { site: 'prairie', zone: 'UTC', figures }));
};
const of = (all: readonly Assessment[], reading: string): Assessment | undefined =>
  all.find((each) => each.reading?.id === reading);

/** Models of which each is a year after the one before it and grows by so much. */
const models = (growth: number, count: number, noise = (): number => 0): Figure[] =>
  Array.from({ length: count }, (_, at) =>
    figure('epoch-models', start + (at * yearMs) / 8, 1e22 * 10 ** ((Math.log10(growth) * at) / 8 + noise())),
  );

describe('growth of figures', () => {
  test('is that by which they were made, whatever their size', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.2, max: 20, noNaN: true }), fc.integer({ min: 2, max: 60 }), (growth, count) => {
        expect(over(growthSample(models(growth, count)))).toBeCloseTo(growth, 8);
      }),
    );
    expect(over(growthSample(models(4, 1)))).toBeNull();
  });

  test('has an interval of pairs that covers the truth about as often as it says', () => {
    const covering = seeds.filter((seed) => {
      const { normal } = randomOf(seed);
      const { low, high } = intervalIn(growthSample(models(4.6, 80, () => 0.5 * normal())), 0.9, 200);
      return low <= 4.6 && 4.6 <= high;
    });
    expect(covering.length / seeds.length).toBeGreaterThan(0.8);
    expect(covering.length).toBeLessThan(seeds.length);
  });

  test('of the frontier counts what was among the greatest when it came', () => {
    const values = [5, 1, 3, 4, 2, 9];
    const all = values.map((value, at) => figure('epoch-models', at, value));
    expect(runningTop(all, 2).map(({ value }) => value)).toEqual([5, 1, 3, 4, 9]);
    expect(runningTop(all.toReversed(), 1).map(({ value }) => value)).toEqual([5, 9]);
  });
});

describe('claims about the world', () => {
  test('say which table is to be imported', () => {
    expect(of(assessed('S1.1', []), 'training_growth')).toMatchObject({
      verdict: 'insufficient_data',
      reason: 'no table is imported: coload import epoch-models FILE.csv',
    });
  });

  test('are judged by the whole interval: growth above 1 is supported, a trend to less than a hundredfold is contradicted', () => {
    const { normal } = randomOf(3);
    const fast = models(4.6, 80, () => 0.3 * normal());
    expect(of(assessed('S1.1', fast), 'training_growth')).toMatchObject({ verdict: 'supported', isIndicative: false });
    expect(of(assessed('S1.2', fast), 'frontier_2024')?.verdict).toBe('supported');
    const slow = models(1.5, 80, () => 0.05 * normal());
    expect(of(assessed('S1.2', slow), 'frontier_2023')?.verdict).toBe('contradicted');
    expect(of(assessed('S1.1', slow), 'training_growth')?.method).toContain('bootstrap of pairs');
  });

  test('of owners: shares of the largest, concentration, and whether it falls', () => {
    const at = (year: number, owners: readonly number[]): Figure[] =>
      owners.map((value, index) => figure('epoch-ownership', Date.UTC(year, 11, 31), value, { subject: `o${index}` }));
    const figures = [...at(2024, [80, 20]), ...at(2025, [40, 20, 10, 10, 10, 10])];
    expect(topOwnersShare(figures)).toBeCloseTo(0.9, 12);
    expect(ownersHhi(figures)).toBeCloseTo(0.16 + 0.04 + 0.04, 12);
    expect(ownersHhiChange(figures)).toBeCloseTo(0.24 - 0.68, 12);
    expect(of(assessed('S3.3', figures), 'hhi_change')?.verdict).toBe('supported');
    expect(ownersHhiChange(at(2025, [1]))).toBeNull();
  });

  test('of revenue: four quarters that follow one another, of the vendor with most', () => {
    const quarter = (subject: string, month: number, value: number): Figure =>
      figure('vendor-revenue', Date.UTC(2025, month, 28), value, { subject });
    const four = [0, 3, 6, 9].map((month) => quarter('A', month, 45e9));
    expect(vendorRevenue([...four, ...[0, 3, 6, 9].map((month) => quarter('B', month, 1e9))])).toBe(180e9);
    expect(vendorRevenue(four.slice(1))).toBeNull();
    expect(vendorRevenue([quarter('A', -12, 45e9), ...four.slice(1)])).toBeNull();
    expect(of(assessed('S4.2', four), 'vendor')?.verdict).toBe('supported');
  });
});

const folder = projectPath('../shared/data/epoch');
const there = existsSync(folder) ? describe : describe.skip;

there('the tables of Epoch AI', () => {
  test('say how much the installed base of the largest maker has grown', () => {
    const { rows } = publicDatasets['epoch-chips'](
      readFileSync(join(folder, 'nvidia_cumulative_totals.csv')),
      'nvidia',
    );
    const figures = rows.map(({ part: _part, quantity: _quantity, ...row }) => ({
      ...row,
      dataset: 'epoch-chips' as const,
    }));
    const at = (year: number): number => figures.find((each) => each.at === Date.UTC(year, 11, 31))?.value ?? NaN;
    expect([2022, 2023, 2024, 2025].map((year) => Math.round(at(year) / 1e3))).toEqual([290, 1391, 4724, 13659]);
    expect((at(2025) / at(2022)) ** (1 / 3)).toBeCloseTo(3.61, 2);
    expect(at(2025) / at(2024)).toBeCloseTo(2.89, 2);
    const { value, interval } = installedBy2030(figures, 2023) ?? {};
    expect(value).toBeCloseTo((at(2025) / at(2023)) * (at(2025) / at(2024)) ** 5, -1);
    expect(interval?.low).toBeLessThan(value ?? 0);
    expect(interval?.high).toBeGreaterThan(value ?? 0);
  });
});
