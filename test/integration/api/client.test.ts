import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ManualClock, childEnvironment, projectPath } from '#runtime';
import {
  type Coload,
  ColoadError,
  createColoadClient,
  pagesOf,
  type StatedValue,
} from '../../../clients/typescript/index.ts';
import { routes } from '../../../apps/api/openapi.ts';
import type { Api } from '../../../apps/api/start.ts';
import { runPython, whyNoPandas } from '../../support/pandas.ts';
import { insertRows, openTestStore, rollupRow, startTestApi, type TestStore } from './support.ts';

const dayMs = 86_400_000;
const days = 30;
const start = Date.parse('2026-05-01T00:00:00Z');
const clock = new ManualClock(start + days * dayMs);
const may = { from: '2026-05-01', to: '2026-05-31' } as const;

const why = await whyNoPandas();
let db: TestStore;
let api: Api;
let coload: Coload;

beforeAll(async () => {
  db = await openTestStore();
  const site = { site: 'alpha', revision: 1, known_at: 0, power_feed: '', chain_feed: '', pool_fee: 0 };
  await insertRows(db.store, 'register_site', [{ ...site, zone: 'UTC', currency: 'USD' }]);
  await insertRows(db.store, 'register_unit', [
    {
      site: 'alpha',
      revision: 1,
      device: 'm/1',
      class: 'asic',
      poll_ms: 5_000,
      valid_from: 0,
      valid_to: 4_102_444_800_000,
    },
  ]);
  const rows = Array.from({ length: days }, (_, day) =>
    rollupRow(
      { grain: 'day', start: start + day * dayMs, end: start + (day + 1) * dayMs },
      {
        hall: '',
        window_ms: dayMs,
        facility_j: 3_600_000 * (day + 1),
        facility_ms: dayMs,
        pue_facility_j: 120 + day,
        pue_it_j: 100 + 2 * day,
        pue_ms: dayMs,
        mining_facility_j: 20 * 4_294_967_296,
        mining_facility_diff: 1e12,
        mining_facility_ms: dayMs,
        hashprice_ms: dayMs,
        hashprice_time: 40 * dayMs,
      },
    ),
  );
  await insertRows(db.store, 'rollup_site', rows);
  const [from, to] = [start + days * dayMs - 1_800_000, start + days * dayMs - 900_000];
  const facts = { hall: '', window_ms: 900_000, m0_j: 1, m0_ms: 900_000 };
  await insertRows(db.store, 'rollup_site', [rollupRow({ grain: '15m', start: from, end: to }, facts)]);
  const miner = { expected_ms: dayMs, reported_ms: dayMs, readings: 1, device: 'm/1' };
  await insertRows(db.store, 'rollup_asic', [
    rollupRow({ grain: '15m', start: start + (days - 1) * dayMs, end: start + days * dayMs }, miner),
  ]);
  api = await startTestApi(db, clock);
  coload = createColoadClient({ url: api.url });
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

describe('the client in TypeScript', () => {
  test('has a function for every operation', () => {
    const count = routes.filter(({ path }) => path.startsWith('/v1/')).length;
    expect(Object.keys(coload).filter((name) => !name.endsWith('File'))).toHaveLength(count);
  });

  test('asks with lists, instants and numbers, and answers with what the API says', async () => {
    const answer = await coload.query({ metrics: ['energy_facility', 'ipue'], grain: 'day', ...may, site: 'alpha' });
    expect(answer.rows.filter(({ metric }) => metric === 'energy_facility').map(({ value }) => value)).toEqual(
      Array.from({ length: days }, (_, day) => day + 1),
    );
    expect(await coload.query({ metrics: 'ipue', from: start, to: start + dayMs })).toMatchObject({
      rows: [{ metric: 'ipue', value: 1.2, state: 'provisional' }],
    });
  });

  test('goes through the pages of a long answer', async () => {
    const rows: StatedValue[] = [];
    for await (const page of pagesOf(coload.query, { metrics: 'energy_facility', grain: 'day', ...may, limit: 7 }))
      rows.push(...page.rows);
    expect(rows).toEqual((await coload.query({ metrics: 'energy_facility', grain: 'day', ...may })).rows);
  });

  test('gets files, texts, and what has a name in its path', async () => {
    const file = await coload.queryFile({ metrics: 'ipue', ...may, format: 'parquet' });
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('PAR1');
    expect(await coload.metricsProm()).toContain('# TYPE coload_coverage gauge');
    expect(await coload.devicesReadings({ id: 'm/1' })).toMatchObject({ device: 'm/1', readings: [] });
    expect(await coload.tablesById({ id: 'monthly', month: '2026-05', metrics: 'ipue' })).toMatchObject({
      rows: [{ metric: 'ipue' }],
    });
    const { cells } = await coload.sensitivity({ hashprice: [40], power_price: ['50'], ...may });
    expect(cells).toMatchObject([{ margin_per_mwh: expect.closeTo(40 / 0.48 - 50, 9) }]);
  });

  test('sends a body, and removes what it has made', async () => {
    const silence = await coload.postAlertsSilences({
      matchers: ['hall=shed'],
      for: '2h',
      made_by: 'anna',
      comment: 'fans',
    });
    expect((await coload.alertsSilences()).silences).toHaveLength(1);
    await coload.deleteAlertsSilencesById({ id: silence.id });
    clock.advance(1);
    expect((await coload.alertsSilences()).silences).toEqual([]);
  });

  test('rejects with what is wrong and what may have been meant', async () => {
    const asked = coload.query({ metrics: 'ipu', ...may });
    await expect(asked).rejects.toBeInstanceOf(ColoadError);
    await expect(asked).rejects.toMatchObject({
      message: expect.stringContaining('400: metrics: ipu is not known'),
      problem: { status: 400, parameter: 'metrics', nearest: 'ipue' },
    });
  });

  test('stops when it is told to', async () => {
    const asked = coload.query({ metrics: 'ipue', ...may }, { signal: AbortSignal.abort() });
    await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  });
});

/** Runs the cells of a notebook one after the other, as a kernel does, and prints what they have left. */
const runner = `
import json, os, sys
os.environ['COLOAD_URL'] = sys.argv[1]
cells = json.load(open(sys.argv[2]))['cells']
space = {}
for cell in cells:
    if cell['cell_type'] == 'code':
        exec(compile(''.join(cell['source']), cell['id'], 'exec'), space)
print(json.dumps({
  'metrics': len(space['metrics']),
  'days': space['wide']['energy_facility'].tolist(),
  'first': space['wide'].index[0].isoformat(),
  'overall': space['overall'].to_dict(),
  'table': space['table'].set_index('metric')['value'].dropna().to_dict(),
  'margin': space['margin'].loc[40.0, 40.0],
}))`;

describe(`the notebook${why === null ? '' : ` (skipped: ${why})`}`, () => {
  const notebook = projectPath('clients/python/coload.ipynb');
  const isCi = childEnvironment({})['CI'] === 'true';

  (why === null || isCi ? test : test.skip)(
    'reads Parquet with pandas, cell by cell, to the values of the API',
    async () => {
      expect(why).toBeNull();
      const left = (await runPython(runner, [api.url, notebook])) as Record<string, unknown>;
      const { rows } = await coload.query({
        metrics: 'energy_facility',
        grain: 'day',
        from: '2026-05-03',
        to: '2026-05-31',
      });
      expect(left).toMatchObject({
        days: rows.map(({ value }) => value),
        first: '2026-05-03T00:00:00+00:00',
        // The ratio of the sums, which no mean of the days is.
        overall: {
          ipue: expect.closeTo((120 * 28 + 434) / (100 * 28 + 2 * 434), 12),
          fleet_j_per_th_facility: 20,
        },
        table: { energy_facility: 465 },
        margin: expect.closeTo(40 / 0.48 - 40, 9),
      });
    },
  );

  test('is kept without what it has printed', () => {
    const { cells } = JSON.parse(readFileSync(notebook, 'utf8')) as { cells: { outputs?: unknown[] }[] };
    expect(cells.flatMap(({ outputs = [] }) => outputs)).toEqual([]);
  });
});
