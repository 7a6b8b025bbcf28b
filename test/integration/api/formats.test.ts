import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import readXlsx from 'read-excel-file/node';
import { childEnvironment, ManualClock } from '#runtime';
import { fileOf, type Reply } from '../../../apps/api/reply.ts';
import type { Api } from '../../../apps/api/start.ts';
import { runPython, whyNoPandas } from '../../support/pandas.ts';
import { insertRows, openTestStore, rollupRow, startTestApi, type TestStore } from './support.ts';

const quarterMs = 900_000;
/** 2025-01-15T00:15:00Z */
const start = 1_736_900_100_000;
const clock = new ManualClock(start + 4 * quarterMs);
const question =
  '/v1/query?metrics=energy_m4_asic,avg_price_paid&grain=15m&from=2025-01-15T00:15:00Z&to=2025-01-15T00:45:00Z';
const byDevice =
  '/v1/query?metrics=energy_m4_asic&by=hall,device&grain=15m&from=2025-01-15T00:15:00Z&to=2025-01-15T00:45:00Z';

type Cell = string | number | boolean | null;
type Row = Record<string, Cell>;

/** What files have beside the columns of CSV. */
const added = ['state', 'grain', 'days', 'metered', 'psu', 'estimated', 'configured', 'category'];

const why = await whyNoPandas();
let db: TestStore;
let api: Api;

beforeAll(async () => {
  db = await openTestStore();
  const site = { site: 'alpha', revision: 1, known_at: start, power_feed: '', chain_feed: '', pool_fee: 0 };
  await insertRows(db.store, 'register_site', [{ ...site, zone: 'America/Chicago', currency: 'USD' }]);
  for (let bucket = 0; bucket < 2; bucket += 1) {
    const at = { grain: '15m' as const, start: start + bucket * quarterMs, end: start + (bucket + 1) * quarterMs };
    const miner = { model: 'S21', expected_ms: quarterMs, energy_ms: quarterMs, energy_j: 3_150_000 };
    const mix = { metered_j: 2_362_500, psu_j: 787_500 };
    await insertRows(db.store, 'rollup_asic', [
      rollupRow(at, { ...miner, ...mix, hall: '=1+1', device: '@SUM(A1)' }),
      // Nothing was heard of it: it has no value.
      rollupRow(at, { ...miner, hall: 'h "2", <ü>', device: 'silent', energy_ms: 0, energy_j: 0 }),
    ]);
    const priced = bucket === 0 ? { cost: '-12.5', priced_j: 3_600_000_000, priced_ms: quarterMs } : {};
    await insertRows(db.store, 'rollup_site', [rollupRow(at, { hall: '', window_ms: quarterMs, ...priced })]);
  }
  api = await startTestApi(db, clock);
});

afterAll(async () => {
  await api?.stop();
  await db?.stop();
});

async function download(path: string, format: string): Promise<{ headers: Headers; body: Buffer }> {
  const response = await fetch(`${api.url}${path}&format=${format}`);
  if (response.status !== 200) throw new Error(await response.text());
  return { headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}

const isoOf = (cell: unknown): unknown => (cell instanceof Date ? cell.toISOString() : (cell ?? null));
const instants = new Set(['start', 'end', 'through', 'from', 'to']);

const readers: Record<string, (body: Buffer) => Promise<Row[]>> = {
  parquet: async (body) => {
    const file = new Uint8Array(body).buffer;
    const rows = await parquetReadObjects({ file });
    return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, isoOf(cell)])) as Row);
  },
  arrow: async (body) =>
    tableFromIPC(body)
      .toArray()
      .map((row: { toJSON(): Row }) =>
        Object.fromEntries(
          Object.entries(row.toJSON()).map(([name, cell]) => [
            name,
            instants.has(name) && cell !== null ? new Date(Number(cell)).toISOString() : cell,
          ]),
        ),
      ),
  xlsx: async (body) => {
    const [sheet] = await readXlsx(body);
    const [head = [], ...rows] = sheet?.data ?? [];
    return rows.map((row) => Object.fromEntries(head.map((name, at) => [String(name), isoOf(row[at]) as Cell])));
  },
};

/** A cell of a JSON row; the shares of an energy are columns of their own in a file. */
const cellOf = (row: Row, name: string): Cell | undefined =>
  row[name] ?? (row['sources'] as unknown as Row | undefined)?.[name];

/** The rows of the JSON answer, with the columns of `like`. */
async function expected(path: string, like: readonly Row[]): Promise<Row[]> {
  const { body } = await download(path, 'json');
  const { rows, claims, grain } = JSON.parse(body.toString()) as { rows?: Row[]; claims?: Row[]; grain: string };
  const names = Object.keys(like[0] ?? {});
  return (rows ?? claims ?? []).map((row) =>
    Object.fromEntries(names.map((name) => [name, name === 'grain' ? grain : (cellOf(row, name) ?? null)])),
  );
}

describe.each(['parquet', 'arrow', 'xlsx'])('as %s', (format) => {
  const read = async (path: string): Promise<Row[]> => readers[format]?.((await download(path, format)).body) ?? [];

  test.each([question, byDevice, '/v1/claims?site=alpha'])(
    '%s has the values of JSON and the columns of CSV',
    async (path) => {
      const rows = await read(path);
      expect(rows.length).toBeGreaterThan(1);
      expect(rows).toEqual(await expected(path, rows));
      const [head = ''] = (await download(path, 'csv')).body.toString().split('\r\n');
      expect(Object.keys(rows[0] ?? {})).toEqual([...head.split(','), ...(path.startsWith('/v1/query') ? added : [])]);
    },
  );

  test('what is not known is null, an instant is one, and a name that looks like a formula is a name', async () => {
    const rows = await read(byDevice);
    expect(rows.map(({ hall, device, value, start: at }) => [hall, device, value, at])).toEqual(
      expect.arrayContaining([
        ['=1+1', '@SUM(A1)', 3_150_000 / 3_600_000, '2025-01-15T00:15:00.000Z'],
        ['h "2", <ü>', 'silent', null, '2025-01-15T00:30:00.000Z'],
      ]),
    );
  });

  test('an answer without rows has its columns all the same', async () => {
    expect(await read(`${byDevice}&device=none`)).toEqual([]);
  });
});

describe('a file', () => {
  test.each([
    ['parquet', 'application/vnd.apache.parquet'],
    ['arrow', 'application/vnd.apache.arrow.stream'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ])('%s says what it is and what to call it', async (format, media) => {
    const { headers } = await download(question, format);
    expect(headers.get('content-type')).toBe(media);
    expect(headers.get('content-disposition')).toBe(
      `attachment; filename="coload-energy_m4_asic+avg_price_paid-20250115T001500Z-15m.${format}"`,
    );
    expect(headers.get('etag')).toMatch(/^W\/"/);
  });

  test('carries what was asked, of which catalogue, and the units', async () => {
    const catalogue = (await fetch(`${api.url}/v1/metrics`)).headers.get('etag');
    const arrow = tableFromIPC((await download(question, 'arrow')).body).schema;
    const { key_value_metadata: pairs } = parquetMetadata(
      new Uint8Array((await download(question, 'parquet')).body).buffer,
    );
    const parquet = new Map(pairs?.map(({ key, value }) => [key, value]));
    for (const metadata of [arrow.metadata, parquet]) {
      expect(Object.fromEntries(metadata)).toMatchObject({
        'coload.metrics': '["energy_m4_asic","avg_price_paid"]',
        'coload.from': '2025-01-15T00:15:00.000Z',
        'coload.to': '2025-01-15T00:45:00.000Z',
        'coload.grain': '15m',
        'coload.by': '["site"]',
        'coload.catalogue': catalogue,
      });
      const units: unknown = JSON.parse(metadata.get('coload.units') ?? '');
      expect(units).toMatchObject({ energy_m4_asic: { unit: 'kWh', base_unit: 'J' } });
    }
    expect(arrow.fields.find(({ name }) => name === 'coverage')?.metadata.get('unit')).toBe('1');
    expect(JSON.parse(parquet.get('coload.columns') ?? '')).toMatchObject({ coverage: '1', start: 'UTC' });
  });

  test('has types that do not depend on its rows', async () => {
    const empty = (await download(`${byDevice}&device=none`, 'parquet')).body;
    const full = (await download(byDevice, 'parquet')).body;
    const typesOf = (body: Buffer) =>
      parquetSchema(parquetMetadata(new Uint8Array(body).buffer)).children.map(({ element }) => element);
    expect(typesOf(empty)).toEqual(typesOf(full));
  });

  test('of XLSX has the definitions of its metrics, and what was asked', async () => {
    const sheets = await readXlsx((await download(question, 'xlsx')).body);
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['values', 'definitions', 'about']);
    const [head, ...metrics] = sheets[1]?.data ?? [];
    expect(head).toEqual(['metric', 'title', 'brief', 'unit', 'formula', 'source', 'caveats']);
    expect(metrics.map(([metric]) => String(metric)).sort()).toEqual(['avg_price_paid', 'energy_m4_asic']);
    expect(metrics.find(([metric]) => metric === 'energy_m4_asic')?.slice(3, 5)).toEqual(['kWh', 'asic_energy']);
    expect(sheets[2]?.data).toContainEqual(['coload.grain', '15m']);
  });
});

const script = `
import json, sys, pandas, pyarrow.ipc, pyarrow.parquet, openpyxl
folder = sys.argv[1]
def rows(frame):
    for name in ('start', 'end', 'through'):
        frame[name] = pandas.to_datetime(frame[name], utc=True).dt.round('ms')
    return json.loads(frame.to_json(orient='records', date_format='iso', date_unit='ms', double_precision=15))
arrow = pyarrow.ipc.open_stream(folder + '/answer.arrow').read_all()
parquet = pyarrow.parquet.read_table(folder + '/answer.parquet')
book = openpyxl.load_workbook(folder + '/answer.xlsx')
formulas = [c.coordinate for s in book for r in s.iter_rows() for c in r if c.data_type == 'f']
print(json.dumps({
  'types': [str(parquet.schema.field('start').type), str(arrow.schema.field('start').type)],
  'catalogues': [t.schema.metadata[b'coload.catalogue'].decode() for t in (arrow, parquet)],
  'formulas': formulas,
  'dates': type(book['values']['F2'].value).__name__,
  'arrow': rows(arrow.to_pandas()), 'parquet': rows(parquet.to_pandas()),
  'xlsx': rows(pandas.read_excel(folder + '/answer.xlsx', sheet_name='values')),
}))`;

describe(`read by pandas, pyarrow and openpyxl${why === null ? '' : ` (skipped: ${why})`}`, () => {
  const isCi = childEnvironment({})['CI'] === 'true';
  (why === null || isCi ? test : test.skip)('every format gives the same values', async () => {
    expect(why).toBeNull();
    const folder = await mkdtemp(join(tmpdir(), 'coload-formats-'));
    try {
      for (const format of ['parquet', 'arrow', 'xlsx'])
        await writeFile(join(folder, `answer.${format}`), (await download(byDevice, format)).body);
      const read = (await runPython(script, [folder])) as Record<string, Row[]>;
      for (const format of ['arrow', 'parquet', 'xlsx'])
        expect(read[format]).toEqual(await expected(byDevice, read[format] ?? []));
      expect(read).toMatchObject({
        types: ['timestamp[ms, tz=UTC]', 'timestamp[ms, tz=UTC]'],
        formulas: [],
        dates: 'datetime',
      });
      expect(new Set(read['catalogues']).size).toBe(1);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test('what is too much for a workbook is refused by name before it is written', () => {
  const rows = Array.from({ length: 20_001 }, () => ({}));
  const table = { name: 'values', columns: [], rows };
  const reply = { header: () => reply } as unknown as Reply;
  const file = { about: [], document: { table, definitions: table, about: {} } };
  expect(() => fileOf(reply, { ...file, format: 'xlsx' })).toThrow('xlsx holds at most 20000 rows');
  expect(() => fileOf(reply, { ...file, format: 'csv' })).not.toThrow();
});
