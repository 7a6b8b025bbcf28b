import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { groupBy, ManualClock } from '#runtime';
import { claimsShape } from '../../../apps/api/shapes.ts';
import type { Api } from '../../../apps/api/start.ts';
import { type CaseInput, parseCase, rowsOf, siteOf, windowOf } from './case-file.ts';
import { askApi, type Asked, type Given, storeGiven } from './case-run.ts';
import { openTestStore, startTestApi, type TestStore } from './support.ts';
import { epochBlocks, sppDay } from './vectors/feeds.ts';
import { metered, minerReadings, summaries } from './vectors/metered.ts';

const hourMs = 3_600_000;
const quarterMs = 900_000;
/** 2025-01-15T00:00:00Z */
const day = 1_736_899_200_000;
const clock = new ManualClock(Date.UTC(2027, 0, 1));

/** A mining hall that uses `energyJ` for each `acceptedDiff`, in each quarter of an hour. */
const hall = (energyJ: number, acceptedDiff: number): CaseInput => ({
  halls: [{ id: 'h1', workload: 'mining' }],
  devices: {
    utility: { kind: 'sunspec', point: 'M0' },
    feeder: { kind: 'sunspec', point: 'M3', hall: 'h1' },
    miner: { kind: 'cgminer', hall: 'h1', nominal_ths: 100 },
  },
  readings: [
    { device: 'utility', import_j: energyJ },
    { device: 'feeder', import_j: energyJ },
    { device: 'miner', energy_j: energyJ, accepted_diff: acceptedDiff },
  ],
});

const meter: CaseInput = {
  devices: { utility: { kind: 'sunspec', point: 'M0' } },
  readings: [{ device: 'utility', import_j: 1000 }],
};

/** 10^12 shares of difficulty 1 are 4,294,967,296 TH. */
const atEfficiency = (joulesPerTh: number): CaseInput => hall(4_294_967_296 * joulesPerTh, 1e12);
const chain = (difficulty: number, feeSat: number, priceUsd = 100_000): CaseInput => ({
  ...meter,
  market: { chain: true },
  chain: [{ at: '00:00', difficulty, subsidy_sat: 312_500_000, fee_sat: feeSat, price_usd: priceUsd }],
});
const epoch953568 = chain(124_932_866_006_548.16, 3_000_000);
const drawing = (...import_j: number[]): CaseInput => ({ ...meter, readings: [{ device: 'utility', import_j }] });
const everyTenMinutes: CaseInput = {
  ...meter,
  market: { chain: true },
  blocks: [
    {
      at: ['00:10', '00:20', '00:30', '00:40', '00:50', '01:00'],
      height: 953_568,
      difficulty: 124_932_866_006_548.16,
    },
  ],
};
/** A price at which a PH/s earns 39 USD a day at a difficulty of 10^14. */
const at39 = chain(1e14, 0, (100_000 * 39) / 62.864_266_455_173_49);

/** What domain/metrics.md, section 9, says: name, what is given, and the value of a metric to so many decimals. */
const hours: readonly (readonly [title: string, given: CaseInput, metric: string, value: number, decimals: number])[] =
  [
    ['hashprice at a difficulty of 10^14 without fees', chain(1e14, 0), 'hashprice_usd', 62.86427, 5],
    ['hashprice of the epoch from height 953,568', epoch953568, 'hashprice_usd', 50.8015, 5],
    ['hashprice of that epoch in bitcoin', epoch953568, 'hashprice_btc', 5.08015e-4, 10],
    ['the network in that epoch at 600 s a block', everyTenMinutes, 'network_hashrate', 894.304, 3],
    ['the load factor of AI', drawing(36e6, 72e6, 90e6, 54e6), 'load_factor', 0.7, 9],
    ['the load factor of mining', drawing(54e6, 18e6, 0, 36e6), 'load_factor', 0.5, 9],
    ['the load factor of both', drawing(90e6, 90e6, 90e6, 90e6), 'load_factor', 1, 9],
    ['breakeven at 15 J/TH', { ...epoch953568, ...atEfficiency(15) }, 'breakeven_power_price', 141.115, 3],
    ['breakeven at 20 J/TH', { ...epoch953568, ...atEfficiency(20) }, 'breakeven_power_price', 105.836, 3],
    ['breakeven at 30 J/TH', { ...epoch953568, ...atEfficiency(30) }, 'breakeven_power_price', 70.558, 3],
    ['breakeven of a published example', { ...at39, ...atEfficiency(17.5) }, 'breakeven_power_price', 92.857, 3],
    [
      'hashcost at 20 J/TH and 50 USD/MWh',
      { ...atEfficiency(20), market: { power: true }, prices: [{ from: '00:00', to: '01:00', price: 50 }] },
      'hashcost',
      24,
      9,
    ],
    [
      'PUE of (100, 60) and (10, 9) kWh',
      {
        halls: [{ id: 'h1', workload: 'ai' }],
        devices: { utility: { kind: 'sunspec', point: 'M0' }, feeder: { kind: 'sunspec', point: 'M3', hall: 'h1' } },
        readings: [
          { device: 'utility', import_j: [360e6, 36e6] },
          { device: 'feeder', import_j: [216e6, 32.4e6] },
        ],
      },
      'ipue',
      1.5942,
      4,
    ],
    [
      '100 MWh at 20 and 300 MWh at 80',
      {
        devices: { utility: { kind: 'sunspec', point: 'M0' } },
        readings: [{ device: 'utility', import_j: [360e9, 1080e9] }],
        market: { power: true },
        prices: [
          { from: '00:00', to: '00:15', price: 20 },
          { from: '00:15', to: '00:30', price: 80 },
        ],
      },
      'avg_price_paid',
      65,
      9,
    ],
  ];

const megawattHours = 31 * 2400;
/** A month in which a hall pays for its power, as the invoice says, and earns so many bitcoin, 3.125 a block at a difficulty of 10^14. */
const monthOf = (bitcoin: number, earned: number, paid: number): CaseInput => ({
  ...hall(8.64e12, Math.round(((bitcoin / 3.125) * 1e14) / 31)),
  span: 'month',
  market: { chain: true, power: true },
  chain: [{ at: '00:00', difficulty: 1e14, subsidy_sat: 312_500_000, fee_sat: 0, price_usd: earned / bitcoin }],
  prices: [{ from: '00:00', to: '24:00', price: paid / megawattHours }],
  facts: { invoices: [{ what: 'power', amount: paid, from: '2025-01-01', to: '2025-02-01' }] },
});
/** What a listed miner has published: bitcoin earned and what they were worth, power paid, the cost of one, and the margin, %. */
const published = [
  { month: 'September 2024', bitcoin: 347, earned: 21.4e6, paid: 8.2e6, cost: 23_631, margin: '61.7' },
  { month: 'August 2025', bitcoin: 668, earned: 76.7e6, paid: 25.9e6, cost: 38_772, margin: '66.2' },
].map((told, index) => {
  const parsed = parseCase({ title: told.month, ...monthOf(told.bitcoin, told.earned, told.paid) });
  return { ...told, parsed, site: siteOf(`month-${index}`, parsed) };
});

const named = hours.map(([title, given, ...asked], index) => {
  const parsed = parseCase({ title, ...given });
  return { title, parsed, site: siteOf(`v-${index}`, parsed), asked };
});

const miner = { kind: 'cgminer', hall: 'h1', nominal_ths: 20 } as const;
const minerSite = (id: string): Given['site'] =>
  siteOf(id, parseCase({ title: id, halls: [{ id: 'h1', workload: 'mining' }], devices: { miner }, readings: [] }));
const restarting = metered(minerSite('restarts'), day, [0, 4, 8, 3, 0, 0, 0, 1, 3, 5].map(summaries.accepted));

/** 28 days in which AI draws 0 and 2 MW by turns, and mining 1 and 0. */
const turns = parseCase({
  title: 'turns',
  days: 28,
  halls: [
    { id: 'h1', workload: 'mining' },
    { id: 'h2', workload: 'ai' },
  ],
  devices: {
    mining: { kind: 'sunspec', point: 'M3', hall: 'h1' },
    ai: { kind: 'sunspec', point: 'M3', hall: 'h2' },
    utility: { kind: 'sunspec', point: 'M0' },
  },
  readings: [
    { device: 'mining', import_j: [9e8, 0] },
    { device: 'ai', import_j: [0, 18e8] },
    { device: 'utility', import_j: [9e8, 18e8] },
  ],
});
const byTurns = siteOf('turns', turns);

const feedSite = (id: string, more: CaseInput): Given => {
  const parsed = parseCase({ title: id, ...more });
  const site = siteOf(id, parsed);
  return { site, rows: rowsOf(site, day, parsed) };
};
/** Halvings at the heights 840,000 and 1,050,000. */
const halvings = feedSite('halvings', {
  ...meter,
  market: { chain: true },
  blocks: [
    { at: ['00:15', '00:30'], height: 839_999, difficulty: 1e14 },
    { at: ['00:45', '01:00'], height: 1_049_999, difficulty: 1e14, since: '00:30' },
  ],
});
const epoch = feedSite('epoch', { ...meter, market: { chain: true } });
const spp = feedSite('spp', {
  devices: { utility: { kind: 'sunspec', point: 'M0' } },
  readings: [{ device: 'utility', import_j: Array.from({ length: 120 }, () => 900_000) }],
  market: { power: true },
});
/** Midnight in Chicago. */
const sppStart = day + 6 * hourMs;
const fromFeeds = { epoch: epochBlocks(epoch.site, day), spp: sppDay(spp.site, sppStart) };

/** A summary seen in public: of 76.9 hours, which no single reading may be. */
const publicMiner = minerReadings(minerSite('public'), day);

/** The local day of a clock change, with a reading in each of its quarters of an hour. */
const clockChanges = ['2026-03-08', '2026-11-01'] as const;
const chicago = ([year, month, date]: string[]): number => Date.UTC(Number(year), Number(month) - 1, Number(date), 6);
const changing = clockChanges.map((date, index) => {
  const hoursOfDay = index === 0 ? 23 : 25;
  const start = chicago(date.split('-')) - (index === 0 ? 0 : hourMs);
  const given = parseCase({
    title: date,
    site: { zone: 'America/Chicago' },
    devices: { utility: { kind: 'sunspec', point: 'M0' } },
    readings: [{ device: 'utility', import_j: Array.from({ length: hoursOfDay * 4 }, () => 900_000) }],
  });
  const site = siteOf(`day-${index}`, given);
  return { date, hoursOfDay, start, site, rows: rowsOf(site, start, given) };
});

let db: TestStore;
let api: Api;

beforeAll(async () => {
  db = await openTestStore();
  const ofHours = named.map(({ site, parsed }) => ({ site, rows: rowsOf(site, day, parsed) }));
  const ofMonths = published.map(({ site, parsed }) => ({ site, rows: rowsOf(site, day, parsed) }));
  const ofTurns = { site: byTurns, rows: rowsOf(byTurns, day, turns) };
  const ofFeeds = [halvings, epoch, spp, fromFeeds.epoch, fromFeeds.spp];
  const given = [...ofHours, ...ofMonths, ...ofFeeds, ofTurns, restarting, publicMiner, ...changing];
  await storeGiven(db, given, { clock, span: [day, day + hourMs] });
  api = await startTestApi(db, clock);
}, 300_000);

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

const ask = (site: string, metrics: string, window: Asked) => askApi(api, site, { metrics, ...window });

describe('a published or worked figure comes out of the api', () => {
  test.each(named.map((each) => [each.title, each] as const))('%s', async (_, { site, asked }) => {
    const [metric, value, decimals] = asked;
    const [row] = await ask(site.id, metric, { from: day, to: day + hourMs, grain: 'total' });
    expect(row?.value?.toFixed(decimals)).toBe(value.toFixed(decimals));
  });

  test('a counter that restarts twice has counted 16, not 13', async () => {
    const [row] = await ask('restarts', 'hashrate_accepted', { from: day, to: day + quarterMs, grain: 'total' });
    expect((row?.numerator ?? 0) / 2 ** 32).toBe(16);
    expect(restarting.resets).toBe(2);
  });

  test('a miner of a public paste rejects 0.5560 %, errs in 0.000334 % and is credited 10.537 TH/s', async () => {
    const window = { from: day, to: publicMiner.until, grain: 'total' };
    const rows = await ask('public', 'reject_rate,hw_error_rate,hashrate_accepted', window);
    const [rejects, errors, rate] = rows;
    expect(((rejects?.value ?? 0) * 100).toFixed(4)).toBe('0.5560');
    expect(((errors?.value ?? 0) * 100).toFixed(6)).toBe('0.000334');
    expect(rate?.value?.toFixed(3)).toBe('10.537');
    // What the miner calls its own rate of rejects is of the work that it has found.
    const found = (errors?.denominator ?? 0) - (errors?.numerator ?? 0);
    expect(((3_797_231 / found) * 100).toFixed(4)).toBe('0.5560');
  });

  test.each(published)('what a bitcoin cost a listed miner in $month', async ({ site, parsed, cost }) => {
    const [row] = await ask(site.id, 'direct_cost_per_btc', { ...windowOf(parsed, day), grain: 'total' });
    expect(row?.value?.toFixed(0)).toBe(`${cost}`);
  });

  test.each(published)('what power left of what it earned in $month', async ({ site, parsed, margin }) => {
    const [row] = await ask(site.id, 'gross_margin_hash', { ...windowOf(parsed, day), grain: 'total' });
    expect(((row?.value ?? 0) * 100).toFixed(1)).toBe(margin);
  });

  test('loads of which one changes by twice what the other does make up for each other by two thirds', async () => {
    const [row] = await ask('turns', 'compl_tv', { ...windowOf(turns, day), grain: 'total' });
    expect(row?.value).toBeCloseTo(2 / 3, 12);
  });

  test('a block pays 6.25 BTC up to the height 839,999, 3.125 up to 1,049,999, and then 1.5625', async () => {
    const rows = await ask('halvings', 'subsidy', { from: day, to: day + hourMs, grain: '15m' });
    expect(rows.map(({ value }) => value)).toEqual([6.25, 3.125, 3.125, 1.5625]);
  });

  test('the difficulty is 72,006,146,478,567.1 from height 822,528 on', async () => {
    const rows = await ask('epoch', 'expected_blocks_per_ph_day', { from: day, to: day + hourMs, grain: '15m' });
    const difficulties = rows.map(({ numerator, denominator }) => (denominator ?? 0) / (numerator ?? 0) / 2 ** 32);
    expect(difficulties[0]?.toFixed(1)).not.toBe('72006146478567.1');
    expect(difficulties.slice(1, 3).map((difficulty) => difficulty.toFixed(1))).toEqual(
      Array.from({ length: 2 }, () => '72006146478567.1'),
    );
  });

  test('a file of day-ahead prices is read by the ends of its hours, and its negative ones are those of the site', async () => {
    const { all } = fromFeeds.spp;
    expect(all).toHaveLength(24 * 1234);
    const negative = groupBy(
      all.filter(({ price }) => (price ?? 0) < 0),
      ({ end_at: end }) => new Date(end - 6 * hourMs).toISOString().slice(11, 13),
    );
    expect([...negative].map(([hour, rows]) => ({ hour, rows: rows.length }))).toEqual([
      { hour: '04', rows: 848 },
      { hour: '23', rows: 119 },
      { hour: '00', rows: 37 },
    ]);
    const window = { from: sppStart, to: sppStart + 24 * hourMs };
    const rows = await ask('spp', 'negative_price_hours', { ...window, grain: 'hour' });
    expect(rows.flatMap(({ value }, hour) => (value === 0 ? [] : [{ hour, value }]))).toEqual([
      { hour: 3, value: 1 },
      { hour: 22, value: 1 },
      { hour: 23, value: 1 },
    ]);
    const [total] = await ask('spp', 'mean_price', { ...window, grain: 'total' });
    expect(total?.value).toBeCloseTo((21 * 25 - 3 * 4.5) / 24, 9);
  });

  test.each(changing)('the local day $date has $hoursOfDay hours', async ({ site, start, hoursOfDay }) => {
    const window = { from: start, to: start + hoursOfDay * hourMs };
    expect(await ask(site.id, 'energy_m0', { ...window, grain: '15m' })).toHaveLength(hoursOfDay * 4);
    const days = await ask(site.id, 'energy_m0', { ...window, grain: 'day' });
    expect(days.map(({ start: from, end }) => Date.parse(end) - Date.parse(from))).toEqual([hoursOfDay * hourMs]);
    expect(days[0]).toMatchObject({ numerator: hoursOfDay * 4 * 900_000, coverage: 1 });
  });

  test('100 billion USD of revenue in a year of 1.5625 BTC a block imply 1,158,879 USD per BTC', async () => {
    const response = await fetch(`${api.url}/v1/claims/S4.1?site=v-0`);
    const { claims } = claimsShape.parse(await response.json());
    expect(claims.find(({ reading }) => reading === 'implied_price')?.value?.toFixed(0)).toBe('1158879');
  });
});
