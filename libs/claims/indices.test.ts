import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { assess } from './assess.ts';
import {
  coOperatedGrowth,
  coOperatedMw,
  headroomFill,
  negativePriceCapture,
  negativePriceHours,
  stranded,
  surplusResponse,
  utilisationGain,
} from './capacity.ts';
import { coincidence, correlation, deviation, loadFactorGap, loadFactorUplift, variation } from './complementarity.ts';
import { againstNetwork, noNetwork } from './against-network.ts';
import { priceElasticity } from './elasticity.ts';
import { interconnectHeadroom, mixedHours } from './headroom.ts';
import { lagProfile, strongestLag } from './lag.ts';
import { offPeakShare } from './off-peak.ts';
import { noRequest, releasedToAi } from './released.ts';
import { aiRevenueShare, regret, switchValue } from './switching.ts';
import { type LoadSeries, quarterMs } from './series.ts';
import {
  start,
  quartersPerDay,
  type Given,
  series,
  pairs,
  over,
  busyDays,
  claim,
  reading,
} from '../../test/support/loads.ts';

describe('indices of complementarity', () => {
  test('total variation is 1 for loads that mirror each other, 0 for equal ones, and sees their size', () => {
    expect(over(variation(), pairs([0, 1, 0, 1, 0], [1, 0, 1, 0, 1]))).toBe(1);
    expect(over(variation(), pairs([0, 1, 0, 1, 0], [0, 1, 0, 1, 0]))).toBe(0);
    expect(over(variation(), pairs([0, 2, 0, 2, 0], [1, 0, 1, 0, 1]))).toBeCloseTo(2 / 3, 12);
  });

  test('load factors of 0.70 and 0.50 that fill one another give a coincidence of 0.625 and an uplift of 0.60', () => {
    const filling = pairs([40, 80, 100, 60], [60, 20, 0, 40]);
    expect(over(loadFactorGap(), filling)).toBeCloseTo(0.5 - 0.7, 12);
    expect(over(coincidence(), filling)).toBeCloseTo(0.625, 12);
    expect(over(loadFactorUplift(), filling)).toBeCloseTo(0.6, 12);
  });

  test('correlation and deviation are 1 for mirrored loads, and 0 for equal ones', () => {
    const mirrored = pairs([1, 3, 2, 5], [5, 3, 4, 1]);
    const equal = pairs([1, 3, 2, 5], [1, 3, 2, 5]);
    expect(over(correlation(mirrored), mirrored)).toBeCloseTo(1, 12);
    expect(over(deviation(mirrored), mirrored)).toBeCloseTo(1, 12);
    expect(over(correlation(equal), equal)).toBeCloseTo(0, 12);
    expect(over(deviation(equal), equal)).toBeCloseTo(0, 12);
  });

  test('growth of both over weeks is not taken for correlation', () => {
    const growing = busyDays(56, 3, (_, noise) => 400 + noise);
    const grown = series(
      growing.days
        .flatMap(({ quarters }) => quarters)
        .map(({ ai, mining }, at) => {
          const week = Math.floor(at / (7 * quartersPerDay));
          return { ai: ai + 500 * week, mining: mining + 500 * week };
        }),
    );
    expect(over(correlation(grown), grown)).toBeCloseTo(over(correlation(growing), growing) ?? NaN, 9);
  });

  test('a constant load has no correlation: it is not defined', () => {
    const flat = pairs([1, 1, 1, 1], [1, 2, 3, 4]);
    expect(over(correlation(flat), flat)).toBeNull();
  });
});

describe('use of the contract', () => {
  test('mining fills half of what AI leaves of 1 MW', () => {
    expect(over(headroomFill(), pairs([600, 200], [200, 400]))).toBeCloseTo(0.5, 12);
  });

  test('what neither uses of 1 MW is stranded, and an overload strands nothing', () => {
    expect(over(stranded(), pairs([600, 200, 900], [200, 400, 500]))).toBeCloseTo((0.2 + 0.4) / 4, 12);
  });

  test('the gain is the use of the shared contract less that of two contracts of their own peaks', () => {
    const shared = pairs([800, 200], [200, 800]);
    expect(over(utilisationGain(shared), shared)).toBeCloseTo(1 - 1000 / 1600, 12);
  });

  test('half of the energy in the quarter of the time with a negative price is a capture of 2; without such a time there is none', () => {
    const prices = [-5, 20, 20, 20];
    const seeking = series(prices.map((price) => ({ ai: 1, mining: price < 0 ? 3 : 1, price })));
    expect(over(negativePriceCapture(), seeking)).toBeCloseTo(2, 12);
    const flat = series(prices.map((price) => ({ ai: 1, mining: 1, price })));
    expect(over(negativePriceCapture(), flat)).toBeCloseTo(1, 12);
    expect(over(negativePriceCapture(), series([{ ai: 1, mining: 1, price: 20 }]))).toBeNull();
  });

  test('hours of negative price are counted, and none are known without prices', () => {
    const prices = series([-1, -5, 0, 30].map((price) => ({ ai: 1, mining: 1, price })));
    expect(over(negativePriceHours(), prices)).toBe(0.5);
  });

  test('mining that runs in the cheap tenth of the time only responds by all of its load', () => {
    const cheap = series(Array.from({ length: 20 }, (_, at) => ({ ai: 5, mining: at < 2 ? 900 : 0, price: at })));
    expect(over(surplusResponse(cheap, 'mining'), cheap)).toBe(900);
    expect(over(surplusResponse(cheap, 'ai'), cheap)).toBe(0);
  });

  test('a site is co-operated when both workloads ran on three days of four', () => {
    const days = (shared: number): LoadSeries =>
      series(
        Array.from({ length: 100 * quartersPerDay }, (_, at) => ({
          ai: Math.floor(at / quartersPerDay) % 100 < shared ? 300 : 0,
          mining: 300,
        })),
      );
    expect(coOperatedMw(days(100))).toBe(1);
    expect(coOperatedMw(days(50))).toBe(0);
  });

  test('co-operation grows by what the last quarter of a year has more than the first', () => {
    const load = (days: number, ai: number): Given[] =>
      Array.from({ length: days * quartersPerDay }, () => ({ ai, mining: 300 }));
    expect(coOperatedGrowth(series([...load(95, 0), ...load(95, 300)]))).toBe(1);
    expect(coOperatedGrowth(series([...load(95, 300), ...load(95, 0)]))).toBe(-1);
    expect(coOperatedGrowth(series(load(180, 300)))).toBe(0);
    expect(coOperatedGrowth(series(load(179, 300)))).toBeNull();
  });
});

describe('room, choice and response', () => {
  const steady = (count: number, of: (at: number) => Given): LoadSeries =>
    series(Array.from({ length: count }, (_, at) => of(at)));

  test('headroom is what the highest unbridged quarter of an hour leaves, mixed time that in which both run', () => {
    const given = steady(96, (at) => ({ ai: at % 2 === 0 ? 40 : 400, mining: 300 }));
    expect(over(interconnectHeadroom(), given)).toBeCloseTo(0.3, 12);
    expect(over(mixedHours(), given)).toBe(12);
    const bridged = given.days.map((day) => ({ ...day, site: day.site.map((each) => ({ ...each, levelJ: null })) }));
    expect(over(interconnectHeadroom(), { ...given, days: bridged })).toBeNull();
  });

  /** Two quarters of an hour in which 1 MWh each went half to mining and half to AI, and what a MWh earned. */
  const earning = (worths: readonly { mining: number; ai: number }[]): LoadSeries => {
    const given = steady(worths.length, () => ({ ai: 2000, mining: 2000 }));
    const half = 1.8e9;
    const [day] = given.days;
    const site = (day?.site ?? []).map((quarter, at) => {
      const { mining, ai } = worths[at] ?? { mining: 0, ai: 0 };
      return { ...quarter, earned: { mining: mining / 2, ai: ai / 2 }, earnedJ: { mining: half, ai: half } };
    });
    return { ...given, days: day ? [{ ...day, site }] : [] };
  };

  test('switching is worth what it earns more than the better of two static sites, and regret what it missed', () => {
    const given = earning([
      { mining: 10, ai: 20 },
      { mining: 30, ai: 20 },
    ]);
    expect(over(switchValue(), given)).toBeCloseTo(40 - 40, 12);
    expect(over(regret(), given)).toBeCloseTo(50 - 40, 12);
    expect(over(aiRevenueShare(), given)).toBeCloseTo(0.5, 12);
  });

  test('regret is never negative, and no choice beats hindsight by more than it', () => {
    const worth = fc.record({ mining: fc.integer({ min: 1, max: 500 }), ai: fc.integer({ min: 1, max: 500 }) });
    fc.assert(
      fc.property(fc.array(worth, { minLength: 1, maxLength: 20 }), (worths) => {
        const given = earning(worths);
        const [gain, missed] = [over(switchValue(), given) ?? NaN, over(regret(), given) ?? NaN];
        expect(missed).toBeGreaterThanOrEqual(-1e-9);
        // The best static site is no better than the best of each quarter of an hour.
        expect(gain).toBeGreaterThanOrEqual(-missed - 1e-9);
      }),
    );
  });

  test('AI that runs at night and on weekends draws off-peak, one that is even shifts nothing', () => {
    const even = steady(7 * 96, () => ({ ai: 500, mining: 0 }));
    expect(over(offPeakShare(even), even)).toBeCloseTo(1, 12);
    const nights = steady(5 * 96, (at) => ({ ai: at % 96 < 24 || at % 96 >= 88 ? 300 : 0, mining: 0 }));
    expect(over(offPeakShare(nights), nights)).toBeCloseTo(3, 12);
  });

  test('the off-peak hours of a day with a change of the clock are those of its own clock', () => {
    // 2026-03-29 in Berlin is a Sunday of 23 hours, the Monday after it has 24.
    const from = Date.UTC(2026, 2, 28, 23);
    const given = series(
      Array.from({ length: (23 + 24) * 4 }, () => ({ ai: 1, mining: 0 })),
      { zone: 'Europe/Berlin', from },
    );
    const { measure } = offPeakShare(given);
    expect(given.days.map((day) => measure(day)[2])).toEqual([23 * 4, 8 * 4]);
  });

  test('elasticity is that of the load that was made, and not defined where the price stands still', () => {
    const given = steady(7 * 96, (at) => ({ ai: 100, mining: 200 - (at % 4) * 10, price: 20 + (at % 4) * 10 }));
    expect(over(priceElasticity('mining')(given), given)).toBeCloseTo((-1 * 35) / 185, 9);
    expect(over(priceElasticity('ai')(given), given)).toBe(0);
    const flat = steady(96, () => ({ ai: 100, mining: 200 }));
    expect(over(priceElasticity('mining')(flat), flat)).toBeNull();
  });

  test('mining that follows AI by three hours shows at that lag', () => {
    const random = xoroshiro128plus(5);
    const ai = Array.from({ length: 28 * 96 }, () => uniformInt(random, 100, 900));
    const given = series(ai.map((load, at) => ({ ai: load, mining: 1000 - (ai[at - 12] ?? 500) })));
    expect(strongestLag(given)).toBe(3);
    const profile = lagProfile(given);
    expect(profile).toHaveLength(193);
    expect(profile.find(({ hours }) => hours === 3)?.correlation).toBeLessThan(-0.95);
    expect(Math.abs(profile.find(({ hours }) => hours === -3)?.correlation ?? 1)).toBeLessThan(0.2);
  });

  test('what mining gives up and AI takes in an order is released, never more than either', () => {
    const given = steady(12, (at) => (at < 4 ? { ai: 100, mining: 500 } : { ai: 160, mining: at < 8 ? 420 : 480 }));
    const order = { from: start + 4 * quarterMs, to: start + 12 * quarterMs };
    const released = { ...given, requests: [order] };
    expect(over(releasedToAi(released), released)).toBeCloseTo((4 * 60 + 4 * 20) / 4000, 12);
    expect(noRequest(given)).toBe('no event says that mining was to yield to AI');
  });

  test('before dispatch mining runs when it pays: the plan is held against AI, not the metered load', () => {
    const day = (at: number): boolean => at % 96 >= 32 && at % 96 < 80;
    // Metered mining is flat, and so says nothing; power is dear by day, when AI draws most.
    const metered = steady(35 * 96, (at) => ({ ai: day(at) ? 500 : 100, mining: 400, price: day(at) ? 200 : 20 }));
    const days = metered.days.map((each) => ({
      ...each,
      site: each.site.map((quarter) => ({
        ...quarter,
        netHashprice: 50,
        earned: { mining: 10.6, ai: 0 },
        earnedJ: { mining: 3.6e8, ai: 0 },
      })),
    }));
    const given = { ...metered, days };
    const natural = reading(assess(claim('S2.1'), given), 'natural');
    expect(natural).toMatchObject({ value: expect.closeTo(1, 9), verdict: 'supported' });
    const cheap = days.map((each) => ({ ...each, site: each.site.map((quarter) => ({ ...quarter, price: 20 })) }));
    expect(reading(assess(claim('S2.1'), { ...given, days: cheap }), 'natural')).toMatchObject({
      verdict: 'insufficient_data',
      reason: 'on price alone mining would never have changed',
    });
    expect(reading(assess(claim('S2.1'), { ...given, currency: 'EUR' }), 'natural')?.reason).toMatch(/pays in EUR/);
  });

  test('the spread of the difficulty is told of twelve adjustments, and of fewer how many there are', () => {
    const given = steady(1, () => ({ ai: 0, mining: 0 }));
    const of = (adjustments: readonly number[]) =>
      reading(assess(claim('S1.6'), { ...given, adjustments }), 'adjustments');
    expect(of(Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? 0.05 : -0.05)))?.value).toBeCloseTo(0.05222, 4);
    expect(of([0.1, 0.2])?.reason).toBe('2 of the 12 adjustments of the difficulty that it needs are known');
  });

  test('the fleet is held against the network by the day', () => {
    const given = steady(96, () => ({ ai: 0, mining: 2000 }));
    const days = given.days.map((each) => ({
      ...each,
      site: each.site.map((quarter) => ({ ...quarter, hash: { joules: 20e6, difficulty: 1e12 / 2 ** 32 } })),
    }));
    const known = { ...given, days, network: new Map([[start, 25e6]]) };
    expect(over(againstNetwork(known), known)).toBeCloseTo(0.8, 12);
    expect(noNetwork(given)).toMatch(/coload import cbeci/);
  });
});
