import { describe, expect, test } from '@jest/globals';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { claims } from '#catalogue';
import { assess, type Assessment } from './assess.ts';
import { type BesideName, besideNames } from './beside.ts';
import { loadFactorGap } from './complementarity.ts';
import { extentOf, methods } from './methods.ts';
import { type LoadSeries, seriesOf } from './series.ts';
import { verdictOf } from './verdict.ts';
import { quartersPerDay, series, over, busyDays, claim, reading } from '../../test/support/loads.ts';

describe('carbon', () => {
  const emitting = (days: number, carbonG?: number): LoadSeries =>
    series(
      Array.from({ length: days * quartersPerDay }, () => ({
        ai: 300,
        mining: 700,
        ...(carbonG !== undefined && { carbonG }),
      })),
    );
  const of = (id: string, given: LoadSeries): Assessment | undefined => assess(claim(id), given)[0];

  test('of what is drawn speaks against neutrality however little it is, and for it only where nothing is drawn', () => {
    expect(of('S2.14', emitting(7, 1000))).toMatchObject({
      value: 7 * 96,
      verdict: 'contradicted',
      coverage: 1,
      days: 7,
    });
    expect(of('S2.14', emitting(7, 0))).toMatchObject({ value: 0, verdict: 'supported' });
  });

  test('that is not known is no evidence of none', () => {
    expect(of('S2.14', emitting(7))).toMatchObject({ value: null, verdict: 'insufficient_data' });
    expect(of('S5.3', emitting(7))?.value).toBeNull();
  });

  test('per IT energy is a ratio of sums, and has no verdict', () => {
    const [dirty, clean] = [
      { ai: 0, mining: 4000, carbonG: 400_000 },
      { ai: 0, mining: 1000, carbonG: 0 },
    ];
    const given = series(Array.from({ length: 8 * quartersPerDay }, (_, at) => (at % 2 === 0 ? dirty : clean)));
    const { value, verdict } = of('S5.3', given) ?? {};
    expect(value).toBeCloseTo(400 / 1250, 12);
    expect(verdict).toBeNull();
  });
});

describe('days', () => {
  test('are of site time: 92 quarters when clocks go forward, 100 when they go back', () => {
    const lengths = (from: number): number[] =>
      series(
        Array.from({ length: 200 }, () => ({ ai: 1, mining: 1 })),
        { zone: 'America/Winnipeg', from },
      ).days.map(({ quarters }) => quarters.length);
    expect(lengths(Date.UTC(2026, 2, 8, 6))).toEqual([92, 96, 12]);
    expect(lengths(Date.UTC(2026, 10, 1, 5))).toEqual([100, 96, 4]);
  });

  test('quarters in which a hall is not known count against coverage and nowhere else', () => {
    const known = { ai: 40, mining: 60 };
    const gappy = series([known, null, { ai: 80, mining: 20 }, null]);
    expect(extentOf(gappy, 'loads').coverage).toBe(0.5);
    expect(over(loadFactorGap(), gappy)).toBeCloseTo(40 / 60 - 60 / 80, 12);
  });
});

describe('verdicts', () => {
  const threshold = (direction: 'above' | 'at_least' | 'at_most' | 'below') => ({ value: 0.3, direction });

  test.each([
    { low: 0.31, high: 0.4, direction: 'at_least', verdict: 'supported' },
    { low: 0.3, high: 0.4, direction: 'at_least', verdict: 'supported' },
    { low: 0.3, high: 0.4, direction: 'above', verdict: 'inconclusive' },
    { low: 0.2, high: 0.4, direction: 'at_least', verdict: 'inconclusive' },
    { low: 0.1, high: 0.29, direction: 'at_least', verdict: 'contradicted' },
    { low: 0.1, high: 0.29, direction: 'below', verdict: 'supported' },
    { low: 0.3, high: 0.3, direction: 'at_most', verdict: 'supported' },
    { low: 0.3, high: 0.3, direction: 'below', verdict: 'contradicted' },
  ] as const)('[$low, $high] $direction 0.3 is $verdict', ({ low, high, direction, verdict }) => {
    expect(verdictOf({ low, high }, threshold(direction))).toBe(verdict);
  });
});

describe('claims', () => {
  test('mining that yields to AI is complementary, that which copies it is not', () => {
    const yielding = assess(
      claim('S2.2'),
      busyDays(35, 5, (ai, noise) => 900 - ai + noise / 10),
    );
    expect(reading(yielding, 'correlation')).toMatchObject({ verdict: 'supported', isIndicative: true, days: 35 });
    expect(reading(yielding, 'gain')?.verdict).toBe('supported');
    const copying = assess(
      claim('S2.2'),
      busyDays(35, 5, (ai, noise) => ai + noise / 10),
    );
    expect(reading(copying, 'correlation')?.verdict).toBe('contradicted');
  });

  test('unrelated loads are inconclusive in most worlds', () => {
    const random = xoroshiro128plus(11);
    const verdicts = Array.from({ length: 5 }, (_, seed) => {
      const levels = Array.from({ length: 35 * quartersPerDay }, () => ({
        ai: uniformInt(random, 100, 500),
        mining: uniformInt(random, 100, 500),
      }));
      return { seed, verdict: reading(assess(claim('S2.2'), series(levels)), 'correlation')?.verdict };
    });
    expect(verdicts.filter(({ verdict }) => verdict === 'inconclusive').length).toBeGreaterThanOrEqual(4);
  });

  test('too few days, too little coverage and a site of one kind are insufficient, each with its reason', () => {
    const few = assess(
      claim('S2.2'),
      busyDays(20, 1, () => 400),
    );
    expect(reading(few, 'gain')).toMatchObject({
      value: null,
      verdict: 'insufficient_data',
      reason: '20 of the 28 days that it needs are known',
    });
    const whole = busyDays(60, 1, () => 400).days.flatMap(({ quarters }) => quarters);
    const gappy = assess(claim('S2.2'), series(whole.map((quarter, at) => (at < whole.length / 4 ? null : quarter))));
    expect(reading(gappy, 'gain')).toMatchObject({
      verdict: 'insufficient_data',
      reason: 'coverage 0.750 is below 0.8',
    });
    const alone = assess(claim('S2.2'), series(whole, { aiHalls: 0 }));
    expect(reading(alone, 'gain')?.reason).toBe('the site has no AI hall');
  });

  test('what needs an input that is not there says which', () => {
    const any = busyDays(35, 1, () => 400);
    expect(reading(assess(claim('S2.13'), any), 'strict')).toMatchObject({
      value: null,
      verdict: 'insufficient_data',
      reason: 'no policy of dispatch is known',
    });
  });

  test('work of AI on miners is contradicted for want of evidence, and its opposite supported', () => {
    const any = busyDays(1, 1, () => 400);
    const [can] = assess(claim('S2.3'), any);
    expect(can).toMatchObject({ value: null, verdict: 'contradicted' });
    expect(can?.reason).toMatch(/^no evidence/);
    expect(assess(claim('S5.1'), any)[0]?.verdict).toBe('supported');
  });

  test('a market of 100 billion dollars is a price of 1,158,879 per coin', () => {
    const implied = reading(
      assess(
        claim('S4.1'),
        busyDays(1, 1, () => 400),
      ),
      'implied_price',
    );
    expect(implied?.value).toBeCloseTo(1_158_879, 0);
    expect(implied?.verdict).toBeNull();
  });

  test('what telemetry cannot speak to says why', () => {
    expect(
      assess(
        claim('S3.2'),
        busyDays(1, 1, () => 400),
      ),
    ).toEqual([
      expect.objectContaining({ value: null, verdict: 'not_testable', reason: 'Telemetry holds nothing about it.' }),
    ]);
  });
});

test('as of an earlier instant nothing is said of what is not published', () => {
  const unpublished = besideNames.filter((name) => name !== 'figures' && name !== 'trial');
  const besideOf = ({ reading }: Assessment): BesideName | undefined =>
    reading?.method && methods[reading.method].beside;
  const told = claims
    .flatMap((each) => assess(each, seriesOf([], { site: 'prairie', zone: 'UTC', unpublished })))
    .filter((each) => unpublished.some((name) => name === besideOf(each) && name !== 'minersAtAi'));
  // What the network uses stands beside a metric that no claim reads; of miners at AI there is no evidence, then as now.
  expect(new Set([...told.map(besideOf), 'network', 'minersAtAi'])).toEqual(new Set(unpublished));
  for (const { value, verdict, reason } of told) {
    expect([value, verdict]).toEqual([null, 'insufficient_data']);
    expect(reason).toContain('not known as of an earlier instant');
  }
});
