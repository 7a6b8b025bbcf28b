import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ManualClock } from '#runtime';
import type { Api } from '../../../apps/api/start.ts';
import { insertRows, openTestStore, rollupRow, runCoload, startTestApi, type TestStore } from './support.ts';

const hourMs = 3_600_000;
/** 2025-01-15T00:00:00Z */
const start = 1_736_899_200_000;
const hours = 72;
const mega = 1_000_000;

let db: TestStore;
let api: Api;

/** A hall of two miners, one of which stands still in its counter from noon to six every day, and one of a meter whose miner is well. */
function rows(): Map<string, Record<string, unknown>[]> {
  const tables = new Map<string, Record<string, unknown>[]>();
  const add = (table: string, row: Record<string, unknown>): void =>
    void tables.set(table, [...(tables.get(table) ?? []), row]);
  for (let hour = 0; hour < hours; hour++) {
    const at = { grain: 'hour' as const, start: start + hour * hourMs, end: start + (hour + 1) * hourMs };
    const known = { expected_ms: hourMs, energy_ms: hourMs, reported_ms: hourMs };
    const isStill = hour % 24 >= 12 && hour % 24 < 18;
    const miner = (10 + (hour % 5)) * mega;
    const feeder = 2 * miner + mega;
    const place = { window_ms: hourMs, gap_ms: hourMs };
    add('rollup_site', rollupRow(at, { hall: '', ...place, gap_whole_j: feeder + mega, gap_parts_j: feeder }));
    const parts = miner + (isStill ? 0 : miner);
    add('rollup_site', rollupRow(at, { hall: 'shed', ...place, gap_whole_j: feeder, gap_parts_j: parts }));
    add('rollup_meter', rollupRow(at, { hall: '', device: 'main', point: 'M0', import_j: feeder + mega, ...known }));
    add('rollup_meter', rollupRow(at, { hall: 'shed', device: 'feeder', point: 'M3', import_j: feeder, ...known }));
    add('rollup_asic', rollupRow(at, { hall: 'shed', device: 'm-1', energy_j: miner, ...known }));
    add('rollup_asic', rollupRow(at, { hall: 'shed', device: 'm-2', energy_j: isStill ? 0 : miner, ...known }));
  }
  return tables;
}

beforeAll(async () => {
  db = await openTestStore();
  const known = { site: 'alpha', revision: 1, zone: 'UTC', currency: 'USD', known_at: start, digest: 'd' };
  await insertRows(db.store, 'register_site', [{ ...known, power_feed: '', chain_feed: '', pool_fee: 0 }]);
  for (const [table, list] of rows()) await insertRows(db.store, table, list);
  api = await startTestApi(db, new ManualClock(start + hours * hourMs));
}, 120_000);

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

const window = 'from=2025-01-15&to=2025-01-18';
const get = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${api.url}${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const suspect = { site: 'alpha', hall: 'shed', class: 'asic', device: 'm-2', side: 'part', finding: 'misses', hours };

test('the balance tells what is unaccounted for by place and time, and which device explains it', async () => {
  const { status, body } = await get(`/v1/balance?${window}`);
  expect(status).toBe(200);
  let still = 0;
  for (let hour = 0; hour < hours; hour++) if (hour % 24 >= 12 && hour % 24 < 18) still += 10 + (hour % 5);
  const rowsOf = (hall?: string): Record<string, unknown>[] =>
    (body['rows'] as Record<string, unknown>[]).filter(
      (row) => row['metric'] === 'energy_unaccounted' && row['hall'] === hall,
    );
  const total = (hall?: string): number => rowsOf(hall).reduce((sum, row) => sum + Number(row['numerator']), 0);
  expect(rowsOf()[0]).toMatchObject({ numerator: mega, coverage: 1, unit: 'kWh' });
  expect([rowsOf(), rowsOf('shed')].map((list) => list.length)).toEqual([hours, hours]);
  expect(total()).toBe(hours * mega);
  expect(total('shed')).toBe((hours + still) * mega);
  expect(body['suspects']).toEqual([{ ...suspect, explains: expect.any(Number), slope: expect.any(Number) }]);
});

test('the command names the same device', async () => {
  const { stdout } = await runCoload(db, ['balance', '--from', '2025-01-15', '--to', '2025-01-18', '--json']);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.filter((line) => 'finding' in line)).toEqual([expect.objectContaining(suspect)]);
});

test('more than 62 days are too many', async () => {
  const { status, body } = await get('/v1/balance?from=2024-01-01&to=2025-01-18');
  expect(status).toBe(413);
  expect(body['detail']).toMatch(/62 days/);
});
