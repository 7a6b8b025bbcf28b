import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseSite } from '#register';
import { publishRegister } from '#rollup';
import type { Store } from '#store';
import { type Bench, hourMs, insertRows, openBench, openStack, quarterMs, type TestReading } from './rollup-stack.ts';

let store: Store;
let stop: () => Promise<void>;
beforeAll(async () => ({ store, stop } = await openStack()));
afterAll(() => stop());

const noon = Date.UTC(2026, 5, 10, 12);
const kwh = 3_600_000;

const price = "price: { kind: lambda, model: H100, url: 'http://127.0.0.1/x' }";
const file = (id: string, gpu: string): string => `
site: { id: ${id}, zone: UTC }
halls: [{ id: h, workload: ai }]
market: { gpu: { billed_share: 0.5, ${gpu} } }
devices:
  - { id: m0, kind: sunspec, address: '127.0.0.1:1', point: M0 }
  - { id: m3, kind: sunspec, address: '127.0.0.1:2', point: M3, hall: h }
  - { id: g, kind: dcgm, address: '127.0.0.1:3', hall: h, gpus: 4 }
`;
const feed = 'gpu:lambda:H100:ondemand';

const hour = (): TestReading[] =>
  Array.from({ length: 4 }, (_, quarter) => {
    const span = { from: noon + quarter * quarterMs, to: noon + (quarter + 1) * quarterMs };
    const meter = { class: 'meter', columns: { import_j: kwh, export_j: 0 }, ...span } as const;
    const boards = [0, 1, 2, 3].map(
      (board) => ({ class: 'gpu', device: `g/${board}`, columns: { energy_j: kwh / 10 }, ...span }) as const,
    );
    return [{ ...meter, device: 'm0' }, { ...meter, device: 'm3' }, ...boards];
  }).flat();

const tell = (told: readonly (readonly [at: number, usd: number, known?: number])[]): Promise<void> =>
  insertRows(
    store,
    'market_gpu',
    told.map(([at, usd_per_gpu_hour, known = at]) => ({
      site: feed,
      venue: 'lambda',
      model: 'H100',
      pricing_type: 'ondemand',
      n_offers: 3,
      usd_per_gpu_hour,
      p25: usd_per_gpu_hour,
      p75: usd_per_gpu_hour,
      method_version: 'x',
      observed_at: at,
      known_at: known,
    })),
  );

async function review({ rollup, row }: Bench, at: number): Promise<Record<string, unknown>> {
  await rollup.pollRevisions();
  await rollup.recompute();
  return row('rollup_site', at, "hall = ''");
}

test('GPU hours are worth the price of the feed that the register names, as it stood, and a revision computes them anew', async () => {
  const bench = await openBench(store, file('fed', price), noon + 10 * hourMs);
  await bench.load(hour());
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({
    ai_revenue_usd: 0,
    ai_revenue_j: 0,
    gpu_price_ms: 0,
  });
  await tell([
    [noon, 2],
    [noon + 2 * quarterMs + 60_000, 3],
  ]);
  // Four boards for a quarter of an hour, of which half is billed.
  expect(await review(bench, noon)).toMatchObject({
    ai_revenue_usd: 1,
    gpu_price_time: 2 * quarterMs,
    gpu_price_ms: quarterMs,
  });
  expect(await bench.row('rollup_site', noon + 2 * quarterMs, "hall = ''")).toMatchObject({ ai_revenue_usd: 1.5 });
  expect((await bench.rows('rollup_site', "grain = 'hour' AND hall = ''"))[0]).toMatchObject({
    ai_revenue_usd: 5,
    ai_revenue_j: 4 * kwh,
    gpu_price_ms: hourMs,
  });
  await tell([[noon, 4, noon + hourMs]]);
  expect(await review(bench, noon)).toMatchObject({ ai_revenue_usd: 2 });
});

test('a price of more than a day ago stands for nothing, which is unknown and never 0', async () => {
  const bench = await openBench(store, file('stale', price.replace('H100', 'B200')), noon + 10 * hourMs);
  await insertRows(store, 'market_gpu', [
    { site: 'gpu:lambda:B200:ondemand', usd_per_gpu_hour: 9, observed_at: noon - 24 * hourMs + 60_000, known_at: noon },
  ]);
  await bench.load(hour());
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({ ai_revenue_j: 0, gpu_price_ms: 0 });
});

test('a configured rate is no price of the market; a feed that is named beside it goes before, and the rate stands in where it is silent', async () => {
  const bench = await openBench(store, file('rate', 'usd_per_gpu_hour: 8'), noon + 10 * hourMs);
  await bench.load(hour());
  expect(await bench.row('rollup_site', noon, "hall = ''")).toMatchObject({ ai_revenue_usd: 4, gpu_price_ms: 0 });
  await publishRegister(store, parseSite(file('rate', `usd_per_gpu_hour: 8, ${price}`), 'site.yaml'), bench.clock);
  expect(await review(bench, noon)).toMatchObject({ ai_revenue_usd: 2, gpu_price_ms: quarterMs });
  const silent = price.replace('H100', 'L40S');
  await publishRegister(store, parseSite(file('rate', `usd_per_gpu_hour: 8, ${silent}`), 'site.yaml'), bench.clock);
  expect(await review(bench, noon)).toMatchObject({ ai_revenue_usd: 4, gpu_price_ms: 0 });
});
