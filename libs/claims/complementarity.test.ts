import { describe, expect, test } from '@jest/globals';
import { coverageOf, leastCoverage, mostCoverage } from '../../test/support/coverage.ts';
import { dayMs, randomOf, start } from '../../test/support/site-days.ts';
import { correlation } from './complementarity.ts';
import { rotationTest } from './rotation.ts';
import { type LoadSeries, seriesOf } from './series.ts';
import { sampleOf } from './statistic.ts';
import { noTrial } from './uplift/trial.ts';

describe('complementarity of load', () => {
  /** Four readings a day of AI that varies by itself, and of mining that yields `share` of that and varies by itself as much. */
  function loads(days: number, share: number, seed: number): LoadSeries {
    const { normal } = randomOf(seed);
    const quarter = (at: number) => {
      const ai = 100 * normal();
      return { at, ai: 500 + ai, mining: 500 - share * ai + 100 * normal() };
    };
    const day = (at: number) => ({
      quarters: [0, 6, 12, 18].map((hour) => quarter(start + at * dayMs + hour * 3_600_000)),
      site: [],
    });
    return {
      ...seriesOf([], { site: 'prairie', zone: 'UTC', trial: noTrial('none'), converted: 0 }),
      from: start,
      to: start + days * dayMs,
      days: Array.from({ length: days }, (_, at) => day(at)),
    };
  }
  const truth = (share: number): number => (1 + share / Math.hypot(share, 1)) / 2;

  test.each([
    { days: 60, share: 0 },
    { days: 60, share: 1 },
    { days: 120, share: 1 },
    { days: 400, share: 0 },
  ])('is covered over $days days where mining yields $share of what AI takes', ({ days, share }) => {
    const coverage = coverageOf(truth(share), (seed) => {
      const series = loads(days, share, seed);
      return sampleOf(correlation(series), series.days);
    });
    expect(coverage).toBeGreaterThan(leastCoverage(days));
    expect(coverage).toBeLessThan(mostCoverage);
  });

  test('is told with the smallest p that its weeks can give', () => {
    for (const days of [60, 120, 400]) {
      const weeks = Math.floor(days / 7);
      const tied = rotationTest(loads(days, 1, 2));
      expect(tied).toEqual({ p: 1 / weeks, others: weeks - 1, least: 1 / weeks });
    }
  });
});
