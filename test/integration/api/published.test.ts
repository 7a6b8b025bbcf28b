import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { ManualClock } from '#runtime';
import { problemShape } from '../../../apps/api/problem.ts';
import { type RestatementsAnswer, queryShape, restatementsShape } from '../../../apps/api/value-shapes.ts';
import type { Api } from '../../../apps/api/start.ts';
import { insertRows, openTestStore, rollupRow, runCoload, startTestApi, type TestStore } from './support.ts';

const dayMs = 86_400_000;
const first = Date.parse('2025-01-14T06:00:00Z');
const [firstTold, toldAgain] = [first + 3 * dayMs, first + 5 * dayMs];
const clock = new ManualClock(first + 9 * dayMs);
const iso = (ms: number): string => new Date(ms).toISOString();

let db: TestStore;
let api: Api;

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${api.url}${path}`);
  return { status: response.status, body: await response.json() };
}

async function rowsOf(parameters: string): Promise<z.output<typeof queryShape>['rows']> {
  const { body } = await get(`/v1/query?metrics=energy_m0&grain=day&from=2025-01-14&to=2025-01-16&${parameters}`);
  return queryShape.parse(body).rows;
}

const restated = async (parameters: string): Promise<RestatementsAnswer> =>
  restatementsShape.parse((await get(`/v1/restatements?metrics=energy_m0,ipue&${parameters}`)).body);

/** The facts of one day of a site: energy at the meter, and nothing else that counts. */
const factsOf = (day: number, kilowattHours: number): Record<string, unknown> =>
  rollupRow(
    { grain: 'day', start: first + day * dayMs, end: first + (day + 1) * dayMs },
    { hall: '', window_ms: dayMs, m0_j: kilowattHours * 3_600_000, m0_ms: dayMs, devices: 1 },
  );
const publishedRow = (day: number, kilowattHours: number, edition: number): Record<string, unknown> => {
  const { version: _version, ...facts } = factsOf(day, kilowattHours);
  return { ...facts, edition };
};
const word = (grain: string, day: number, edition: number, known_at: number): Record<string, unknown> => ({
  site: 'alpha',
  grain,
  bucket_start: first / 1000 + day * 86_400,
  bucket_end: first / 1000 + (day + 1) * 86_400,
  edition,
  known_at,
  causes: edition === 1 ? [] : ['readings'],
});

beforeAll(async () => {
  db = await openTestStore();
  const { store } = db;
  const site = { revision: 1, known_at: first, power_feed: '', chain_feed: '', pool_fee: 0 };
  await insertRows(store, 'register_site', [{ ...site, site: 'alpha', zone: 'America/Chicago', currency: 'USD' }]);
  await insertRows(store, 'rollup_site', [factsOf(0, 30), factsOf(1, 20), factsOf(2, 7)]);
  await insertRows(store, 'published_site', [publishedRow(0, 10, 1), publishedRow(1, 20, 1), publishedRow(0, 30, 2)]);
  await insertRows(store, 'publication', [
    word('day', 0, 1, firstTold),
    word('day', 1, 1, firstTold),
    word('day', 0, 2, toldAgain),
    // The last hour of the second day, as wide as that; how wide is nothing here.
    word('hour', 1, 1, firstTold),
  ]);
  api = await startTestApi(db, clock);
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

describe('a query as of an instant', () => {
  test('has the values that were known then', async () => {
    const values = async (asOf: string): Promise<unknown[]> =>
      (await rowsOf(`as_of=${asOf}`)).map(({ value }) => value);
    expect(await values(iso(firstTold))).toEqual([10, 20]);
    expect(await values(iso(toldAgain - 1))).toEqual([10, 20]);
    expect(await values(iso(toldAgain))).toEqual([30, 20]);
    expect(await values('2025-01-22')).toEqual([30, 20]);
  });

  test('says so in the answer', async () => {
    const { body } = await get(`/v1/query?metrics=energy_m0&from=2025-01-14&to=2025-01-16&as_of=${iso(firstTold)}`);
    expect(body).toMatchObject({ as_of: iso(firstTold), rows: [{ value: 30, state: 'final' }] });
  });

  test.each([
    ['grain=day&to=2025-01-17&as_of=2025-01-20', 'alpha was published up to 2025-01-16T06:00:00.000Z'],
    ['grain=day&to=2025-01-16&as_of=2025-01-15', 'alpha was published up to 2025-01-14T06:00:00.000Z'],
    ['grain=day&to=2025-01-16&as_of=2025-02-15', 'not an instant of the past'],
    ['grain=day&to=2025-01-16&as_of=soon', 'as_of: soon is not a date'],
    ['grain=15m&to=2025-01-16&as_of=2025-01-20&metrics=hashrate_accepted', 'choose one of these grains'],
  ])('of %s is refused: %s', async (parameters, detail) => {
    const { status, body } = await get(`/v1/query?metrics=energy_m0&from=2025-01-14&${parameters}`);
    expect(status).toBe(400);
    const problem = problemShape.parse(body);
    expect(problem).toMatchObject({ code: 'QUERY_INVALID', parameter: 'as_of' });
    expect(problem.detail).toContain(detail);
  });
});

test.each([
  ['2025-01-14', [30, 'final'], [20, 'final'], [7, 'provisional']],
  ['2025-01-15', [20, 'final'], [7, 'provisional']],
  ['2025-01-16', [7, 'provisional']],
])('from %s a value is final once its window has been published', async (from, ...expected) => {
  const { body } = await get(`/v1/query?metrics=energy_m0&grain=day&from=${from}&to=2025-01-17`);
  expect(queryShape.parse(body).rows.map(({ value, state }) => [value, state])).toEqual(expected);
});

describe('restatements', () => {
  test('are the published values that have changed, with both values, since when and why', async () => {
    const { restatements, more } = await restated('from=2025-01-01');
    expect(more).toBe(false);
    expect(restatements).toMatchObject([
      {
        metric: 'energy_m0',
        site: 'alpha',
        start: iso(first),
        end: iso(first + dayMs),
        unit: 'kWh',
        causes: ['readings'],
        before: { value: 10, known_at: iso(firstTold) },
        after: { value: 30, known_at: iso(toldAgain) },
      },
    ]);
  });

  test('are those of the windows, the grain and the time that are asked for', async () => {
    const none = async (parameters: string): Promise<void> =>
      expect(await restated(parameters)).toMatchObject({ restatements: [], more: false });
    await none('from=2025-01-15');
    await none('from=2025-01-01&to=2025-01-14');
    await none('from=2025-01-01&grain=month');
    await none(`from=2025-01-01&since=${iso(toldAgain)}`);
    expect((await restated(`from=2025-01-01&since=${iso(toldAgain - 1)}`)).restatements).toHaveLength(1);
  });

  test('of a grain that is not published are refused', async () => {
    const { status, body } = await get('/v1/restatements?metrics=hashrate_accepted&grain=hour');
    expect([status, body]).toMatchObject([400, { parameter: 'grain', detail: expect.stringContaining('only days') }]);
  });

  test('are printed by coload', async () => {
    const args = ['restatements', 'energy_m0', '--from', '2025-01-01', '--to', '2025-02-01', '--json'];
    const { stdout } = await runCoload(db, args);
    expect(JSON.parse(stdout)).toMatchObject({ metric: 'energy_m0', before: { value: 10 }, after: { value: 30 } });
    await expect(runCoload(db, [...args, '--grain', 'week'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('known are hour, day, month'),
    });
  });
});
