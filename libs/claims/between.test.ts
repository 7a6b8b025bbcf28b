import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claims, isMetricId, type Reading } from '#catalogue';
import { dayMs } from '#contracts';
import type { AllowedSite, Kpi, KpiQuery, KpiRow } from '#kpi';
import { series } from '../../test/support/loads.ts';
import { compareClasses, readBetween } from './between.ts';
import { betweenDays, isPooled, siteDaysOf } from './between-series.ts';
import { scoreClaims } from './claims.ts';
import { readSiteClasses } from './site-classes.ts';
import type { LoadSeries } from './series.ts';
import { quantile, valueOver } from './statistic.ts';

const start = Date.UTC(2026, 0, 1);
const siteOf = (id: string, more: Partial<AllowedSite> = {}): AllowedSite => ({
  id,
  zone: 'UTC',
  currency: 'USD',
  ...more,
});
const [gpus, mine, shed] = [siteOf('gpus'), siteOf('mine'), siteOf('shed')];
const asked = { metric: 'mean_price', scale: 1, currency: 'USD', from: start, to: start + 3 * dayMs } as const;

/** A day of a site on which a price of so much held for so long; without a price nothing is known. */
function dayOf({ id }: AllowedSite, at: number, price: number | null, ms = 1): KpiRow {
  const from = start + at * dayMs;
  const sums = price === null ? { value: null } : { value: price, numerator: price * ms, denominator: ms };
  return { metric: 'mean_price', site: id, start: from, end: from + dayMs, ...sums } as unknown as KpiRow;
}

function answering(rows: readonly KpiRow[], questions: KpiQuery[] = []): Kpi {
  return {
    query: (question) => {
      questions.push(question);
      const ids = question.sites.map(({ id }) => id);
      return Promise.resolve(rows.filter(({ site }) => ids.includes(site)));
    },
  };
}

describe('sites by what they work on', () => {
  test('are of a class when all their halls that compute are of it, and of neither when they are of both', async () => {
    const rows = [
      { site: 'gpus', workloads: ['ai', 'other'] },
      { site: 'mine', workloads: ['mining'] },
      { site: 'shed', workloads: ['mining', 'ai'] },
      { site: 'hidden', workloads: ['ai'] },
    ];
    const store = { query: () => Promise.resolve(rows) } as unknown as Parameters<typeof readSiteClasses>[0];
    expect(await readSiteClasses(store, [gpus, mine, shed, siteOf('empty')])).toEqual({ ai: [gpus], mining: [mine] });
  });
});

describe('a price between classes of sites', () => {
  test('is the difference of ratios of sums over the days that both are known', async () => {
    const rows = [
      dayOf(gpus, 0, 60),
      dayOf(gpus, 1, 90, 3),
      dayOf(gpus, 2, 1_000),
      dayOf(mine, 0, 20, 4),
      dayOf(shed, 0, 40, 1),
      dayOf(mine, 1, 30),
      dayOf(mine, 2, null),
    ];
    const found = await readBetween(answering(rows), { ai: [gpus], mining: [mine, shed] }, asked);
    expect(found.value).toBeCloseTo((60 + 270) / 4 - (80 + 40 + 30) / 6, 9);
    expect(found).toMatchObject({ days: 2, coverage: 2 / 3, reason: null });
    expect(found.sample?.rows).toHaveLength(2);
  });

  test('is not known where a class has no site in the currency, and says which', async () => {
    const questions: KpiQuery[] = [];
    const kpi = answering([], questions);
    const abroad = siteOf('abroad', { currency: 'EUR' });
    expect((await readBetween(kpi, { ai: [abroad], mining: [mine] }, asked)).reason).toBe(
      'no site of AI alone with prices in USD can be seen',
    );
    expect((await readBetween(kpi, { ai: [], mining: [] }, asked)).reason).toBe(
      'no site of AI alone and none of mining alone with prices in USD can be seen',
    );
    expect(questions).toEqual([]);
  });

  test('takes days by the calendar of each site', async () => {
    const east = siteOf('east', { zone: 'Asia/Tokyo' });
    const tokyo = { ...dayOf(east, 0, 70), start: start - 9 * 3_600_000 };
    const found = await readBetween(answering([tokyo, dayOf(mine, 0, 20)]), { ai: [east], mining: [mine] }, asked);
    expect(found).toMatchObject({ value: 50, days: 1 });
  });
});

describe('a statistic between classes of sites', () => {
  const betweenSeries = (
    metric: Parameters<typeof betweenDays>[0],
    { ai, mining }: Record<'ai' | 'mining', readonly LoadSeries[]>,
  ): ReturnType<typeof betweenDays> => betweenDays(metric, { ai: ai.map(siteDaysOf), mining: mining.map(siteDaysOf) });
  const running = { ai: 400, mining: 600 };
  const dark = { ai: 0, mining: 0 };
  const quarters = <Value>(count: number, of: (at: number) => Value): Value[] =>
    Array.from({ length: count }, (_, at) => of(at));

  test('has the minutes without supply of all sites of a class in the time that is known of them, as of a year', () => {
    const ai = [series(quarters(192, () => running)), series(quarters(192, (at) => (at === 7 ? dark : running)))];
    const mining = [series(quarters(192, (at) => (at < 4 || at === 100 ? dark : running)))];
    const { value, days, coverage } = betweenSeries('supply_outage_minutes', { ai, mining });
    const year = 365.25 * 24 * 60;
    expect(value).toBeCloseTo((15 / (4 * 1440) - 75 / (2 * 1440)) * year, 6);
    expect([days, coverage]).toEqual([2, 1]);
  });

  test('counts no time of a date that is not known of both', () => {
    const ai = [series(quarters(192, (at) => (at < 96 ? null : running)))];
    const mining = [series(quarters(192, (at) => (at < 96 ? dark : running)))];
    expect(betweenSeries('supply_outage_minutes', { ai, mining })).toMatchObject({ value: 0, days: 1, coverage: 0.5 });
    expect(betweenSeries('supply_outage_minutes', { ai: [series(quarters(96, () => null))], mining })).toMatchObject({
      value: null,
      reason: 'no day is known of sites of both classes',
    });
  });

  test('has the price that 95 % of the quarters of all sites of a class have at most, and draws within its steps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 5_000 }), { minLength: 96 * 2, maxLength: 96 * 2 }),
        (prices) => {
          const [one, other] = [prices.slice(0, 96), prices.slice(96)].map((some) =>
            series(some.map((price) => ({ ...running, price }))),
          );
          const mining = [series(quarters(96, () => ({ ...running, price: 40 })))];
          const { value, sample } = betweenSeries('price_p95', {
            ai: [one, other].flatMap((each) => each ?? []),
            mining,
          });
          expect((value ?? NaN) + 40).toBe(
            quantile(
              prices.toSorted((a, b) => a - b),
              0.95,
            ),
          );
          expect(sample && valueOver(sample.fold, sample.rows, [0, 0, 0])).toBe(value);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('is not known where the outages of a site can not be, as of an earlier instant', () => {
    const [ai, mining] = [series(quarters(96, () => running)), series(quarters(96, () => running))];
    const found = betweenSeries('supply_outage_minutes', {
      ai: [ai],
      mining: [{ ...mining, unpublished: ['outages'] }],
    });
    expect(found).toMatchObject({ value: null, reason: expect.stringContaining('not known as of an earlier instant') });
  });

  test('is read of the sites of both classes in the currency alone', async () => {
    const read: unknown[] = [];
    const workloads = ['gpus', 'mine', 'abroad'].map((site) => ({
      site,
      workloads: [site === 'gpus' ? 'ai' : 'mining'],
    }));
    const store = {
      query: (text: string, { params }: { params?: { site?: unknown } } = {}) => {
        if (text.includes('AS workloads')) return Promise.resolve(workloads);
        read.push(params?.site);
        return Promise.resolve([]);
      },
    } as unknown as Parameters<typeof compareClasses>[0];
    const compare = compareClasses(store, answering([]), [gpus, mine, siteOf('abroad', { currency: 'EUR' })]);
    const found = await compare({ ...asked, metric: 'supply_outage_minutes' });
    expect(found.reason).toBe('no day is known of sites of both classes');
    expect(new Set(read.flat())).toEqual(new Set(['gpus', 'mine']));
  });

  test('is exact over the dates that are known of both, whatever the others have', () => {
    const prices = quarters(192, (at) => (at < 96 ? 9_000 + at : 10 + at));
    const ai = [series(prices.map((price) => ({ ...running, price })))];
    const mining = [series(quarters(192, () => ({ ...running, price: 40 }))).days.slice(1)].map((days) => ({
      ...series(quarters(96, () => running)),
      days,
    }));
    const { value, days } = betweenSeries('price_p95', { ai, mining });
    expect([(value ?? NaN) + 40, days]).toEqual([quantile(prices.slice(96), 0.95), 1]);
  });
});

describe('scorecards of many sites', () => {
  const window = { from: start, to: start + 3 * dayMs };
  const workloads = [gpus, mine, shed].map(({ id }) => ({ site: id, workloads: [id === 'gpus' ? 'ai' : 'mining'] }));
  const between = claims.filter(({ readings }) => readings.some(({ kpi }) => kpi?.isBetweenClasses));
  const compared = between
    .flatMap((claim) => claim.readings)
    .flatMap(({ kpi }) => (kpi?.isBetweenClasses ? [kpi] : []));
  const isOfSeries = ({ of }: NonNullable<Reading['kpi']>): boolean =>
    of !== undefined && isMetricId(of) && isPooled(of);

  /** A store that knows of sites no more than their workloads, and what was asked of it. */
  function storeOf(isAway: () => boolean = () => false) {
    const statements: string[] = [];
    const query = (statement: string): Promise<unknown[]> => {
      statements.push(statement);
      if (!statement.includes('AS workloads')) return Promise.resolve([]);
      return isAway() ? Promise.reject(new Error('away')) : Promise.resolve(workloads);
    };
    const countOf = (text: string) => (): number => statements.filter((each) => each.includes(text)).length;
    const store = { query } as unknown as Parameters<typeof readSiteClasses>[0];
    return { store, classes: countOf('AS workloads'), loads: countOf('AS site_level_j') };
  }

  test('read the classes of sites once, and what is compared of them once per currency', async () => {
    const questions: KpiQuery[] = [];
    const kpi = answering([dayOf(gpus, 0, 60), dayOf(mine, 0, 20), dayOf(shed, 0, 20)], questions);
    const { store, classes, loads } = storeOf();
    const abroad = siteOf('abroad', { currency: 'EUR' });
    const compare = compareClasses(store, kpi, [gpus, mine, shed, abroad]);
    const values: (number | null | undefined)[] = [];
    for (const site of [gpus, mine, shed, abroad]) {
      const { series } = await scoreClaims({ store, kpi }, between, { site, compare, ...window });
      values.push([...series.measured].find(([{ kpi: of }]) => of?.isBetweenClasses)?.[1].value);
    }
    expect(classes()).toBe(1);
    // No site with prices in EUR is of a class: nothing is asked of them.
    expect(questions.filter(({ by }) => by.includes('site'))).toHaveLength(
      compared.filter((kpi) => !isOfSeries(kpi)).length,
    );
    // Loads of the two mines and the AI site, once for all that is compared of them; the scorecards of all four read their own.
    expect(compared.filter(isOfSeries).length).toBeGreaterThan(1);
    expect(loads()).toBe(3 + 4);
    expect(values).toEqual([values[0], values[0], values[0], null]);
    expect(values[0]).toEqual(expect.any(Number));
  });

  test('read again what could not be read', async () => {
    let isAway = true;
    const { store, classes } = storeOf(() => isAway);
    const compare = compareClasses(store, answering([dayOf(gpus, 0, 60), dayOf(mine, 0, 20)]), [gpus, mine]);
    await expect(compare(asked)).rejects.toThrow('away');
    isAway = false;
    expect(await compare(asked)).toMatchObject({ value: 40 });
    expect(classes()).toBe(2);
  });
});
