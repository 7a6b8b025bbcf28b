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

const instances = (from: number, to: number, told: string | null): Record<string, unknown> => ({
  site: 'alpha',
  device: 'm/0',
  started_at: from,
  ended_at: to,
  observed_ms: to - from,
  instances: told,
});

beforeAll(async () => {
  db = await openTestStore();
  const known = { site: 'alpha', revision: 1, zone: 'UTC', currency: 'USD', known_at: start, digest: 'd' };
  await insertRows(db.store, 'register_site', [{ ...known, power_feed: '', chain_feed: '', pool_fee: 0 }]);
  const boards = [0, 1].flatMap((quarter) =>
    ['g/0', 'g/1', 'm/0'].map((device) => {
      const at = { grain: '15m' as const, start: start + quarter * quarterMs, end: start + (quarter + 1) * quarterMs };
      const read = { expected_ms: quarterMs, energy_ms: quarterMs, reported_ms: quarterMs, energy_j: 70_001 };
      return rollupRow(at, { hall: 'a', device, ...read });
    }),
  );
  await insertRows(db.store, 'rollup_gpu', boards);
  await insertRows(db.store, 'reading_gpu', [
    // Over the boundary of the quarters, a third in the first; then one of a collector that did not meter instances.
    instances(start, start + (quarterMs * 2) / 3, '1:3:300000 2:2:0'),
    instances(start + (quarterMs * 2) / 3, start + (quarterMs * 5) / 3, '1:3:300000 2:2:900000'),
    instances(start + (quarterMs * 5) / 3, start + 2 * quarterMs, null),
  ]);
  await insertRows(db.store, 'site_job', [
    run('one', 1, { tenant: 'one', devices: ['m/0:1'], board_share: 3 / 7, started_at: iso(start) }),
    run('two', 1, { tenant: 'two', devices: ['m/0:2'], board_share: 2 / 7, started_at: iso(start) }),
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

const byPart = (by_activity_j: number, by_slices_j: number) => ({ by_activity_j, by_slices_j });
const close = (hours: number): unknown => expect.closeTo(hours, 5);

const get = async (path: string): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${api.url}${path}`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

test('the energy of boards is told by tenant and day, each run as it was told last, and adds up with what nobody had', async () => {
  const { status, body } = await get('/v1/attribution?from=2025-01-15');
  expect(status).toBe(200);
  const day = { site: 'alpha', start: '2025-01-15T00:00:00.000Z', end: '2025-01-16T00:00:00.000Z', coverage: 1 };
  expect(body['rows']).toEqual([
    { ...day, name: 'ml', attributed: true, energy_j: 70_001, ...byPart(0, 0), gpu_hours: 0.25 },
    // In the first quarter 3 × 400,000 ms to 2 × 300,000 ms; in the second too little is known.
    { ...day, name: 'one', attributed: true, energy_j: 76_667, ...byPart(46_667, 30_000), gpu_hours: close(1.5 / 7) },
    { ...day, name: 'two', attributed: true, energy_j: 43_335, ...byPart(23_334, 20_001), gpu_hours: close(1 / 7) },
    { ...day, name: 'web', attributed: true, energy_j: 60_000, ...byPart(0, 60_000), gpu_hours: close(1.5 / 7) },
    {
      ...day,
      name: 'unattributed',
      attributed: false,
      energy_j: 170_003,
      ...byPart(0, 100_002),
      gpu_hours: close(0.75 - 0.5 / 7),
    },
  ]);
});

test('by job the same is told by the names of jobs', async () => {
  const { body } = await get('/v1/attribution?by=job&from=2025-01-15');
  expect((body['rows'] as { name: string }[]).map(({ name }) => name)).toEqual([
    'chat',
    'one',
    'train',
    'two',
    'unattributed',
  ]);
});

test('a window of more than 62 days, and an unknown key, are refused and named', async () => {
  expect((await get('/v1/attribution?from=2024-01-01')).body).toMatchObject({ parameter: 'from' });
  expect((await get('/v1/attribution?by=hall')).status).toBe(400);
});
