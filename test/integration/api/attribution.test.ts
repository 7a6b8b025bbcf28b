import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { jobEvent, jobRow } from '#contracts';
import { ManualClock } from '#runtime';
import type { Api } from '../../../apps/api/start.ts';
import { insertRows, openTestStore, rollupRow, startTestApi, type TestStore } from './support.ts';

const quarterMs = 900_000;
/** 2025-01-15T00:00:00Z */
const start = 1_736_899_200_000;

let db: TestStore;
let api: Api;

const iso = (ms: number): string => new Date(ms).toISOString();
const run = (event_id: string, revision: number, more: object): Record<string, unknown> => ({
  site: 'alpha',
  ...jobRow(
    jobEvent.parse({ kind: 'job', site: 'alpha', event_id, revision, job: event_id, class: 'infer', gpus: 1, ...more }),
    start,
  ),
});

beforeAll(async () => {
  db = await openTestStore();
  const known = { site: 'alpha', revision: 1, zone: 'UTC', currency: 'USD', known_at: start, digest: 'd' };
  await insertRows(db.store, 'register_site', [{ ...known, power_feed: '', chain_feed: '', pool_fee: 0 }]);
  const boards = [0, 1].flatMap((quarter) =>
    ['g/0', 'g/1'].map((device) => {
      const at = { grain: '15m' as const, start: start + quarter * quarterMs, end: start + (quarter + 1) * quarterMs };
      const read = { expected_ms: quarterMs, energy_ms: quarterMs, reported_ms: quarterMs, energy_j: 70_001 };
      return rollupRow(at, { hall: 'a', device, ...read });
    }),
  );
  await insertRows(db.store, 'rollup_gpu', boards);
  await insertRows(db.store, 'site_job', [
    run('chat', 1, { tenant: 'web', devices: ['g/0'], board_share: 3 / 7, started_at: iso(start) }),
    run('train', 1, { tenant: 'ml', devices: ['g'], gpus: 2, started_at: iso(start) }),
    run('train', 2, {
      tenant: 'ml',
      devices: ['g/1'],
      started_at: iso(start),
      ended_at: iso(start + quarterMs),
    }),
  ]);
  api = await startTestApi(db, new ManualClock(start + 2 * quarterMs));
}, 120_000);

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

const get = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${api.url}${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

test('the energy of boards is told by tenant and day, each run as it was told last, and adds up with what nobody had', async () => {
  const { status, body } = await get('/v1/attribution?from=2025-01-15');
  expect(status).toBe(200);
  const day = { site: 'alpha', start: '2025-01-15T00:00:00.000Z', end: '2025-01-16T00:00:00.000Z', coverage: 1 };
  expect(body['rows']).toEqual([
    { ...day, name: 'ml', attributed: true, energy_j: 70_001, gpu_hours: 0.25 },
    { ...day, name: 'web', attributed: true, energy_j: 60_000, gpu_hours: expect.closeTo((0.5 * 3) / 7, 5) },
    {
      ...day,
      name: 'unattributed',
      attributed: false,
      energy_j: 150_003,
      gpu_hours: expect.closeTo(0.75 - 1.5 / 7, 5),
    },
  ]);
});

test('by job the same is told by the names of jobs', async () => {
  const { body } = await get('/v1/attribution?by=job&from=2025-01-15');
  expect((body['rows'] as { name: string }[]).map(({ name }) => name)).toEqual(['chat', 'train', 'unattributed']);
});

test('a window of more than 62 days, and an unknown key, are refused and named', async () => {
  expect((await get('/v1/attribution?from=2024-01-01')).body).toMatchObject({ parameter: 'from' });
  expect((await get('/v1/attribution?by=hall')).status).toBe(400);
});
