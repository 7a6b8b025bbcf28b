import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type IndicatorId, readyRules } from '#alerting';
import { type ClaimSources, createStatistics } from '#claims';
import { createKpi, readSites } from '#kpi';
import { ManualClock } from '#runtime';
import { readVerdictChanges } from '../../../apps/api/verdicts.ts';
import { Indicators } from '../../../apps/scheduler/alerts/indicators.ts';
import { Observer } from '../../../apps/scheduler/alerts/observe.ts';
import type { IndicatorRow } from '../../../apps/scheduler/alerts/row.ts';
import { saveVerdicts, type VerdictChange } from '../../../apps/scheduler/alerts/verdict-log.ts';
import { Lease } from '../../../apps/scheduler/lease.ts';
import { insertRows, openTestStore, rollupRow, type TestStore } from '../api/support.ts';

const minuteMs = 60_000;
const quarterMs = 15 * minuteMs;
const now = Date.parse('2026-01-15T12:00:00Z');

let db: TestStore;

const unit = { site: 'alpha', revision: 1, hall: 'h1', loop: '', model: 'M', nominal_ghs: null, nominal_w: null };
const asUnit = (device: string, className: string, change: object = {}) => ({
  ...unit,
  device,
  class: className,
  point: '',
  poll_ms: 30_000,
  valid_from: 0,
  valid_to: 4_102_444_800_000,
  ...change,
});
const reading = (device: string, endedAt: number, columns: object) => ({
  site: 'alpha',
  device,
  started_at: endedAt - 30_000,
  ended_at: endedAt,
  observed_ms: 30_000,
  flags: 0,
  ...columns,
});

const sources = (): ClaimSources => ({
  store: db.store,
  kpi: createKpi({ store: db.store, clock: new ManualClock(now), statistics: createStatistics(db.store) }),
});

/** Rows of one indicator, in the order of their devices. */
async function read(id: IndicatorId, at = now): Promise<IndicatorRow[]> {
  const rows = await new Indicators(sources()).read([id], { sites: await readSites(db.store), now: at });
  return rows.toSorted((a, b) => `${a.site}${a.device ?? ''}`.localeCompare(`${b.site}${b.device ?? ''}`));
}
const one = async (id: IndicatorId, at = now): Promise<IndicatorRow | undefined> => (await read(id, at))[0];

const quarter = (index: number) => ({
  grain: '15m' as const,
  start: now - (index + 1) * quarterMs,
  end: now - index * quarterMs,
});

beforeAll(async () => {
  db = await openTestStore();
  const facts = { site: 'alpha', revision: 1, known_at: 0, power_feed: '', chain_feed: '', pool_fee: 0 };
  await insertRows(db.store, 'register_site', [{ ...facts, zone: 'UTC', currency: 'USD', digest: 'd' }]);
  await insertRows(db.store, 'register_hall', [
    { site: 'alpha', revision: 1, hall: 'h1', workload: 'mining', loop: '' },
  ]);
});
afterAll(() => db?.stop());

const written = [
  'register_unit',
  'reading_asic',
  'reading_gpu',
  'reading_cooling',
  'rollup_asic',
  'rollup_site',
  'dead_letter',
  'dead_letter_resolution',
  'reconciliation',
  'publication',
  'report_issue',
  'report_delivery',
];
beforeEach(async () => {
  for (const table of written) await db.store.command(`TRUNCATE TABLE ${table}`);
});

describe('what devices say of themselves', () => {
  beforeEach(async () => {
    await insertRows(db.store, 'register_unit', [
      asUnit('m-1', 'asic'),
      asUnit('m-2', 'asic'),
      asUnit('m-3', 'asic', { valid_to: now }),
      asUnit('g-1', 'gpu'),
      asUnit('g-2', 'gpu'),
      asUnit('c-1', 'cooling', { hall: '' }),
    ]);
  });

  test('is the last that was said, with when, and what was not said for a quarter of an hour is not known', async () => {
    await insertRows(db.store, 'reading_asic', [
      reading('m-1', now - 2 * minuteMs, { chip_temp_c: 99 }),
      reading('m-1', now - minuteMs, { chip_temp_c: 88 }),
      reading('m-1', now, { chip_temp_c: null }),
      reading('m-2', now - 16 * minuteMs, { chip_temp_c: 99 }),
      reading('m-3', now - minuteMs, { chip_temp_c: 99 }),
    ]);
    await insertRows(db.store, 'reading_cooling', [reading('c-1', now, { supply_temp_c: 46.5 })]);
    expect(await read('chip_temperature')).toMatchObject([
      { site: 'alpha', hall: 'h1', device: 'm-1', value: 88, unit: 'Cel', end: now - minuteMs, quality: 'ok' },
      { device: 'm-2', value: null, quality: 'none', reason: 'it has not been reported for a quarter of an hour' },
    ]);
    expect(await one('coolant_temperature')).toMatchObject({ device: 'c-1', value: 46.5 });
  });

  test.each<[number, IndicatorId]>([
    [79, 'xid_hardware'],
    [31, 'xid_application'],
    [109, 'xid_other'],
  ])('has XID %d in the class of %s, and in no other', async (code, id) => {
    await insertRows(db.store, 'reading_gpu', [reading('g-1', now, { xid: code }), reading('g-2', now, { xid: 0 })]);
    for (const each of ['xid_hardware', 'xid_application', 'xid_other'] as const) {
      const rows = await read(each);
      expect(rows.map(({ device, value }) => [device, value])).toEqual([
        ['g-1', each === id ? code : 0],
        ['g-2', 0],
      ]);
    }
  });

  test('is read once in ten seconds, and again when these are over', async () => {
    const indicators = new Indicators(sources());
    const sites = await readSites(db.store);
    const values = async (at: number) =>
      (await indicators.read(['coolant_temperature'], { sites, now: at })).map(({ value }) => value);
    expect(await values(now)).toEqual([null]);
    await insertRows(db.store, 'reading_cooling', [reading('c-1', now, { supply_temp_c: 40 })]);
    expect(await values(now + 9_000)).toEqual([null]);
    expect(await values(now + 10_000)).toEqual([40]);
  });

  test('of a hall is that of its worst device', async () => {
    await insertRows(db.store, 'reading_asic', [
      reading('m-1', now, { chip_temp_c: 80 }),
      reading('m-2', now, { chip_temp_c: 97 }),
    ]);
    const [hot] = readyRules.filter(({ id }) => id === 'miner_too_hot');
    if (!hot) throw new Error('no rule');
    const rule = { ...hot, by: ['site', 'hall'] as const };
    const observer = new Observer(sources());
    const { observed } = await observer.observe([rule], { sites: await readSites(db.store), through: new Map(), now });
    expect(observed.get(rule)).toMatchObject([{ row: { hall: 'h1', device: 'm-2', value: 97 }, at: now }]);
  });

  test('holds a board idle for the part of the hour in which memory was held and nothing was done', async () => {
    const half = Array.from({ length: 120 }, (_, index) =>
      reading('g-1', now - index * 30_000, { memory_used_mib: 4_000, sm_ms: index < 60 ? 0 : 20_000 }),
    );
    const free = Array.from({ length: 120 }, (_, index) =>
      reading('g-2', now - index * 30_000, { memory_used_mib: 3, sm_ms: 0 }),
    );
    await insertRows(db.store, 'reading_gpu', [...half, ...free]);
    expect(await read('gpu_held_idle')).toMatchObject([
      { device: 'g-1', value: 0.5, numerator: 1_800, denominator: 3_600, coverage: 1 },
      { device: 'g-2', value: 0 },
    ]);
    await insertRows(db.store, 'register_unit', [asUnit('g-3', 'gpu')]);
    expect((await read('gpu_held_idle'))[2]).toMatchObject({
      device: 'g-3',
      value: null,
      reason: expect.stringContaining('not known'),
    });
  });
});

describe('the shortfall of shares', () => {
  const difficulty = 65_536;
  const expectedShares = 900;

  /** An hour of polls whose shares come by chance, as a sequence that is the same every time. */
  function polls(device: string, meanPerPoll: number) {
    let seed = 7;
    const uniform = (): number => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const poisson = (): number => {
      let count = 0;
      for (let product = uniform(); product > Math.exp(-meanPerPoll); product *= uniform()) count++;
      return count;
    };
    return Array.from({ length: 120 }, (_, index) =>
      reading(device, now - index * 30_000, { accepted_diff: poisson() * difficulty }),
    );
  }

  async function hour(device: string, { shares, change = {} }: { shares: number; change?: object }): Promise<void> {
    await insertRows(
      db.store,
      'rollup_asic',
      [0, 1, 2, 3].map((index) =>
        rollupRow(quarter(index), {
          hall: 'h1',
          model: 'M',
          device,
          expected_ms: quarterMs,
          shares_ms: quarterMs,
          accepted_diff: Math.round((shares * difficulty) / 4),
          nominal_shares_gh: (expectedShares * difficulty * 2 ** 32) / 4 / 1e9,
          ...change,
        }),
      ),
    );
  }

  beforeEach(async () => {
    await insertRows(db.store, 'register_unit', [asUnit('m-1', 'asic')]);
    await insertRows(db.store, 'rollup_site', [rollupRow(quarter(0), { hall: '' })]);
  });

  test('is (expected − accepted) ÷ σ, with σ of the number of shares that the polls tell', async () => {
    await hour('m-1', { shares: 780 });
    await insertRows(db.store, 'reading_asic', polls('m-1', 6.5));
    const row = await one('share_shortfall');
    // 120 of 900 are missing, whose standard deviation is 30; the polls tell the difficulty to about 13 %.
    expect(row).toMatchObject({ site: 'alpha', hall: 'h1', device: 'm-1', start: now - 4 * quarterMs, end: now });
    expect(row?.value).toBeGreaterThan(3.4);
    expect(row?.value).toBeLessThan(4.6);
    expect(row?.value).toBeCloseTo((row?.numerator ?? 0) / (row?.denominator ?? 1), 9);
    expect(row?.numerator).toBeCloseTo(120 * difficulty * 2 ** 32, -12);
    expect(row?.note).toMatch(/^\d+ shares accepted, \d+ expected$/);
  });

  test('of a miner that had none accepted is judged by what its shares were before', async () => {
    await hour('m-1', { shares: 0 });
    const before = polls('m-1', 7.5).map(({ started_at, ended_at, ...rest }) => ({
      ...rest,
      started_at: started_at - 4 * quarterMs,
      ended_at: ended_at - 4 * quarterMs,
    }));
    const nothing = Array.from({ length: 120 }, (_, index) =>
      reading('m-1', now - index * 30_000, { accepted_diff: 0 }),
    );
    await insertRows(db.store, 'reading_asic', [...before, ...nothing]);
    expect((await one('share_shortfall'))?.value).toBeGreaterThan(25);
  });

  test.each<[string, object, RegExp]>([
    ['was curtailed', { curtailed_ms: minuteMs }, /curtailed/],
    ['is not known throughout', { shares_ms: quarterMs / 2 }, /not known for the whole hour/],
    ['has no rated rate', { nominal_shares_gh: 0 }, /rated rate/],
  ])('is not known of a miner that %s', async (_, change, reason) => {
    await hour('m-1', { shares: 100, change });
    await insertRows(db.store, 'reading_asic', polls('m-1', 1));
    expect(await one('share_shortfall')).toMatchObject({ value: null, reason: expect.stringMatching(reason) });
  });

  test('of a miner that is polled too seldom for an hour to tell is judged by the hours before too', async () => {
    await hour('m-1', { shares: 780 });
    const seldom = polls('m-1', 65).map(({ started_at: _started, ended_at: _ended, ...rest }, index) => ({
      ...rest,
      started_at: now - (index + 1) * 5 * minuteMs,
      ended_at: now - index * 5 * minuteMs,
    }));
    await insertRows(db.store, 'reading_asic', seldom);
    const { value } = (await one('share_shortfall')) ?? { value: null };
    expect(value).toBeGreaterThan(3);
    expect(value).toBeLessThan(5);
  });

  test('is not known where too few polls tell how many shares there were', async () => {
    await hour('m-1', { shares: 100 });
    await insertRows(db.store, 'reading_asic', polls('m-1', 1).slice(0, 19));
    expect(await one('share_shortfall')).toMatchObject({ value: null, reason: expect.stringContaining('20 polls') });
  });
});

describe('what a site does with its power', () => {
  const facts = { window_ms: quarterMs, price_ms: quarterMs, contracted_ms: quarterMs };
  const contract = { contracted_j: 9e9, contracted_facility_j: 6e9 };

  test.each<[string, object, number | null]>([
    ['a third idle at a negative price', { ...contract, price_time: -10 * quarterMs }, 1 / 3],
    ['nothing idle at a price', { ...contract, price_time: 10 * quarterMs }, 0],
    ['nothing idle above the contract', { contracted_j: 9e9, contracted_facility_j: 1e10, price_time: -quarterMs }, 0],
    ['not known without a price', { ...contract, price_ms: 0 }, null],
    ['not known without a contract', { price_time: -quarterMs, contracted_ms: 0 }, null],
  ])('is %s', async (_, change, value) => {
    await insertRows(db.store, 'rollup_site', [rollupRow(quarter(0), { hall: '', ...facts, ...change })]);
    const row = await one('idle_at_negative_price');
    expect(row).toMatchObject({ site: 'alpha', ...(value === null && { value }) });
    if (value !== null) expect(row?.value).toBeCloseTo(value, 9);
  });

  test('is not known of a site that has said nothing for two hours', async () => {
    expect(await one('idle_at_negative_price')).toMatchObject({ site: 'alpha', value: null });
  });

  test.each<[string, number, number, number | null]>([
    ['by how far the feeder is over its miners', 1e9, quarterMs, 0.2],
    ['by how far it is under them', 1.5e9, quarterMs, 0.2],
    ['not at all when the miners are not known', 1e9, quarterMs / 2, null],
  ])('is told by the meter %s', async (_, miners, known, value) => {
    for (const index of [0, 1, 2, 3]) {
      await insertRows(db.store, 'rollup_site', [
        rollupRow(quarter(index), { hall: '' }),
        rollupRow(quarter(index), { hall: 'h1', workload: 'mining', it_j: 1.25e9, it_ms: quarterMs }),
      ]);
      await insertRows(db.store, 'rollup_asic', [
        rollupRow(quarter(index), {
          hall: 'h1',
          device: 'm-1',
          expected_ms: quarterMs,
          energy_j: miners,
          energy_ms: known,
        }),
      ]);
    }
    const row = await one('meter_disagreement');
    expect(row).toMatchObject({ site: 'alpha', hall: 'h1', value: value === null ? null : expect.closeTo(value, 9) });
  });
});

describe('what Coload finds of itself', () => {
  const letter = {
    topic: 'telemetry.asic.v1',
    src_log: 1,
    src_partition: 0,
    src_row: -1,
    reason: 'x',
    message: 'no frame',
  };

  test('counts dead letters by site until somebody decides, those of strangers under no site', async () => {
    await insertRows(db.store, 'dead_letter', [
      { ...letter, src_offset: 1, site: 'alpha' },
      { ...letter, src_offset: 2, site: 'alpha' },
      { ...letter, src_offset: 3, site: 'nobody' },
    ]);
    const counts = async () => (await read('dead_letters')).map(({ site, value }) => [site, value]);
    expect(await counts()).toEqual([
      ['', 1],
      ['alpha', 2],
    ]);
    const { reason: _reason, message: _message, ...lineage } = letter;
    await insertRows(
      db.store,
      'dead_letter_resolution',
      [1, 2, 3].map((src_offset) => ({ ...lineage, src_offset, action: 'discarded', resolved_by: 'me', note: 'n' })),
    );
    expect(await counts()).toEqual([
      ['', 0],
      ['alpha', 0],
    ]);
  });

  test('has what the last reconciliation found, and nothing before the first', async () => {
    expect(await read('sequence_gaps')).toMatchObject([
      { site: '', value: null, reason: '`coload reconcile` has not run' },
      { site: 'alpha', value: null },
    ]);
    const run = { made_by: 'me', messages: 1, waiting: 0, repaired: 0, details: '{}' };
    const none = { lost: 0, doubled: 0, gaps: 0, beyond: 0, rollups: 0 };
    await insertRows(db.store, 'reconciliation', [
      { ...run, ...none, at: now - 2_000, scope: '{}', gaps: 9, lost: 9 },
      { ...run, at: now - 1_000, scope: '{}', lost: 1, doubled: 2, gaps: 4, beyond: 8, rollups: 16 },
      { ...run, ...none, at: now, scope: '{"site":"alpha"}' },
    ]);
    expect((await read('sequence_gaps')).map(({ site, value }) => [site, value])).toEqual([
      ['', 4],
      ['alpha', 0],
    ]);
    expect((await read('reconcile_differences')).map(({ value, end }) => [value, end])).toEqual([
      [27, now - 1_000],
      [0, now],
    ]);
  });

  test('has the days and months that were published again within a day, with why, and nothing before the first was published', async () => {
    expect(await one('restated_windows')).toMatchObject({ site: 'alpha', value: null, quality: 'none' });
    const edition = (day: string, of: object) => ({
      site: 'alpha',
      grain: 'day',
      edition: 1,
      causes: [],
      readings: 1,
      market_rows: 0,
      event_rows: 0,
      revision: 1,
      bucket_start: Date.parse(`${day}T00:00:00Z`) / 1000,
      bucket_end: Date.parse(`${day}T00:00:00Z`) / 1000 + 86_400,
      known_at: now,
      ...of,
    });
    await insertRows(db.store, 'publication', [
      edition('2026-01-10', {}),
      edition('2026-01-11', {}),
      edition('2026-01-09', { edition: 2, causes: ['market'], known_at: now - 24 * 4 * quarterMs }),
      edition('2026-01-10', { grain: 'hour', edition: 2, causes: ['market'] }),
    ]);
    expect(await one('restated_windows')).toMatchObject({ value: 0, quality: 'ok' });
    await insertRows(db.store, 'publication', [
      edition('2026-01-10', { edition: 2, causes: ['readings'], known_at: now - quarterMs }),
      edition('2026-01-10', { edition: 3, causes: ['market', 'readings'] }),
      edition('2026-01-11', { edition: 2, causes: ['register'], known_at: now + 1 }),
    ]);
    expect(await one('restated_windows')).toMatchObject({
      value: 1,
      note: '2026-01-10 to 2026-01-10, by market, readings',
    });
  });

  test('has the reports that are incomplete, and those that a channel has refused and not taken since', async () => {
    for (const id of ['incomplete_reports', 'undelivered_reports'] as const)
      expect(await one(id)).toMatchObject({ site: '', value: 0, quality: 'ok' });
    const hours = (count: number): number => now - count * 4 * quarterMs;
    const issue = (name: string, period: string, of: object) => ({
      name,
      report: name,
      period,
      issued_at: now,
      missing: 0,
      restated: 0,
      digest: '',
      document: '',
      ...of,
    });
    const attempt = (name: string, period: string, of: object) => ({
      name,
      report: name,
      period,
      channel: 'board',
      at: now,
      status: 'failed',
      error: 'refused',
      ...of,
    });
    await insertRows(db.store, 'report_issue', [
      issue('daily', '2026-01-13', { missing: 5, issued_at: hours(25) }),
      issue('daily', '2026-01-14', { missing: 2, issued_at: hours(1) }),
      issue('daily', '2026-01-15', {}),
      issue('monthly', '2025-12', { issued_at: hours(30) }),
    ]);
    await insertRows(db.store, 'report_delivery', [
      attempt('daily', '2026-01-14', { at: hours(1) }),
      attempt('daily', '2026-01-14', { status: 'sent', error: '' }),
      attempt('monthly', '2025-12', { at: hours(29), error: 'away' }),
      attempt('monthly', '2025-12', { channel: 'archive', status: 'sent', error: '' }),
    ]);
    expect(await one('incomplete_reports')).toMatchObject({
      value: 1,
      note: 'lately daily for 2026-01-14, without 2 figures',
    });
    expect(await one('undelivered_reports')).toMatchObject({
      value: 1,
      note: 'lately monthly for 2025-12 to board: away',
    });
  });

  /** Power at a negative price, on the days up to the midnight before. */
  async function days(count: number): Promise<void> {
    const midnight = Date.parse('2026-01-15T00:00:00Z');
    const facts = { window_ms: quarterMs, price_ms: quarterMs, price_time: -10 * quarterMs };
    const rows = Array.from({ length: count * 96 }, (_, index) => {
      const end = midnight - index * quarterMs;
      return rollupRow({ grain: '15m', start: end - quarterMs, end }, { hall: '', ...facts });
    });
    await insertRows(db.store, 'rollup_site', rows);
  }

  test('has the verdicts that changed with the last day, those of a day before being no change', async () => {
    await days(7);
    expect(await one('claim_verdicts_changed')).toMatchObject({
      site: 'alpha',
      value: 1,
      note: expect.stringMatching(/^S2\.5 \(.+\) was insufficient data, is measured without a verdict$/),
    });
    const kept: VerdictChange[] = [];
    const indicators = new Indicators(sources(), async (changes) => {
      kept.push(...changes);
      await saveVerdicts(db.store, changes, lease);
    });
    const lease = new Lease(db.store, 60);
    await lease.hold();
    const sites = await readSites(db.store);
    const nextDay = now + 24 * 4 * quarterMs;
    for (const [at, value] of [
      [now, 1],
      [nextDay, 0],
    ])
      expect(await indicators.read(['claim_verdicts_changed'], { sites, now: at ?? 0 })).toMatchObject([{ value }]);
    const change = { site: 'alpha', claim: 'S2.5', was: 'insufficient_data', is: null };
    expect(kept).toMatchObject([{ ...change, judgedTo: Date.parse('2026-01-15T00:00:00Z') }]);
    // What is judged again is kept once, and by another scheduler not at all.
    await saveVerdicts(db.store, kept, lease);
    await saveVerdicts(db.store, [{ ...kept[0], reading: 'other' } as VerdictChange], {
      name: lease.name,
      holder: 'x',
    });
    const stored = await readVerdictChanges(db.store, { site: ['alpha'], limit: 10 });
    expect(stored).toMatchObject([{ ...change, reading: 'negative_prices', judged_to: '2026-01-15T00:00:00.000Z' }]);
  });

  test('has no changed verdict where nothing is measured', async () => {
    expect(await one('claim_verdicts_changed')).toMatchObject({ site: 'alpha', value: 0, note: 'none', quality: 'ok' });
  });

  test('judges the claims of one site at a time, and of the others knows nothing until then', async () => {
    const indicators = new Indicators(sources());
    const sites = ['a', 'b'].map((id) => ({ id, zone: 'UTC', currency: 'USD' }));
    const values = async () =>
      (await indicators.read(['claim_verdicts_changed'], { sites, now })).map(({ value }) => value);
    expect(await values()).toEqual([0, null]);
    expect(await values()).toEqual([0, 0]);
  });
});
