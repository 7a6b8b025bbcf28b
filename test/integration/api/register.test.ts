import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rollup } from '#rollup';
import { ManualClock, silentLogger } from '#runtime';
import type { Api } from '../../../apps/api/start.ts';
import { openRollups } from '../../../apps/processor/rollups.ts';
import { insertReadings, rowsOf } from '../rollup-stack.ts';
import { openTestStore, runCoload, startTestApi, type TestStore } from './support.ts';

const hourMs = 3_600_000;
const noon = Date.UTC(2026, 5, 10, 12);
const clock = new ManualClock(noon + 10 * hourMs);
const file = `
site: { id: north, zone: UTC }
halls: [{ id: shed, workload: mining }]
devices: [{ id: main, kind: sunspec, address: '127.0.0.1:502', point: M0 }]
certificates: [{ mwh: 1200, instrument: REC 7, from: 2026-03-01, to: 2026-04-01 }]
`;

let directory: string;
let db: TestStore;
let api: Api;
let rollup: Rollup;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coload-register-'));
  const siteFiles = join(directory, 'site.yaml');
  writeFileSync(siteFiles, file);
  db = await openTestStore();
  const { store } = db;
  rollup = await openRollups({ store, siteFiles, clock, logger: silentLogger, publishGraceMs: hourMs });
  api = await startTestApi(db, clock);
});
afterAll(async () => {
  await api.stop();
  await db.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  clock.advance(1000);
  const isCsv = typeof body === 'string';
  const response = await fetch(`${api.url}/v1/register/north/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : {
          headers: { 'content-type': isCsv ? 'text/csv' : 'application/json' },
          body: isCsv ? body : JSON.stringify(body),
        }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const entriesOf = async (kind: string): Promise<unknown> => (await ask('GET', kind)).body['entries'];

const csv = `key,mwh,instrument,from,to
april,800,GO 12,2026-04-01,2026-05-01
may,many,GO 13,2026-05-01,2026-06-01
june,900,GO 14,2026-06-01,2026-07-01
june,901,GO 14,2026-06-01,2026-07-01
july,5,GO 15
`;

describe('entries that are told', () => {
  test('a wrong row is refused with its line and reason, and the rest is kept', async () => {
    const { status, body } = await ask('POST', 'certificates?author=eve&origin=go.csv', csv);
    expect(status).toBe(201);
    expect(body).toMatchObject({ kept: ['april', 'june'], removed: [], unchanged: 0 });
    expect(body['refused']).toEqual([
      { row: 'line 3', reason: expect.stringMatching(/^mwh: .*number/) },
      { row: 'line 5', reason: 'key: june is also that of line 4' },
      { row: 'line 6', reason: '3 cells, the header has 5' },
    ]);
    expect(await entriesOf('certificates')).toEqual([
      { key: 'april', mwh: 800, instrument: 'GO 12', from: '2026-04-01', to: '2026-05-01' },
      { key: 'june', mwh: 900, instrument: 'GO 14', from: '2026-06-01', to: '2026-07-01' },
    ]);
  });

  test('the same file again changes nothing; a key told anew is another version of it, and both are kept', async () => {
    expect((await ask('POST', 'certificates?author=eve&origin=go.csv', csv)).body).toMatchObject({
      change: null,
      kept: [],
      unchanged: 2,
    });
    const mended = { key: 'june', mwh: 950, instrument: 'GO 14', from: '2026-06-01', to: '2026-07-01' };
    expect((await ask('POST', 'certificates?author=bob', [mended])).body).toMatchObject({ kept: ['june'] });
    const { versions } = (await ask('GET', 'certificates/history')).body as { versions: Record<string, unknown>[] };
    expect(versions.filter(({ key }) => key === 'june')).toMatchObject([
      { entry: { mwh: 950 }, author: 'bob (api)', origin: 'request, entry 0' },
      { entry: { mwh: 900 }, author: 'eve (api)', origin: 'go.csv, line 4' },
    ]);
    expect(versions[0]?.['digest']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a whole list takes away what it does not name, but not while one of its rows is wrong', async () => {
    const april = { key: 'april', mwh: 800, instrument: 'GO 12', from: '2026-04-01', to: '2026-05-01' };
    const wrong = { key: 'june', mwh: 'lots', instrument: 'GO 14' };
    expect((await ask('PUT', 'certificates?author=eve', [april, wrong])).body).toMatchObject({
      removed: [],
      unchanged: 1,
    });
    expect((await ask('PUT', 'certificates?author=eve', [april])).body).toMatchObject({ removed: ['june'] });
    expect(await entriesOf('certificates')).toEqual([april]);
    expect((await ask('DELETE', 'certificates/april?author=eve')).body).toMatchObject({ removed: ['april'] });
    expect(await ask('DELETE', 'certificates/april?author=eve')).toMatchObject({ status: 404 });
    expect(await entriesOf('certificates')).toEqual([]);
  });

  test.each([
    ['a list that there is not', 'POST', 'certificate?author=eve', [], 'did you mean certificates?'],
    ['nobody who tells it', 'POST', 'halls', [], 'author: is missing'],
    ['what is no list', 'PUT', 'halls?author=eve', { id: 'x' }, 'a list of entries is needed'],
    ['a file without a header', 'PUT', 'halls?author=eve', '\n', 'the file is empty'],
  ])('%s is refused', async (_, method, path, body, detail) => {
    expect(await ask(method, path, body)).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining(detail) },
    });
  });

  test('a key that is not known is named with the one that was meant', async () => {
    const { body } = await ask('POST', 'halls?author=eve', [{ id: 'x', workloda: 'ai' }]);
    expect(body['refused']).toEqual([{ row: 'entry 0', reason: expect.stringContaining('did you mean workload?') }]);
  });
});

test('the command tells a file, says which rows are refused, and exits with 1 for them', async () => {
  const path = join(directory, 'halls.csv');
  writeFileSync(path, 'id,workload,loop\ngpu,ai,wet\nyard,miningg,\n');
  const refused = runCoload(db, ['register', 'import', 'halls', path, '--author', 'eve', '--json']);
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('"kept":["gpu"]'),
    stderr: expect.stringMatching(/^refused, line 3: workload: /),
  });
  expect(await entriesOf('halls')).toEqual([{ key: 'gpu', id: 'gpu', workload: 'ai', loop: 'wet' }]);
  expect((await ask('GET', 'halls/history')).body['versions']).toMatchObject([
    { author: 'eve', origin: 'halls.csv, line 2' },
  ]);
  // The command's clock is ahead of the api's here: what is told later counts all the same.
  await ask('DELETE', 'halls/gpu?author=eve');
  expect(await entriesOf('halls')).toEqual([]);
});

test('what is told makes a revision, and only the time that it bears on is computed anew', async () => {
  const columns = { import_j: 3_600_000_000, export_j: 0 };
  await insertReadings(db.store, 'north', [
    { class: 'meter', device: 'main', from: noon, to: noon + 4 * hourMs, columns },
  ]);
  rollup.mark('telemetry.meter', 'north', noon, noon + 4 * hourMs);
  await rollup.recompute({ isWhole: true });
  const quarters = (): Promise<Record<string, unknown>[]> =>
    rowsOf(db.store, 'rollup_site', "site = 'north' AND grain = '15m' AND hall = ''");
  expect((await quarters()).every(({ contracted_ms }) => contracted_ms === 0)).toBe(true);
  const step = { mw: 2, from: '2026-06-10T14:00:00Z', to: '2026-06-10T15:00:00Z' };
  await ask('POST', 'contracted_mw?author=eve', [step]);
  await rollup.pollRevisions();
  expect(await rollup.recompute({ isWhole: true })).toMatchObject({ buckets: 4 });
  const contracted = (await quarters()).map(({ contracted_j }) => contracted_j);
  expect(contracted).toEqual([...Array(8).fill(0), ...Array(4).fill(1.8e9), ...Array(4).fill(0)]);
  // A fact that no figure is made of yet bears on its own time all the same.
  await ask('POST', 'certificates?author=eve', [
    { mwh: 1, instrument: 'x', from: '2026-06-10T12:00:00Z', to: '2026-06-10T12:15:00Z' },
  ]);
  await rollup.pollRevisions();
  expect(await rollup.recompute({ isWhole: true })).toMatchObject({ buckets: 1 });
  await rollup.pollRevisions();
  expect(await rollup.recompute({ isWhole: true })).toMatchObject({ buckets: 0 });
});

describe('the inventory of devices', () => {
  const inventory = `id,kind,hall,point,nominal_ths,address,from
m1,cgminer,shed,,200,,2026-06-10T13:00:00Z
m2,cgminer,shed,,,,
m3,cgminer,shed,,110,10.0.0.5:4028,
main,sunspec,,M0,,,
m4,cgminer,shet,,90,,
`;
  const units = (): Promise<Record<string, unknown>[]> =>
    rowsOf(
      db.store,
      'register_unit',
      "site = 'north' AND revision = (SELECT max(revision) FROM register_site WHERE site = 'north')",
    );

  test('is told without addresses; a wrong row is refused with its line, and the rest is due from its day on', async () => {
    const { body } = await ask('POST', 'devices?author=eve&origin=fleet.csv', inventory);
    expect(body).toMatchObject({ kept: ['m1@2026-06-10T13:00:00Z', 'main', 'm4'] });
    expect(body['refused']).toEqual([
      { row: 'line 3', reason: 'nominal_ths: is missing: the rated TH/s decides what counts as hashing' },
      { row: 'line 4', reason: expect.stringMatching(/^address: unknown key/) },
    ]);
    await rollup.pollRevisions();
    expect(await units()).toMatchObject([{ device: 'm1', nominal_ghs: 200_000 }, { device: 'main' }]);
    expect(await rollup.recompute({ isWhole: true })).toMatchObject({ buckets: 12 });
    const due = await rowsOf(db.store, 'rollup_asic', "site = 'north' AND grain = 'hour'");
    expect(due.map(({ expected_ms }) => expected_ms)).toEqual([hourMs, hourMs, hourMs]);
  });

  test('has what the register leaves out beside it, with the reason, until it is mended', async () => {
    const leftOut = [
      { key: 'main', reason: 'the site file says it too, and the file wins' },
      { key: 'm4', reason: 'hall: no hall shet; did you mean shed?' },
    ];
    expect((await ask('GET', 'devices')).body).toMatchObject({
      left_out: leftOut,
      merged_at: expect.stringMatching(/^2026-06-10T22:/),
    });
    expect((await ask('GET', 'certificates')).body).toMatchObject({ left_out: [] });
    const { stdout } = await runCoload(db, ['register', 'list', 'devices', '--json']);
    const listed = stdout.split('\n').filter((line) => line !== '');
    expect(listed.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { key: 'm1@2026-06-10T13:00:00Z', left_out: null },
      { key: 'm4', left_out: leftOut[1]?.reason },
      { key: 'main', left_out: leftOut[0]?.reason },
    ]);
    await ask('DELETE', 'devices/main?author=eve');
    await ask('POST', 'devices?author=eve', [{ id: 'm4', kind: 'cgminer', hall: 'shed', nominal_ths: 90 }]);
    await rollup.pollRevisions();
    expect((await ask('GET', 'devices')).body).toMatchObject({ left_out: [] });
    expect(await units()).toMatchObject([{ device: 'm1' }, { device: 'm4' }, { device: 'main' }]);
  });
});
