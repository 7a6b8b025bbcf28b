import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Claim, claims } from '#catalogue';
import { assess, type Assessment } from './assess.ts';
import { bootstrap, drawsOf, type Interval, intervalOf as intervalOfDraws } from './bootstrap.ts';
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
import { extentOf } from './methods.ts';
import { offPeakShare } from './off-peak.ts';
import { noRequest, releasedToAi } from './released.ts';
import { aiRevenueShare, regret, switchValue } from './switching.ts';
import { rotationTest } from './rotation.ts';
import type { Day } from './day.ts';
import { type LoadSeries, quarterMs, seriesOf } from './series.ts';
import { measured, sampleOf, type Statistic, valueOver } from './statistic.ts';
import { noTrial } from './uplift/trial.ts';
import { verdictOf } from './verdict.ts';

const start = Date.UTC(2026, 0, 5);
const quartersPerDay = 96;

interface Given {
  readonly ai: number;
  readonly mining: number;
  readonly price?: number;
  /** g CO2e in the quarter; unknown unless given. */
  readonly carbonG?: number;
}

/** A series of loads in kW from a Monday on; the contract is 1 MW. A quarter without load of AI is not known. */
function series(given: readonly (Given | null)[], { zone = 'UTC', from = start, aiHalls = 1 } = {}): LoadSeries {
  const joules = (kilowatts: number): number => kilowatts * 1000 * 900;
  const rows = given.map((each, at) => ({
    start_ms: from + at * quarterMs,
    mining_j: joules(each?.mining ?? 0),
    ai_j: joules(each?.ai ?? 0),
    mining_halls: 1,
    ai_halls: aiHalls,
    unknown_halls: each ? 0 : 1,
    device_count: 3,
    site_level_j: joules((each?.ai ?? 0) + (each?.mining ?? 0)),
    site_level_ms: each ? quarterMs : 0,
    hash_j: joules(each?.mining ?? 0),
    hash_diff: 0,
    contracted_j: joules(1000),
    contracted_facility_j: joules((each?.ai ?? 0) + (each?.mining ?? 0)),
    price_time: (each?.price ?? 40) * quarterMs,
    price_ms: quarterMs,
    hashprice_time: 50 * quarterMs,
    hashprice_ms: quarterMs,
    fee_time: 0,
    hash_usd: 0,
    hash_usd_j: 0,
    ai_usd: 0,
    ai_usd_j: 0,
    capital_mining: 0,
    capital_mining_j: 0,
    capital_ai: 0,
    capital_ai_j: 0,
    carbon_g: each?.carbonG ?? 0,
    carbon_ms: each?.carbonG === undefined ? 0 : quarterMs,
    cue_g: each?.carbonG ?? 0,
    cue_it_j: joules(each ? each.ai + each.mining : 0),
    cue_ms: each?.carbonG === undefined ? 0 : quarterMs,
  }));
  return seriesOf(rows, { site: 'prairie', zone, trial: noTrial('no policy of dispatch is known'), converted: 0 });
}

const pairs = (ai: readonly number[], mining: readonly number[]): LoadSeries =>
  series(ai.map((load, at) => ({ ai: load, mining: mining[at] ?? 0 })));
function intervalOf(statistic: Statistic, days: readonly Day[], options = bootstrap): Interval | null {
  const draws = drawsOf(sampleOf(statistic, days), options);
  return draws && intervalOfDraws(draws, options.level);
}
const over = (statistic: Statistic, of: LoadSeries): number | null =>
  valueOver(statistic, measured(statistic, of.days), of.days.keys());

/** Days of AI that is busy from 8 to 20 h, with some noise, and of mining that does as `mining` says of AI's load. */
function busyDays(days: number, seed: number, mining: (ai: number, noise: number) => number): LoadSeries {
  const random = xoroshiro128plus(seed);
  const noise = (): number => uniformInt(random, -50, 50);
  return series(
    Array.from({ length: days * quartersPerDay }, (_, at) => {
      const hour = Math.floor((at % quartersPerDay) / 4);
      const ai = (hour >= 8 && hour < 20 ? 500 : 200) + noise();
      return { ai, mining: mining(ai, noise()), price: hour < 4 ? 10 : 50 };
    }),
  );
}

function claim(id: string): Claim {
  const found = claims.find((each) => each.id === id);
  if (!found) throw new Error(`no claim ${id}`);
  return found;
}
const reading = (assessments: readonly Assessment[], id: string): Assessment | undefined =>
  assessments.find((each) => each.reading?.id === id);

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

describe('intervals', () => {
  test('hold the value of a statistic that is the same on all days', () => {
    const same = series(Array.from({ length: 10 * quartersPerDay }, (_, at) => ({ ai: at % 2, mining: 1 - (at % 2) })));
    expect(intervalOf(variation(), same.days)).toEqual({ low: 1, high: 1 });
  });

  test('come of as many days in each draw as there are', () => {
    const count: Statistic = { parts: ['sum'], measure: () => [1], value: (total) => total[0] ?? null };
    for (const length of [1, 6, 7, 13, 30]) {
      const days = Array.from({ length }, () => ({ quarters: [], site: [] }));
      expect(new Set(drawsOf(sampleOf(count, days)))).toEqual(new Set([length]));
    }
  });

  test('come of days that follow one another, in blocks of seven and one for the rest', () => {
    const marked: Statistic = {
      parts: Array.from({ length: 10 }, () => 'sum' as const),
      measure: ({ site }) => site.map(({ price }) => price ?? 0),
      value: () => 0,
    };
    const drawn: number[][] = [];
    const days = Array.from({ length: 10 }, (_, day) => ({
      quarters: [],
      site: Array.from({ length: 10 }, (_each, at) => ({ price: at === day ? 1 : 0 }) as Day['site'][number]),
    }));
    drawsOf(sampleOf({ ...marked, value: (total) => drawn.push([...total]) }, days), { ...bootstrap, draws: 200 });
    const starts = (counts: readonly number[], length: number, from: number): number[] =>
      counts.map((count, at) => count - ((at - from + 10) % 10 < length ? 1 : 0));
    const isOfBlocks = (counts: readonly number[]): boolean =>
      counts.some((_, one) =>
        counts.some((_each, other) => starts(starts(counts, 7, one), 3, other).every((left) => left === 0)),
      );
    expect(drawn.length).toBe(200);
    expect(drawn.filter((counts) => !isOfBlocks(counts))).toEqual([]);
    expect(new Set(drawn.map((counts) => counts.join())).size).toBeGreaterThan(50);
  });

  test('are the same whenever they are made from the same days', () => {
    const days = busyDays(35, 1, (_, noise) => 500 + noise).days;
    expect(intervalOf(loadFactorGap(), days)).toEqual(intervalOf(loadFactorGap(), days));
  });

  test('cover the truth about as often as they say', () => {
    // The truth of days that each draw their own level of use around 0.5 is 0.5.
    const options = { draws: 200, blockDays: 7, seed: 7, level: 0.95 };
    const used: Statistic = {
      parts: ['sum', 'sum'],
      measure: ({ quarters }) => [quarters[0]?.ai ?? 0, 1000],
      value: (total) => (total[0] ?? 0) / (total[1] ?? 1),
    };
    let covered = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const random = xoroshiro128plus(seed);
      const levels = Array.from({ length: 60 }, () => uniformInt(random, 300, 700));
      const given = levels.flatMap((ai) => Array.from({ length: quartersPerDay }, () => ({ ai, mining: 1 })));
      const interval = intervalOf(used, series(given).days, options);
      if (interval && interval.low <= 0.5 && interval.high >= 0.5) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(170);
    expect(covered).toBeLessThan(200);
  });

  test('property: whatever the days are, an interval lies within what single days can give', () => {
    const day = fc.array(fc.record({ ai: fc.integer({ min: 1, max: 900 }), mining: fc.nat({ max: 900 }) }), {
      minLength: quartersPerDay,
      maxLength: quartersPerDay,
    });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1, maxLength: 9 }), (days) => {
        const of = series(days.flat());
        const interval = intervalOf(headroomFill(), of.days, { draws: 50, blockDays: 7, seed: 3, level: 0.95 });
        const single = of.days.map(
          (_, at) => valueOver(headroomFill(), measured(headroomFill(), of.days), [at]) ?? NaN,
        );
        expect(interval?.low).toBeGreaterThanOrEqual(Math.min(...single) - 1e-9);
        expect(interval?.high).toBeLessThanOrEqual(Math.max(...single) + 1e-9);
      }),
      { numRuns: 30 },
    );
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

describe('the rotation test', () => {
  test('finds what is tied to the same instant, and says how small p can be with so few weeks', () => {
    const tied = busyDays(35, 2, (ai) => 1000 - ai);
    expect(rotationTest(tied)).toEqual({ p: 0.2, others: 4, least: 0.2 });
  });

  test('does not take two daily patterns that have nothing to do with each other for a tie', () => {
    const ps = [1, 2, 3, 4, 5, 6].map((seed) => {
      const random = xoroshiro128plus(seed);
      const loose = busyDays(84, seed, () => 400 + uniformInt(random, -100, 100));
      return rotationTest(loose)?.p ?? 0;
    });
    expect(Math.max(...ps)).toBeGreaterThan(0.3);
  });

  test('needs two weeks', () => {
    expect(rotationTest(busyDays(10, 1, (ai) => 1000 - ai))).toBeNull();
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
    expect(reading(assess(claim('S2.6'), any), 'site_classes')).toMatchObject({
      value: null,
      verdict: 'insufficient_data',
      reason: 'it needs several sites of each class, with prices and outages',
    });
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
