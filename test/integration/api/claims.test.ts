import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { claims } from '#catalogue';
import { ManualClock } from '#runtime';
import { problemShape } from '../../../apps/api/problem.ts';
import { claimsShape } from '../../../apps/api/shapes.ts';
import type { Api } from '../../../apps/api/start.ts';
import { insertRows, openTestStore, rollupRow, runCoload, startTestApi, type TestStore } from './support.ts';

const quarterMs = 900_000;
const dayMs = 96 * quarterMs;
const days = 35;
/** Midnight of a Monday in Winnipeg. */
const start = Date.UTC(2026, 0, 5, 6);
const end = start + days * 96 * quarterMs;
const clock = new ManualClock(end);
const joules = (megawatts: number): number => megawatts * 1e6 * 900;

let db: TestStore;
let api: Api;

async function get(path: string): Promise<Response> {
  return fetch(`${api.url}${path}`);
}

async function getClaims(path: string): Promise<z.output<typeof claimsShape>> {
  const response = await get(path);
  expect(response.status).toBe(200);
  return claimsShape.parse(await response.json());
}

/** The metric over all days, as it is answered where metrics are asked for. */
async function queried(metric: string): Promise<{ value: number | null; numerator: number | null }> {
  const response = await get(`/v1/query?metrics=${metric}&site=alpha&from=${start}&to=${end}&grain=total`);
  const { rows } = (await response.json()) as { rows: { value: number | null; numerator: number | null }[] };
  const [row] = rows;
  if (!row) throw new Error(`no ${metric}`);
  return row;
}

/** A contract of 10 MW: AI draws 6 MW by day and 2 at night, mining all but 1 MW of what is left; power is cheap at night. */
async function fill(): Promise<void> {
  const { store } = db;
  const site = { revision: 1, known_at: start, power_feed: '', chain_feed: '', pool_fee: 0, currency: 'USD' };
  await insertRows(store, 'register_site', [
    { ...site, site: 'alpha', zone: 'America/Winnipeg' },
    { ...site, site: 'silent', zone: 'America/Winnipeg' },
  ]);
  const rows = Array.from({ length: days * 96 }, (_, at) => {
    const bucket = { grain: '15m' as const, start: start + at * quarterMs, end: start + (at + 1) * quarterMs };
    const isDay = at % 96 >= 32 && at % 96 < 80;
    const ai = isDay ? 6 : 2;
    const mining = 9 - ai;
    const hall = (id: string, workload: string, megawatts: number): Record<string, unknown> =>
      rollupRow(bucket, { hall: id, workload, level_j: joules(megawatts), level_ms: quarterMs });
    return [
      hall('sheds', 'mining', mining),
      hall('gpus', 'ai', ai),
      rollupRow(bucket, {
        hall: '',
        contracted_j: joules(10),
        contracted_facility_j: joules(9),
        contracted_ms: quarterMs,
        price_time: (isDay ? 60 : at % 96 < 4 ? -5 : 20) * quarterMs,
        price_ms: quarterMs,
      }),
    ];
  });
  // A block is of one month.
  const february = (Date.UTC(2026, 1, 1) - start) / quarterMs;
  await insertRows(store, 'rollup_site', rows.slice(0, february).flat());
  await insertRows(store, 'rollup_site', rows.slice(february).flat());
  await insertRows(
    store,
    'rollup_site',
    Array.from({ length: days }, (_, day) => boughtOn(day)),
  );
}

/** What energy costs on a day at the site, and what it would at the hub. */
function boughtOn(day: number): Record<string, unknown> {
  const bucket = { grain: 'day' as const, start: start + day * dayMs, end: start + (day + 1) * dayMs };
  const costs = { reference_cost: 100, reference_paid: 60 + (day % 5) };
  return rollupRow(bucket, { hall: '', window_ms: dayMs, reference_ms: dayMs, ...costs });
}

beforeAll(async () => {
  db = await openTestStore();
  await fill();
  api = await startTestApi(db, clock);
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

describe('the scorecard', () => {
  test('has every reading of every claim, each with a verdict, a value or the reason why there is none', async () => {
    const { claims: rows } = await getClaims('/v1/claims?site=alpha');
    const declared = claims.flatMap(({ id, readings }) =>
      readings.length === 0 ? [`${id} null`] : readings.map((reading) => `${id} ${reading.id}`),
    );
    expect(rows.map(({ claim, reading }) => `${claim} ${String(reading)}`)).toEqual(declared);
    for (const { value, verdict } of rows) expect(value ?? verdict).not.toBeNull();
    for (const { value, reason } of rows) expect(value === null).toBe(reason !== null);
    for (const { source, attribution } of rows) expect([source, attribution]).toEqual(['article', 'unverified']);
  });

  test('measures what the site did: 9 of 10 MW used, of which two sites of their own would have used 9 of 13', async () => {
    const { claims: rows } = await getClaims('/v1/claims/S2.2?site=alpha');
    const of = (reading: string) => rows.find((row) => row.reading === reading);
    expect(of('gain')).toMatchObject({
      value: expect.closeTo(0.9 - 9 / 13, 9),
      verdict: 'supported',
      indicative: true,
      coverage: 1,
      days,
    });
    expect(of('correlation')).toMatchObject({
      value: expect.closeTo(1, 9),
      threshold: 0.5,
      direction: 'above',
      verdict: 'supported',
      p_least: 0.2,
    });
    expect(of('headroom')?.value).toBeCloseTo((7 + 3) / (8 + 4), 9);
    expect(of('coincidence')?.value).toBeCloseTo(9 / 13, 9);
  });

  test('finds that mining responds to cheap power and AI does the opposite', async () => {
    const { claims: rows } = await getClaims('/v1/claims/S2.9?site=alpha');
    const of = (reading: string) => rows.find((row) => row.reading === reading);
    expect(of('mining')).toMatchObject({ unit: 'kW', verdict: 'supported' });
    expect(of('ai')?.verdict).toBe('contradicted');
    expect(of('ai')?.value).toBeCloseTo(-(of('mining')?.value ?? NaN), 6);
  });

  test('measures by what the catalogue says: the site pays 38 % less than its hub, day by day', async () => {
    const { claims: rows } = await getClaims('/v1/claims/S2.4?site=alpha');
    const { value, numerator } = await queried('site_price_discount');
    expect([value, numerator]).toEqual([expect.closeTo(38, 9), expect.closeTo(38 * days, 9)]);
    expect(rows).toMatchObject([
      { value: expect.closeTo(0.38, 12), unit: '1', verdict: 'supported', coverage: 1, days, indicative: true },
    ]);
    const [{ low, high } = {}] = rows;
    expect([low, high].map((end) => Math.abs((end ?? NaN) - 0.38) < 0.02)).toEqual([true, true]);
    const { claims: before } = await getClaims(`/v1/claims/S2.4?site=alpha&to=${start + 20 * dayMs}`);
    expect(before).toMatchObject([
      { value: null, verdict: 'insufficient_data', reason: '20 of the 28 days that it needs are known' },
    ]);
  });

  test('tells its window, and the circumstances in it', async () => {
    const answer = await getClaims('/v1/claims/S2.5?site=alpha');
    expect(answer.as_of).toBe('2026-02-09T06:00:00.000Z');
    expect(answer.claims[0]).toMatchObject({
      value: days,
      unit: 'h',
      verdict: null,
      from: '2026-01-05T06:00:00.000Z',
      to: '2026-02-09T06:00:00.000Z',
      mean_price: expect.closeTo((12 * 60 + 1 * -5 + 11 * 20) / 24, 9),
      mean_hashprice: null,
    });
  });

  test('of a site of which nothing is known is insufficient, and says so', async () => {
    const { claims: rows } = await getClaims('/v1/claims?site=silent');
    const measured = rows.filter(({ claim, reading }) => claim === 'S2.2' && reading === 'gain');
    expect(measured).toMatchObject([
      { verdict: 'insufficient_data', reason: 'nothing is known of the site in the window' },
    ]);
  });

  test('can be had by verdict, and as CSV without formulas', async () => {
    const { claims: rows } = await getClaims('/v1/claims?site=alpha&verdict=not_testable');
    expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(new Set(['not_testable']));
    const csv = await get('/v1/claims?site=alpha&format=csv');
    expect(csv.headers.get('content-type')).toContain('text/csv');
    const [head, ...lines] = (await csv.text()).trimEnd().split('\r\n');
    expect(head).toMatch(/^claim,section,statement,reading,/);
    expect(lines.length).toBe((await getClaims('/v1/claims?site=alpha')).claims.length);
  });
});

describe('coload claims', () => {
  const coload = (...args: string[]): Promise<{ stdout: string }> => runCoload(db, ['claims', ...args]);
  const window = ['--from', '2026-01-05', '--to', '2026-02-09'];

  test('says the same, a line of JSON per reading', async () => {
    const { stdout } = await coload('S2.2', 'S3.2', '--site', 'alpha', ...window);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { claim: { id: string }; value: number | null; verdict: string | null });
    const { claims: rows } = await getClaims('/v1/claims/S2.2?site=alpha');
    expect(lines.map(({ claim, value }) => [claim.id, value])).toEqual([
      ...rows.map(({ claim, value }) => [claim, value]),
      ['S3.2', null],
    ]);
  });

  test.each([
    { args: ['S2.99', '--site', 'alpha'], says: 'There is no claim S2.99' },
    { args: ['--site', 'gamma'], says: '--site gamma: known are alpha, silent' },
  ])('refuses $args with what to do', async ({ args, says }) => {
    await expect(coload(...args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
  });
});

describe('a request for claims that cannot be answered', () => {
  test.each([
    { path: '/v1/claims/S2.99', status: 404, parameter: 'id' },
    { path: '/v1/claims?verdict=true', status: 400, parameter: 'verdict' },
    { path: '/v1/claims?site=gamma', status: 400, parameter: 'site' },
    { path: '/v1/claims?from=2010-01-01&to=2026-01-01', status: 413, parameter: 'from' },
  ])('$path is refused with $status and names $parameter', async ({ path, status, parameter }) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expect(problemShape.parse(await response.json())).toMatchObject({ status, parameter });
  });
});

describe('as of an instant', () => {
  const window = `site=alpha&from=${start}&to=${end}`;
  const valuesOf = async (parameters: string): Promise<unknown[][]> =>
    (await getClaims(`/v1/claims?${window}${parameters}`)).claims.map(({ claim, reading, value, verdict }) => [
      claim,
      reading,
      value,
      verdict,
    ]);

  beforeAll(async () => {
    const { store } = db;
    const publish = async (edition: number, facts: string, knownAt: number): Promise<void> => {
      await store.command(
        `INSERT INTO published_site SELECT ${edition} AS edition, ${facts} FROM rollup_site FINAL WHERE site = 'alpha' AND (${edition} = 1 OR hall = 'gpus')`,
      );
      await store.command(`INSERT INTO publication (site, grain, bucket_start, bucket_end, edition, known_at)
        SELECT site, grain, bucket_start, bucket_end, ${edition}, fromUnixTimestamp64Milli(${knownAt}) FROM rollup_site FINAL WHERE site = 'alpha' AND hall = ''`);
    };
    await publish(1, '* EXCEPT (version)', end - 2_000);
    await publish(2, '* EXCEPT (version) REPLACE (intDiv(level_j, 2) AS level_j)', end - 1_000);
  });

  test('claims are judged by what was published by then', async () => {
    const live = await valuesOf('');
    // What halls were turned into is read from their units by the day, and not from what was published.
    const told = live.map((row) => (row[1] === 'converted' ? ['S2.11', 'converted', null, 'insufficient_data'] : row));
    expect(await valuesOf(`&as_of=${end - 2_000}`)).toEqual(told);
    const later = await valuesOf(`&as_of=${end - 1_000}`);
    expect(later).toHaveLength(live.length);
    expect(later).not.toEqual(live);
    expect(await getClaims(`/v1/claims?${window}&as_of=${end - 2_000}`)).toMatchObject({
      as_of: '2026-02-09T05:59:58.000Z',
    });
  });

  test.each([
    [`as_of=${end - 2_001}`, 'each 15m of alpha was published up to 2026-01-05T06:00:00.000Z'],
    [`as_of=${end + 1}`, 'is not an instant of the past'],
  ])('%s is refused: %s', async (parameters, detail) => {
    const response = await get(`/v1/claims?${window}&${parameters}`);
    expect(response.status).toBe(400);
    const problem = problemShape.parse(await response.json());
    expect(problem).toMatchObject({ parameter: 'as_of' });
    expect(problem.detail).toContain(detail);
  });
});
