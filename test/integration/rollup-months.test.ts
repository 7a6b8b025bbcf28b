import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createStatistics } from '#claims';
import { createKpi, type KpiRow } from '#kpi';
import type { Grain, MetricId } from '#catalogue';
import { publishRegister } from '#rollup';
import { parseSite } from '#register';
import type { Store } from '#store';
import { type Bench, hourMs, insertRows, openBench, openStack, type TestReading } from './rollup-stack.ts';

let store: Store;
let stop: () => Promise<void>;
beforeAll(async () => ({ store, stop } = await openStack()));
afterAll(() => stop());

const zone = 'America/Chicago';
/** Midnights of the site: clocks go forward on 8 March 2026. */
const [february, march, april] = [Date.UTC(2026, 1, 1, 6), Date.UTC(2026, 2, 1, 6), Date.UTC(2026, 3, 1, 5)];
const now = Date.UTC(2026, 11, 1);
const step = 12 * hourMs;

const file = (id: string, facts: string): string => `
site: { id: ${id}, zone: ${zone}, contracted_mw: 1 }
halls: [{ id: shed, workload: mining }]
market:
  power: { market: SIM, node: ${id}, product: RT15, url: 'http://127.0.0.1/p' }
devices:
  - { id: main, kind: sunspec, address: '127.0.0.1:1', point: M0 }
${facts}
`;

/** A mean power over a time, in readings of 12 hours at most. */
const drawn = (from: number, to: number, kilowatts: number): TestReading[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => {
    const [start, end] = [from + index * step, Math.min(from + (index + 1) * step, to)];
    const columns = { import_j: kilowatts * (end - start), export_j: 0 };
    return { class: 'meter', device: 'main', from: start, to: end, columns };
  });

const pricesOf = (id: string, from: number, to: number, price: number): Promise<void> =>
  insertRows(
    store,
    'market_power',
    Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => ({
      site: `power:SIM:${id}:RT15`,
      market: 'SIM',
      node: id,
      product: 'RT15',
      currency: 'USD',
      status: 'final',
      price,
      start_at: from + index * step,
      end_at: Math.min(from + (index + 1) * step, to),
      known_at: from,
    })),
  );

async function open(id: string, facts: string): Promise<Bench> {
  await pricesOf(id, february, april, 40);
  return openBench(store, file(id, facts), now);
}

const kpi = () =>
  createKpi({
    store,
    statistics: createStatistics(store),
    clock: { now: () => now, monotonic: () => 0, sleep: () => Promise.resolve() },
  });
async function ask(bench: Bench, metric: MetricId, [from, to]: readonly [number, number], grain: Grain = 'total') {
  const sites = [{ id: bench.site.id, zone, currency: 'USD' }];
  return kpi().query({ metrics: [metric], by: [], grain, from, to, filters: {}, sites });
}
const valueOf = async (...asked: Parameters<typeof ask>): Promise<number | null> => {
  const rows: readonly KpiRow[] = await ask(...asked);
  expect(rows).toHaveLength(1);
  return rows[0]?.value ?? null;
};

const spring = february + 20 * 24 * hourMs;

test('a demand charge is of the greatest draw of a month of the site, the shorter one in spring too, and months add up', async () => {
  const bench = await open('peaks', 'tariffs: [{ demand_per_kw: 10 }]');
  await bench.load([
    ...drawn(february, spring, 200),
    ...drawn(spring, spring + step, 500),
    ...drawn(spring + step, march, 200),
    ...drawn(march, april, 300),
  ]);
  expect(await valueOf(bench, 'demand_charge', [february, march])).toBe(5_000);
  expect(await valueOf(bench, 'demand_charge', [march, april])).toBe(3_000);
  expect(await valueOf(bench, 'demand_charge', [february, april])).toBe(8_000);
  expect((await ask(bench, 'demand_charge', [february, april], 'month')).map(({ value }) => value)).toEqual([
    5000, 3000,
  ]);
  const hours = (april - march) / hourMs;
  expect(hours).toBe(743);
  expect(await valueOf(bench, 'power_cost_c_per_kwh', [march, april])).toBeCloseTo(
    4 + (3_000 * 100) / (300 * hours),
    9,
  );
});

test('of a part of a month there is none, nor a cost of power that lacks it, and the reason says so', async () => {
  const bench = await open('parts', 'tariffs: [{ demand_per_kw: 10 }]');
  const tenth = march + 9 * 24 * hourMs;
  await bench.load(drawn(tenth, april, 300));
  for (const metric of ['demand_charge', 'power_cost_c_per_kwh'] as const) {
    for (const window of [
      [tenth, april],
      [tenth, tenth + 24 * hourMs],
      [march, april],
    ] as const) {
      const [row] = await ask(bench, metric, window);
      expect(row).toMatchObject({ value: null, reason: expect.stringContaining('whole months') });
    }
  }
});

test('a rate that changes within a month counts by its share of the time, and what is charged from the start of the next does not reach back', async () => {
  const half = march + (april - march) / 2;
  const changed = `tariffs: [{ demand_per_kw: 10, to: '${new Date(half).toISOString()}' }, { demand_per_kw: 20, from: '${new Date(half).toISOString()}' }]`;
  const bench = await open('changed', changed);
  await bench.load([...drawn(march, half, 300), ...drawn(half, april, 100)]);
  expect(await valueOf(bench, 'demand_charge', [march, april])).toBe(300 * 15);
  const none = await open('later', 'tariffs: [{ to: 2026-03-01 }, { demand_per_kw: 20, from: 2026-03-01 }]');
  await none.load([...drawn(february, march, 300), ...drawn(march, april, 100)]);
  expect(await valueOf(none, 'demand_charge', [february, march])).toBe(0);
  expect(await valueOf(none, 'demand_charge', [february, february + 24 * hourMs])).toBe(0);
  expect(await valueOf(none, 'demand_charge', [march, april])).toBe(2_000);
});

test('an invoice replaces what was estimated of its months, credits lower the cost once, and another revision restates it', async () => {
  const tariff = 'tariffs: [{ demand_per_kw: 10, delivery_per_mwh: 10 }]';
  const bench = await open('billed', tariff);
  await bench.load([...drawn(february, march, 100), ...drawn(march, april, 100)]);
  const [hours, next] = [(march - february) / hourMs, (april - march) / hourMs];
  expect(await valueOf(bench, 'power_cost_c_per_kwh', [february, march])).toBeCloseTo(
    5 + (1_000 * 100) / (100 * hours),
    9,
  );
  const lines = `${tariff}
invoices:
  - { what: power, amount: 6720, from: 2026-02-01, to: 2026-03-01 }
  - { what: credit, amount: 672, from: 2026-02-01, to: 2026-03-01 }
  - { what: credit, amount: 999, booked: revenue, from: 2026-02-01, to: 2026-03-01 }`;
  await publishRegister(store, parseSite(file('billed', lines), 'site.yaml'), bench.clock);
  await bench.rollup.pollRevisions();
  await bench.rollup.recompute();
  expect(await valueOf(bench, 'power_cost_c_per_kwh', [february, march])).toBeCloseTo(
    ((6720 - 672) * 100) / (100 * hours),
    9,
  );
  expect(await valueOf(bench, 'power_cost_c_per_kwh', [march, april])).toBeCloseTo(5 + (1_000 * 100) / (100 * next), 9);
  const [both] = await ask(bench, 'power_cost_c_per_kwh', [february, april]);
  expect(both?.numerator).toBeCloseTo(6720 - 672 + 50 * 0.1 * next + 1_000, 6);
  // An invoice of another month leaves one of which a part only is billed.
  const partly = lines.replaceAll('to: 2026-03-01', 'to: 2026-02-15');
  await publishRegister(store, parseSite(file('billed', partly), 'site.yaml'), bench.clock);
  await bench.rollup.pollRevisions();
  await bench.rollup.recompute();
  expect(await valueOf(bench, 'power_cost_c_per_kwh', [february, march])).toBeNull();
});

test('without charges by the month every hour has its cost, and hours add up to months', async () => {
  const bench = await open(
    'hours',
    'tariffs: [{ delivery_per_mwh: 10, to: 2026-03-10 }, { delivery_per_mwh: 20, from: 2026-03-10 }]',
  );
  await bench.load(drawn(march, april, 100));
  const change = Date.UTC(2026, 2, 10, 5);
  expect(await valueOf(bench, 'power_cost_c_per_kwh', [change - hourMs, change])).toBe(5);
  expect(await valueOf(bench, 'power_cost_c_per_kwh', [change, change + hourMs])).toBe(6);
  const [month] = await ask(bench, 'power_cost_c_per_kwh', [march, april]);
  const days = await ask(bench, 'power_cost_c_per_kwh', [march, april], 'day');
  expect(days).toHaveLength(31);
  expect(days.reduce((sum, { numerator }) => sum + (numerator ?? 0), 0)).toBeCloseTo(month?.numerator ?? 0, 9);
});
