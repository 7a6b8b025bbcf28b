import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parquetReadObjects } from 'hyparquet';
import readXlsx from 'read-excel-file/node';
import { ManualClock } from '#runtime';
import { problemShape } from '../../../apps/api/problem.ts';
import { type Sensitivity, sensitivityShape } from '../../../apps/api/sensitivity.ts';
import type { Api } from '../../../apps/api/start.ts';
import { insertRows, openTestStore, rollupRow, startTestApi, type TestStore } from './support.ts';

const dayMs = 86_400_000;
const start = Date.parse('2026-05-01T00:00:00Z');
const clock = new ManualClock(start + 2 * dayMs);
const grid = 'hashprice=40,50&power_price=-10,50,60&from=2026-05-01&to=2026-05-02';

let db: TestStore;
let api: Api;

beforeAll(async () => {
  db = await openTestStore();
  const site = { revision: 1, known_at: 0, power_feed: '', chain_feed: '', pool_fee: 0, zone: 'UTC' };
  await insertRows(db.store, 'register_site', [
    { ...site, site: 'alpha', currency: 'EUR' },
    { ...site, site: 'beta', currency: 'USD' },
  ]);
  // 2^32 hashes of 1e6 shares at 20 J/TH, and a fee of 2.5 %.
  const mining = { mining_facility_j: 20 * 4_294_967_296, mining_facility_diff: 1e12, mining_facility_ms: dayMs };
  const pool = { hashprice_ms: dayMs, hashprice_time: 40 * dayMs, pool_fee_time: 0.025 * dayMs };
  const bucket = { grain: 'day' as const, start, end: start + dayMs };
  await insertRows(db.store, 'rollup_site', [rollupRow(bucket, { hall: '', window_ms: dayMs, ...mining, ...pool })]);
  api = await startTestApi(db, clock);
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

async function gridOf(parameters: string): Promise<Sensitivity> {
  const response = await fetch(`${api.url}/v1/sensitivity?${parameters}`);
  const body: unknown = await response.json();
  if (response.status !== 200) throw new Error(JSON.stringify(body));
  return sensitivityShape.parse(body);
}

describe('a sensitivity grid', () => {
  test('has a cell of every combination, from the efficiency and fee that were measured', async () => {
    const { cells, measured, units, formulas } = await gridOf(`site=alpha&${grid}`);
    expect(measured.map(({ metric, value }) => [metric, value])).toEqual([
      ['pool_fee', 0.025],
      ['fleet_j_per_th_facility', 20],
    ]);
    expect(cells.map(({ hashprice, power_price }) => [hashprice, power_price])).toEqual([
      [40, -10],
      [40, 50],
      [40, 60],
      [50, -10],
      [50, 50],
      [50, 60],
    ]);
    // 40 USD less 2.5 % from 0.48 MWh; the currency of the site does not matter, since both prices are assumed.
    expect(cells[1]).toEqual({
      hashprice: 40,
      power_price: 50,
      margin_per_mwh: 31.25,
      margin_per_ph_day: 15,
      breakeven_power_price: 81.25,
    });
    expect(cells[0]).toMatchObject({ margin_per_mwh: 91.25, margin_per_ph_day: 43.8 });
    expect(units).toMatchObject({ hashprice: 'USD/PH/day', margin_per_mwh: 'USD/MWh' });
    expect(formulas['margin_per_mwh']).toBe('hash_spread');
  });

  test('says why it knows nothing of a site that has not mined', async () => {
    const { cells, measured } = await gridOf(`site=beta&${grid}`);
    expect(cells[0]).toMatchObject({ hashprice: 40, power_price: -10, margin_per_mwh: null });
    expect(measured.every(({ value, reason }) => value === null && reason !== undefined)).toBe(true);
  });

  test('is a file with a row for each cell, with units and formulas', async () => {
    const { cells } = await gridOf(`site=alpha&${grid}`);
    const file = async (format: string): Promise<ArrayBuffer> =>
      (await fetch(`${api.url}/v1/sensitivity?site=alpha&${grid}&format=${format}`)).arrayBuffer();
    const expected = cells.map((cell) => ({ site: 'alpha', ...cell }));
    expect(await parquetReadObjects({ file: await file('parquet') })).toEqual(expected);
    const [sheet, definitions] = await readXlsx(Buffer.from(await file('xlsx')));
    const [head = [], ...rows] = sheet?.data ?? [];
    expect(rows.map((row) => Object.fromEntries(head.map((name, at) => [String(name), row[at]])))).toEqual(expected);
    expect(definitions?.data).toContainEqual([
      'margin_per_ph_day',
      'USD/PH/day',
      '(hashprice_usd × (1 − pool_fee)) − hashcost',
      expect.any(String),
    ]);
    expect(Buffer.from(await file('csv')).toString()).toContain('alpha,40,-10,91.25,43.8,81.25\r\n');
  });

  test.each([
    ['site=alpha&hashprice=40', 400, 'power_price'],
    ['site=alpha&hashprice=forty&power_price=1', 400, 'hashprice'],
    ['site=alpha&hashprice=40,,50&power_price=1', 400, 'hashprice'],
    ['hashprice=40&power_price=1', 400, 'site'],
    [`site=alpha&hashprice=40&power_price=${Array.from({ length: 101 }, (_, n) => n).join(',')}`, 413, 'power_price'],
    [`site=alpha&${grid}&as_of=2026-05-02`, 400, 'as_of'],
  ])('%s is refused with %s and names %s', async (parameters, status, parameter) => {
    const response = await fetch(`${api.url}/v1/sensitivity?${parameters}`);
    expect([response.status, problemShape.parse(await response.json()).parameter]).toEqual([status, parameter]);
  });
});
