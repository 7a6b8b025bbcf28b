import { describe, expect, test } from '@jest/globals';
import { type Claim, claims, isMetricId, isStatistic, metricOf, type MetricId } from '#catalogue';
import { dayMs } from '#contracts';
import type { Kpi, KpiQuery, KpiRow } from '#kpi';
import { PipelineError } from '#runtime';
import { assess, type Assessment } from './assess.ts';
import { isPooled } from './between-series.ts';
import { isBetween, kpiOf, readMeasured } from './kpis.ts';
import { seriesOf } from './series.ts';

const start = Date.UTC(2026, 0, 1);
const site = { id: 'alpha', zone: 'UTC', currency: 'EUR' };

/** What a day, or a month, of the metric sums to, in base units. */
interface Sums {
  readonly numerator: number;
  readonly denominator?: number;
  readonly coverage?: number;
}

const leastCoverage = 0.8;

function rowOf(metric: MetricId, { start: from, end }: { start: number; end: number }, sums: Sums): KpiRow {
  const { numerator, denominator = null, coverage = 1 } = sums;
  const { display } = metricOf(metric);
  const isKnown = coverage >= leastCoverage && denominator !== 0;
  return {
    metric,
    site: site.id,
    start: from,
    end,
    value: isKnown ? (numerator / (denominator ?? 1)) * display.scale : null,
    unit: display.unit,
    numerator,
    denominator,
    coverage,
    devices: 1,
    quality: isKnown ? 'ok' : 'insufficient',
    ...(!isKnown && { reason: `coverage ${coverage.toFixed(3)} is below ${leastCoverage}` }),
    through: end,
  };
}

/** Answers as the catalogue would of days that follow one another from the start on, and keeps what it was asked. */
function kpiFrom(days: readonly Sums[], asked: KpiQuery[] = []): Kpi {
  const total = (of: (sums: Sums) => number): number => days.reduce((sum, each) => sum + of(each), 0);
  return {
    query: (query) => {
      asked.push(query);
      const { from, to, grain, metrics } = query;
      const whole = {
        numerator: total(({ numerator }) => numerator),
        ...(days[0]?.denominator !== undefined && { denominator: total(({ denominator = 0 }) => denominator) }),
        coverage: total(({ coverage = 1 }) => coverage) / days.length,
      };
      const rows = metrics.flatMap((metric) =>
        grain === 'total'
          ? [rowOf(metric, { start: from, end: to }, whole)]
          : days.map((sums, at) => rowOf(metric, { start: start + at * dayMs, end: start + (at + 1) * dayMs }, sums)),
      );
      return Promise.resolve(rows);
    },
  };
}

function claim(id: string, reading: string): Claim {
  const found = claims.find((each) => each.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return { ...found, readings: found.readings.filter((each) => each.id === reading) };
}

/** One reading of a claim over so many days from the start on. */
async function judged(of: Claim, days: number, kpi: Kpi, asOf?: number): Promise<Assessment | undefined> {
  const asked = { site, from: start, to: start + days * dayMs, ...(asOf !== undefined && { asOf }) };
  const measured = await readMeasured(kpi, [of], asked);
  return assess(of, seriesOf([], { site: site.id, zone: site.zone, currency: site.currency, measured }))[0];
}

const discount = claim('S2.4', 'discount');
/** Days on which a site pays less than its hub by a share that differs from day to day, of as much more energy as the share is less. */
const discounts = (shares: readonly number[]): Sums[] =>
  shares.map((share) => ({ numerator: share * 100, denominator: 100 }));
const times = (count: number, of: (at: number) => number): number[] => Array.from({ length: count }, (_, at) => of(at));

describe('a reading that a metric of the catalogue answers', () => {
  test.each([
    { of: 'cheaper on every day', shares: times(35, (at) => 0.1 + (at % 3) / 100), verdict: 'supported' },
    { of: 'dearer on every day', shares: times(35, (at) => -0.1 - (at % 3) / 100), verdict: 'contradicted' },
    { of: 'cheaper in some weeks', shares: times(35, (at) => (at < 18 ? 0.2 : -0.19)), verdict: 'inconclusive' },
  ])('of a site that is $of is $verdict', async ({ shares, verdict }) => {
    const found = await judged(discount, 35, kpiFrom(discounts(shares)));
    expect(found).toMatchObject({ verdict, coverage: 1, days: 35, isIndicative: true, reason: null });
    expect(found?.interval?.low).toBeLessThan(found?.value ?? NaN);
    expect(found?.interval?.high).toBeGreaterThan(found?.value ?? NaN);
    expect(found?.method).toMatch(/^kpi site_price_discount\/1 circular block bootstrap, .* seed/);
  });

  test('is a ratio of sums in its value and in every draw: dear days of little energy weigh little', async () => {
    const days = times(35, (at) => at).map((at): Sums =>
      at % 7 === 0 ? { numerator: -1, denominator: 1 } : { numerator: 200, denominator: 1000 },
    );
    const found = await judged(discount, 35, kpiFrom(days));
    expect(found?.value).toBeCloseTo((30 * 200 - 5) / (30 * 1000 + 5), 12);
    expect(found?.interval?.low).toBeGreaterThan(0.19);
  });

  test('is insufficient below the coverage and the days that it needs, and says so', async () => {
    const days = discounts(times(35, () => 0.1));
    const gappy = days.map((day, at) => ({ ...day, coverage: at % 2 }));
    expect(await judged(discount, 35, kpiFrom(gappy))).toMatchObject({
      value: null,
      verdict: 'insufficient_data',
      reason: expect.stringMatching(/^coverage 0\.486 is below 0\.8/),
      days: 17,
    });
    expect(await judged(discount, 20, kpiFrom(days.slice(0, 20)))).toMatchObject({
      value: null,
      verdict: 'insufficient_data',
      reason: '20 of the 28 days that it needs are known',
    });
    expect(await judged(discount, 0.5, kpiFrom([]))).toMatchObject({
      verdict: 'insufficient_data',
      reason: 'no whole day of site time is in the window',
    });
  });

  test('is asked as of the instant, and of what was not published by then says so without losing the rest', async () => {
    const asked: KpiQuery[] = [];
    await judged(discount, 35, kpiFrom(discounts([0.1]), asked), 7);
    expect(asked.map(({ asOf }) => asOf)).toEqual([7, 7]);
    const refusing = (parameter: string): Kpi => ({
      query: () =>
        Promise.reject(new PipelineError('QUERY_INVALID', 'as_of: not published', { details: { parameter } })),
    });
    expect(await judged(discount, 35, refusing('as_of'), 7)).toMatchObject({
      value: null,
      verdict: 'insufficient_data',
      reason: 'not published',
    });
    await expect(judged(discount, 35, refusing('from'), 7)).rejects.toMatchObject({ code: 'QUERY_INVALID' });
  });

  test('without a number to be held against has a value and no verdict; where days do not add up, no interval', async () => {
    const shares = times(10, (at) => at / 10).map((numerator) => ({ numerator, denominator: 1 }));
    expect(await judged(claim('S3.1', 'provenance'), 10, kpiFrom(shares))).toMatchObject({
      value: expect.closeTo(0.45, 12),
      interval: { low: expect.any(Number), high: expect.any(Number) },
      verdict: null,
    });
    expect(await judged(claim('S1.5', 'pools'), 10, kpiFrom(shares))).toMatchObject({
      value: expect.closeTo(0.45, 12),
      interval: null,
      verdict: null,
      method: 'kpi pool_hhi/1',
    });
  });

  test('is in its own unit, and in the currency of the site', async () => {
    const joules = times(8, () => 3.6e9).map((numerator) => ({ numerator }));
    expect((await judged(claim('S5.2', 'curtailed'), 8, kpiFrom(joules)))?.value).toBeCloseTo(8, 12);
    const cost = times(8, () => 1).map(() => ({ numerator: 3, denominator: 2 }));
    const capital = await judged(claim('S2.12', 'capex'), 8, kpiFrom(cost));
    expect(capital?.value).toBeCloseTo(1.5e6, 6);
    expect(capital?.reading?.unit).toBe('{EUR}/MW');
  });

  test("asks for the last 365 days of the market's revenue only", async () => {
    const asked: KpiQuery[] = [];
    const days = times(400, () => 5e7).map((numerator) => ({ numerator }));
    await judged(claim('S4.1', 'revenue'), 400, kpiFrom(days, asked));
    for (const { from, to } of asked) expect([from, to]).toEqual([start + 35 * dayMs, start + 400 * dayMs]);
    expect(await judged(claim('S4.1', 'revenue'), 365, kpiFrom(days.slice(0, 365)))).toMatchObject({
      value: expect.closeTo(365 * 5e7, 0),
      verdict: 'contradicted',
    });
  });
});

describe('growth of the own fleet', () => {
  /** Whole months from the start on, whose work a day is as given. */
  const monthly = (count: number, ofDay: (month: number) => number): Kpi => ({
    query: ({ metrics }) =>
      Promise.resolve(
        metrics.flatMap((metric) =>
          times(count, (at) => at).map((at) => {
            const [from, end] = [Date.UTC(2026, at, 1), Date.UTC(2026, at + 1, 1)];
            return rowOf(metric, { start: from, end }, { numerator: (ofDay(at) * (end - from)) / dayMs });
          }),
        ),
      ),
  });
  const own = claim('S1.2', 'own_fleet');

  test('is that of its months, carried on to the end of 2030', async () => {
    const yearsOf = (at: number): number => (Date.UTC(2026, at, 1) + Date.UTC(2026, at + 1, 1)) / 2 / (365.25 * dayMs);
    const tripling = monthly(13, (at) => 3 ** (yearsOf(at) - yearsOf(0)));
    const found = await judged(own, 396, tripling);
    const years = Date.UTC(2031, 0, 1) / (365.25 * dayMs) - yearsOf(0);
    expect(found?.value).toBeCloseTo(3 ** years, 6);
    expect(found).toMatchObject({ verdict: 'supported', days: 396 });
    expect(
      await judged(
        own,
        396,
        monthly(13, () => 1),
      ),
    ).toMatchObject({ verdict: 'contradicted' });
  });

  test('takes a year of months, and none in which nothing was done', async () => {
    expect(
      await judged(
        own,
        181,
        monthly(6, () => 1),
      ),
    ).toMatchObject({
      verdict: 'insufficient_data',
      reason: '181 of the 365 days that it needs are known',
    });
    expect(
      await judged(
        own,
        365,
        monthly(12, () => 0),
      ),
    ).toMatchObject({
      verdict: 'insufficient_data',
      reason: 'no whole month of it is known in the window',
    });
  });
});

test('every reading that names a metric names one that the catalogue adds up, in its unit or that of its display', () => {
  const spelling = (unit: string): string => unit.replaceAll(/[{}.]/g, '');
  for (const reading of claims.flatMap(({ readings }) => readings)) {
    if (reading.kpi === undefined) continue;
    const id = kpiOf(reading);
    const isOfSeries = isBetween(reading) && isPooled(id);
    expect([id, isMetricId(id) && isStatistic(id)]).toEqual([id, isOfSeries]);
    // Outages are told as of a year.
    if (isOfSeries) continue;
    const { unit, display } = metricOf(id);
    if (reading.kpi.growthOf === undefined)
      expect([unit, display.unit].map(spelling)).toContain(spelling(reading.unit));
  }
});
