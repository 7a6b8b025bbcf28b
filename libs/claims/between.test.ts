import { describe, expect, test } from '@jest/globals';
import { claims } from '#catalogue';
import { dayMs } from '#contracts';
import type { AllowedSite, Kpi, KpiQuery, KpiRow } from '#kpi';
import { compareClasses, readBetween, readSiteClasses } from './between.ts';
import { scoreClaims } from './claims.ts';

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

describe('scorecards of many sites', () => {
  const window = { from: start, to: start + 3 * dayMs };
  const workloads = [gpus, mine, shed].map(({ id }) => ({ site: id, workloads: [id === 'gpus' ? 'ai' : 'mining'] }));
  const between = claims.filter(({ readings }) => readings.some(({ kpi }) => kpi?.isBetweenClasses));
  const readings = between.flatMap((claim) => claim.readings).filter(({ kpi }) => kpi?.isBetweenClasses).length;

  /** A store that knows of sites no more than their workloads, and what was asked of it. */
  function storeOf(isAway: () => boolean = () => false) {
    const statements: string[] = [];
    const query = (statement: string): Promise<unknown[]> => {
      statements.push(statement);
      if (!statement.includes('AS workloads')) return Promise.resolve([]);
      return isAway() ? Promise.reject(new Error('away')) : Promise.resolve(workloads);
    };
    const classes = (): number => statements.filter((each) => each.includes('AS workloads')).length;
    return { store: { query } as unknown as Parameters<typeof readSiteClasses>[0], classes };
  }

  test('read the classes of sites once, and what is compared of them once per currency', async () => {
    const questions: KpiQuery[] = [];
    const kpi = answering([dayOf(gpus, 0, 60), dayOf(mine, 0, 20), dayOf(shed, 0, 20)], questions);
    const { store, classes } = storeOf();
    const abroad = siteOf('abroad', { currency: 'EUR' });
    const compare = compareClasses(store, kpi, [gpus, mine, shed, abroad]);
    const values: (number | null | undefined)[] = [];
    for (const site of [gpus, mine, shed, abroad]) {
      const { series } = await scoreClaims({ store, kpi }, between, { site, compare, ...window });
      values.push([...series.measured].find(([{ kpi: of }]) => of?.isBetweenClasses)?.[1].value);
    }
    expect(classes()).toBe(1);
    // No site with prices in EUR is of a class: nothing is asked of them.
    expect(questions.filter(({ by }) => by.includes('site'))).toHaveLength(readings);
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
