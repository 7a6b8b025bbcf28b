import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assert, asyncProperty, integer } from 'fast-check';
import { z } from 'zod';
import { isStatistic, type MetricId, metricIds } from '#catalogue';
import { createStatistics } from '#claims';
import { type AllowedSite, createKpi, type Kpi, type KpiQuery, type KpiRow, readRestatements } from '#kpi';
import { parseSite } from '#register';
import { openRollup, publishRegister, type Rollup } from '#rollup';
import { PipelineError, silentLogger } from '#runtime';
import type { Store } from '#store';
import {
  type Bench,
  type Columns,
  hourMs,
  insertRows,
  openBench,
  openStack,
  type TestReading,
} from './rollup-stack.ts';

let store: Store;
let stop: () => Promise<void>;
beforeAll(async () => ({ store, stop } = await openStack()));
afterAll(() => stop());

const dayMs = 24 * hourMs;
const kwh = 3_600_000;
const graceMs = 2 * hourMs;
/** What is published is known a moment later. */
const effectMs = 5_000;
/** Midnight in Chicago; the clocks there go back on the night of the first: a month of 721 hours, a day of 25. */
const start = Date.parse('2026-10-31T05:00:00Z');
const dayOfChange = Date.parse('2026-11-01T05:00:00Z');
const november = { from: dayOfChange, to: Date.parse('2026-12-01T06:00:00Z') };

const file = (id: string, megawatts = 1): string => `
site: { id: ${id}, zone: America/Chicago, contracted_mw: ${megawatts} }
halls:
  - { id: a, workload: mining }
market:
  power: { market: ERCOT, node: ${id}, product: RT5, url: 'http://127.0.0.1/p' }
devices:
  - { id: m-1, kind: cgminer, address: '127.0.0.1:4001', hall: a, nominal_ths: 100, model: S1 }
  - { id: m-2, kind: cgminer, address: '127.0.0.1:4002', hall: a, nominal_ths: 100, model: S2 }
  - { id: p-0, kind: sunspec, address: '127.0.0.1:4004', point: M0 }
  - { id: p-a, kind: sunspec, address: '127.0.0.1:4005', point: M3, hall: a }
`;

const reading = (device: string, from: number, columns: Columns, lengthMs = hourMs): TestReading => ({
  class: device.startsWith('p') ? 'meter' : 'asic',
  device,
  from,
  to: from + lengthMs,
  columns,
});
const miner = (device: string, from: number, energy_j = 3 * kwh): TestReading =>
  reading(device, from, { energy_j, accepted_diff: 100, rejected_diff: 1, stale_diff: 0, hash_gh: 10, hw_errors: 0 });
/** An hour of everything but the second miner. */
const hourOf = (from: number): TestReading[] => [
  miner('m-1', from),
  reading('p-0', from, { import_j: 10 * kwh, export_j: 0 }),
  reading('p-a', from, { import_j: 8 * kwh, export_j: 0 }),
];
const hours = (from: number, to: number): TestReading[] =>
  Array.from({ length: (to - from) / hourMs }, (_, index) => hourOf(from + index * hourMs)).flat();

/** A site with its KPIs and its clock, which is past all that is read. */
interface Site extends Bench {
  readonly kpi: Kpi;
  readonly allowed: AllowedSite;
  ask(query: Partial<KpiQuery> & Pick<KpiQuery, 'metrics'>): Promise<KpiRow[]>;
  value(metric: MetricId, query?: Partial<KpiQuery>): Promise<number | null | undefined>;
  publish(): Promise<number>;
  /** Publishes what has changed once it may be; resolves to just before and after. */
  republish(): Promise<{ before: number; after: number }>;
}

async function open(id: string, loaded: readonly TestReading[], now = start + 40 * dayMs): Promise<Site> {
  const bench = await openBench(store, file(id), now);
  await bench.load(loaded);
  const kpi = createKpi({ store, clock: bench.clock, statistics: createStatistics(store) });
  const allowed = { id, zone: 'America/Chicago', currency: 'USD' };
  const ask: Site['ask'] = (query) =>
    kpi.query({ by: [], grain: 'total', from: start, to: dayOfChange, filters: {}, sites: [allowed], ...query });
  const publish = async (): Promise<number> => {
    const windows = await bench.rollup.publish(() => bench.clock.now());
    bench.clock.advance(effectMs);
    return windows;
  };
  return {
    ...bench,
    kpi,
    allowed,
    ask,
    value: async (metric, query) => (await ask({ metrics: [metric], ...query }))[0]?.value,
    publish,
    republish: async () => {
      bench.clock.advance(graceMs);
      const before = bench.clock.now() - 1;
      await publish();
      return { before, after: bench.clock.now() };
    },
  };
}

const count = async (table: string, site: string): Promise<number> => {
  const sql = `SELECT count() AS n FROM ${table} WHERE site = {site:String}`;
  const [row] = await store.query(sql, { params: { site }, schema: z.object({ n: z.coerce.number() }) });
  return row?.n ?? 0;
};
const published = async (site: string): Promise<number[]> => {
  const counts: number[] = [];
  for (const name of ['publication', 'published_site', 'published_asic']) counts.push(await count(name, site));
  return counts;
};

const restatements = (site: Site, metrics: readonly MetricId[], window: { from: number; to: number }) =>
  readRestatements({ store, kpi: site.kpi }, { metrics, ...window, grain: 'day', sites: [site.allowed], limit: 50 });

const refusal = async (asked: Promise<unknown>): Promise<string> => {
  const error = await asked.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PipelineError)) throw new Error(`not refused: ${String(error)}`);
  expect(error).toMatchObject({ code: 'QUERY_INVALID', details: { parameter: 'as_of' } });
  return error.message;
};

/** A price of the first day of a site, which replaces that known before. */
async function revisePrice(site: Site, amount: number, known_at: number): Promise<void> {
  const { id } = site.site;
  const feed = `power:ERCOT:${id}:RT5`;
  const columns = { market: 'ERCOT', node: id, product: 'RT5', currency: 'USD', status: 'final' };
  const span = { start_at: start, end_at: start + dayMs };
  await insertRows(store, 'market_power', [{ site: feed, ...columns, ...span, price: amount, known_at }]);
  site.rollup.mark('market.power', feed, span.start_at, span.end_at);
  await site.rollup.recompute();
}

test('a day and its month are published when the grace time after its end is over', async () => {
  const site = await open('grace', hours(start, start + 26 * hourMs), dayOfChange + graceMs - 1);
  await site.publish();
  const grains = async (): Promise<string[]> => {
    const sql = "SELECT DISTINCT toString(grain) AS grain FROM publication WHERE site = 'grace' ORDER BY grain";
    return (await store.query(sql, { schema: z.object({ grain: z.string() }) })).map(({ grain }) => grain);
  };
  expect(await grains()).toEqual(['15m', 'hour']);
  site.clock.advance(1000);
  await site.publish();
  expect(await grains()).toEqual(['15m', 'day', 'hour', 'month']);
});

test('what is not rolled up in all grains is not published', async () => {
  const site = await open('partial', hours(start, start + 3 * hourMs));
  await store.command(
    "INSERT INTO rollup_bucket SELECT * REPLACE (false AS is_done, version + 1 AS version) FROM rollup_bucket FINAL WHERE site = 'partial' AND bucket_start = toDateTime({at:UInt32}, 'UTC')",
    { params: { at: start / 1000 + 3600 } },
  );
  await site.publish();
  const rows = await store.query(
    "SELECT toUnixTimestamp(bucket_start) AS at FROM publication WHERE site = 'partial' AND grain = 'hour' ORDER BY at",
    { schema: z.object({ at: z.number() }) },
  );
  expect(rows.map(({ at }) => at * 1000)).toEqual([start, start + 2 * hourMs]);
  const asked = site.ask({ metrics: ['energy_m0'], to: start + 3 * hourMs, grain: 'hour', asOf: site.clock.now() });
  expect(await refusal(asked)).toContain('published up to 2026-10-31T06:00:00.000Z');
});

test('a late reading changes what is known from then on, and what was known before stays', async () => {
  const second = Array.from({ length: 23 }, (_, index) => miner('m-2', start + (index + 1) * hourMs));
  const site = await open('late', [...hours(start, start + 26 * hourMs), ...second]);
  await site.publish();
  const told = site.clock.now();
  const metric = 'energy_m4_asic';
  const day = { by: ['device' as const], grain: 'day' as const, filters: { device: ['m-2'] } };
  await site.load([miner('m-2', start)]);
  const { before, after } = await site.republish();
  const asOf = (at: number): Promise<KpiRow[]> => site.ask({ ...day, metrics: [metric], asOf: at });
  expect((await asOf(told))[0]).toMatchObject({ numerator: 69 * kwh });
  expect(await asOf(before)).toEqual(await asOf(told));
  expect((await asOf(after))[0]).toMatchObject({ numerator: 72 * kwh });
  expect(await asOf(after)).toEqual(await site.ask({ ...day, metrics: [metric] }));
  const whole = { from: start, to: dayOfChange };
  const { restatements: found } = await restatements(site, ['ppue', 'energy_m0', 'hashrate_accepted'], whole);
  expect(found.map(({ metric: id, causes }) => ({ id, causes }))).toEqual([
    { id: 'hashrate_accepted', causes: ['readings'] },
  ]);
});

test('a publication copies no more than the rows that have changed', async () => {
  const site = await open('changed', hours(start, start + 26 * hourMs));
  await site.publish();
  const [, , units = 0] = await published('changed');
  await site.load([miner('m-2', start, 0)]);
  await site.republish();
  expect((await published('changed'))[2]).toBe(units + 2);
});

test('publishing again, or by two at once, adds nothing', async () => {
  const site = await open('twice', hours(start, start + 26 * hourMs));
  const other = openRollup({ store, sites: [site.site], clock: site.clock, logger: silentLogger });
  const now = (): number => site.clock.now();
  await Promise.all([site.publish(), other.publish(now)]);
  const told = await site.value('energy_m0', { asOf: now() });
  await store.command('OPTIMIZE TABLE published_site FINAL');
  const [, rows] = await published('twice');
  site.clock.advance(3 * hourMs);
  expect(await site.publish()).toBe(0);
  expect(await openRollup({ store, sites: [site.site], clock: site.clock, logger: silentLogger }).publish(now)).toBe(0);
  expect((await published('twice'))[1]).toBe(rows);
  expect(await site.value('energy_m0', { asOf: now() })).toBe(told);
  const { restatements: found } = await restatements(site, ['energy_m0'], { from: start, to: dayOfChange });
  expect(found).toEqual([]);
});

describe('a price that is revised twice', () => {
  test('has been three values, each known from when it was published', async () => {
    const site = await open('priced', hours(start, start + 26 * hourMs));
    const metric = 'avg_price_paid';
    const told: number[] = [];
    for (const [index, each] of [20, 50, 20].entries()) {
      await revisePrice(site, each, start + index);
      told.push((await site.republish()).after);
    }
    const values: unknown[] = [];
    for (const asOf of told) values.push(await site.value(metric, { asOf }));
    expect(values).toEqual([20, 50, 20]);
    const { restatements: found } = await restatements(site, [metric], { from: start, to: dayOfChange });
    expect(found).toMatchObject([
      { causes: ['market'], before: { value: 50 }, after: { value: 20 } },
      { causes: ['market'], before: { value: 20 }, after: { value: 50 } },
    ]);
    expect(found[0]?.before.knownAt).toBe(found[1]?.after.knownAt);
  });
});

test('a register that is corrected restates what rests on it, and nothing else', async () => {
  const site = await open('register', hours(start, start + 26 * hourMs));
  await site.publish();
  const told = site.clock.now();
  const corrected = parseSite(file('register', 2), 'site.yaml');
  await publishRegister(store, corrected, site.clock);
  await site.rollup.pollRevisions();
  await site.rollup.recompute();
  const { after } = await site.republish();
  const value = (asOf: number) => site.value('power_capacity_utilization', { asOf });
  expect([await value(told), await value(after)]).toEqual([0.01, 0.005]);
  const whole = { from: start, to: dayOfChange };
  const { restatements: found } = await restatements(site, ['power_capacity_utilization', 'energy_m0'], whole);
  expect(found).toMatchObject([
    { metric: 'power_capacity_utilization', causes: ['register'], before: { value: 0.01 }, after: { value: 0.005 } },
  ]);
});

/** Opens the rollups of a site on a store on which `before` runs before statements that have a text in them. */
function rollupOn(site: Site, text: string, before: () => Promise<void>): Rollup {
  const command: Store['command'] = async (sql, options) => {
    if (sql.includes(text)) await before();
    return store.command(sql, options);
  };
  const { clock } = site;
  return openRollup({ store: { ...store, command }, sites: [site.site], clock, logger: silentLogger });
}

describe('a publication that is cut off before it is told', () => {
  /** A site with a late reading, of the publication of which a killed processor has left everything but the word that it is there. */
  async function openCut(id: string): Promise<{ site: Site; told: number }> {
    const site = await open(id, hours(start, start + 26 * hourMs));
    await site.publish();
    const told = site.clock.now();
    site.clock.advance(graceMs);
    await site.load([miner('m-2', start)]);
    const dying = rollupOn(site, 'INTO publication', () => Promise.reject(new Error('killed')));
    await expect(dying.publish(() => site.clock.now())).rejects.toThrow('killed');
    return { site, told };
  }

  test('is known by nobody, and is made up for', async () => {
    const { site, told } = await openCut('cut');
    const energy = (query: Partial<KpiQuery>): Promise<KpiRow[]> =>
      site.ask({ metrics: ['energy_m4_asic'], by: ['device'], grain: 'day', ...query });
    expect(await energy({ asOf: site.clock.now() })).toEqual(await energy({ asOf: told }));
    // What is published in its place differs in yet other rows.
    await revisePrice(site, 20, start);
    await site.publish();
    expect(await energy({ asOf: site.clock.now() })).toEqual(await energy({}));
    expect(await energy({})).not.toEqual(await energy({ asOf: told }));
  });

  test('is never known when what it was of was taken back meanwhile', async () => {
    const { site, told } = await openCut('back');
    await store.command("DELETE FROM reading_asic WHERE site = 'back' AND device = 'm-2'");
    const { clock } = site;
    const repairing = openRollup({ store, sites: [site.site], clock, logger: silentLogger, isCorrection: true });
    repairing.mark('telemetry.asic', 'back', start, start + hourMs);
    await repairing.recompute({ isWhole: true });
    await site.publish();
    const energy = (asOf: number): Promise<KpiRow[]> =>
      site.ask({ metrics: ['energy_m4_asic'], by: ['device'], grain: 'day', asOf });
    expect(await energy(site.clock.now())).toEqual(await energy(told));
    const causes = "SELECT DISTINCT causes FROM publication WHERE site = 'back' AND notEmpty(causes)";
    expect(await store.query(causes, { schema: z.object({ causes: z.array(z.string()) }) })).toEqual([
      { causes: ['repair'] },
    ]);
  });
});

test('of a window that is recomputed while it is copied nothing is told', async () => {
  const site = await open('torn', hours(start, start + 26 * hourMs));
  await site.publish();
  const told = site.clock.now();
  const whole = (asOf: number) => site.ask({ metrics: ['energy_m0', 'energy_m4_asic'], grain: 'day', asOf });
  site.clock.advance(graceMs);
  await site.load([miner('m-2', start)]);
  const slow = rollupOn(site, 'INTO published_site', () =>
    site.load([miner('m-2', start + hourMs), reading('p-0', start, { import_j: kwh, export_j: 0 })]),
  );
  await slow.publish(() => site.clock.now());
  site.clock.advance(effectMs);
  expect(await whole(site.clock.now())).toEqual(await whole(told));
  await site.publish();
  expect(await whole(site.clock.now())).toEqual(
    await site.ask({ metrics: ['energy_m0', 'energy_m4_asic'], grain: 'day' }),
  );
});

describe('what was not published by then', () => {
  test('is refused with the end of what was, and with the grains that are', async () => {
    const site = await open('refused', hours(start, start + 26 * hourMs), dayOfChange + 3 * hourMs);
    const asOf = site.clock.now();
    const energy = { metrics: ['energy_m0' as const], asOf };
    expect(await refusal(site.ask(energy))).toContain('nothing of refused has been published yet');
    await site.publish();
    const known = { ...energy, asOf: site.clock.now() };
    expect(await refusal(site.ask({ ...known, asOf: asOf - 1 }))).toContain('published up to 2026-10-31T05:00:00.000Z');
    expect(await refusal(site.ask({ ...known, to: dayOfChange + dayMs + hourMs }))).toContain(
      'each day of refused was published up to 2026-11-01T05:00:00.000Z',
    );
    expect(await refusal(site.ask({ ...known, metrics: ['hashrate_accepted'], grain: 'hour' }))).toContain(
      'of what is read by device only days and months',
    );
    const offMidnight = { from: start + hourMs, metrics: ['hashrate_accepted' as const] };
    expect(await refusal(site.ask({ ...known, ...offMidnight }))).toContain('midnights of the sites');
    expect(await refusal(site.ask({ ...known, asOf: site.clock.now() + 1 }))).toContain('not an instant of the past');
    expect(await site.value('energy_m0', known)).toBe(240);
    expect(await site.value('energy_m0', { ...known, from: start + hourMs })).toBe(230);
    expect(await site.value('energy_m0', { ...known, from: start + hourMs / 4 })).toBe(237.5);
    expect(await site.ask({ ...known, grain: '15m', to: start + hourMs })).toHaveLength(4);
    // Before the first reading there was nothing to know.
    expect(await site.value('energy_m0', { ...known, from: start - 30 * dayMs })).toBe(240);
  });
});

test('a month and a day over a change of the clocks are published whole', async () => {
  const site = await open('november', hours(start, november.to + 3 * hourMs), november.to + 3 * hourMs);
  await site.publish();
  const asOf = site.clock.now();
  const energy = (query: Partial<KpiQuery>) => site.ask({ metrics: ['energy_m0'], ...november, asOf, ...query });
  expect(await energy({ grain: 'month' })).toMatchObject([{ start: november.from, end: november.to, value: 7210 }]);
  const days = await energy({ grain: 'day' });
  expect(days.map(({ value }) => value)).toEqual([250, ...Array.from({ length: 29 }, () => 240)]);
  expect((await energy({}))[0]?.value).toBe(7210);
  const first = { from: dayOfChange, to: dayOfChange + 25 * hourMs };
  expect(await energy({ ...first, grain: 'hour' })).toHaveLength(25);
});

test('whatever is asked of what is published, its value as of now is the one in force', async () => {
  const energies = Array.from({ length: 3 * 24 }, (_, index) =>
    miner('m-2', start + index * hourMs, (index + 1) * kwh),
  );
  const site = await open('equal', [...hours(start, start + 3 * dayMs + 2 * hourMs), ...energies]);
  await site.publish();
  await site.load([reading('p-0', start, { import_j: kwh, export_j: 0 })]);
  await site.republish();
  const asOf = site.clock.now();
  const edges = [start, dayOfChange, dayOfChange + 25 * hourMs, dayOfChange + 49 * hourMs];
  const refused = new Set<MetricId>();
  for (const metric of metricIds.filter(isStatistic)) {
    const asked = site.ask({ metrics: [metric], from: start, to: dayOfChange, asOf });
    await asked.catch((error: unknown) => {
      if (!String(error).includes(`${metric} is made from what is not published`)) throw error;
      refused.add(metric);
    });
  }
  expect([...refused]).toEqual([
    'asic_ai_work_share',
    'converted_mw',
    'curtailed_renewable_absorbed_mwh',
    'efficiency_uplift',
    'mw_released_to_ai',
    'own_fleet_vs_cbeci',
    'supply_outage_minutes',
    'uplift_ex_mix',
  ]);
  const metrics = metricIds.filter((id) => !refused.has(id));
  await assert(
    asyncProperty(
      integer({ min: 0, max: metrics.length - 1 }),
      integer({ min: 0, max: 2 }),
      integer({ min: 1, max: 3 }),
      integer({ min: 0, max: 3 }),
      async (metric, from, length, shape) => {
        const window = { from: edges[from] ?? 0, to: edges[Math.min(from + length, 3)] ?? 0 };
        const grain = shape % 2 === 0 ? ('total' as const) : ('day' as const);
        const asked = { metrics: [metrics[metric] as MetricId], ...window, grain };
        expect(await site.ask({ ...asked, asOf })).toEqual(await site.ask(asked));
      },
    ),
    { numRuns: 60 },
  );
}, 240_000);

test.each(['asic', 'gpu', 'site'])('what rollup_%s has a column for is published, in the same order', async (name) => {
  const columnsOf = async (table: string): Promise<string[]> => {
    const schema = z.object({ name: z.string(), type: z.string() });
    const rows = await store.query(`DESCRIBE TABLE ${table}`, { schema });
    return rows.map((row) => `${row.name} ${row.type}`);
  };
  const rolledUp = await columnsOf(`rollup_${name}`);
  expect(await columnsOf(`published_${name}`)).toEqual([
    'edition UInt64',
    ...rolledUp.filter((column) => column !== 'version UInt64'),
  ]);
});
