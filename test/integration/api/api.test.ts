import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import avsc from 'avsc';
import { z } from 'zod';
import { metricIds } from '#catalogue';
import { batchSchemas, currentSchema } from '#contracts';
import { childEnvironment, ManualClock, projectPath, readConfig } from '#runtime';
import { apiConfig } from '../../../apps/api/config.ts';
import { openApiDocument, routes } from '../../../apps/api/openapi.ts';
import { problemShape } from '../../../apps/api/problem.ts';
import {
  devicesShape,
  metricsShape,
  readingsShape,
  reconciliationsShape,
  sitesShape,
} from '../../../apps/api/shapes.ts';
import { queryShape } from '../../../apps/api/value-shapes.ts';
import type { Api } from '../../../apps/api/start.ts';
import { insertRows, openTestStore, rollupRow, startTestApi, type TestStore } from './support.ts';

const quarterMs = 900_000;
/** 2025-01-15T00:15:00Z */
const start = 1_736_900_100_000;
const end = start + 4 * quarterMs;
const clock = new ManualClock(end + 20_000);
const hour = 'from=2025-01-15T00:15:00Z&to=2025-01-15T01:15:00Z';

let db: TestStore;
let api: Api;

async function get(path: string): Promise<{ status: number; type: string; text: string }> {
  const response = await fetch(`${api.url}${path}`);
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
}

async function getJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  const { status, text } = await get(path);
  if (status !== 200) throw new Error(`${status} ${text}`);
  return schema.parse(JSON.parse(text));
}

async function getProblem(path: string): Promise<z.output<typeof problemShape>> {
  const { type, status, text } = await get(path);
  expect(type).toContain('application/problem+json');
  const problem = problemShape.parse(JSON.parse(text));
  expect(problem.status).toBe(status);
  return problem;
}

const unit = (device: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  site: 'alpha',
  revision: 1,
  device,
  class: 'asic',
  hall: 'h1',
  loop: '',
  model: 'S21',
  nominal_ghs: 200_000,
  nominal_w: 3500,
  point: '',
  poll_ms: 5000,
  valid_from: 0,
  valid_to: 4_102_444_800_000,
  ...more,
});

async function fill(): Promise<void> {
  const { store } = db;
  const site = { revision: 1, known_at: start, power_feed: '', chain_feed: '', pool_fee: 0 };
  await insertRows(store, 'register_site', [
    { ...site, site: 'alpha', zone: 'America/Chicago', currency: 'USD' },
    { ...site, site: '=beta', zone: 'Europe/Berlin', currency: 'EUR' },
  ]);
  await insertRows(store, 'register_hall', [
    { site: 'alpha', revision: 1, hall: 'h1', workload: 'mining', loop: 'l1' },
  ]);
  await insertRows(store, 'register_contract', [
    { site: 'alpha', revision: 1, mw: 5, valid_from: 0, valid_to: 4_102_444_800_000 },
  ]);
  await insertRows(store, 'register_unit', [
    unit('m-1'),
    unit('m-2'),
    unit('m-3'),
    unit('gpu-1/0', { class: 'gpu', hall: 'h2', nominal_ghs: null }),
    unit('m-0', { valid_to: start }),
  ]);
  for (let bucket = 0; bucket < 4; bucket += 1) {
    const at = { grain: '15m' as const, start: start + bucket * quarterMs, end: start + (bucket + 1) * quarterMs };
    const miner = { hall: 'h1', model: 'S21', expected_ms: quarterMs, energy_ms: quarterMs, energy_j: 3_150_000 };
    await insertRows(store, 'rollup_asic', [
      rollupRow(at, { ...miner, device: 'm-1' }),
      ...(bucket < 3 ? [rollupRow(at, { ...miner, device: 'm-2' })] : []),
      rollupRow(at, { ...miner, device: 'm-9', hall: '', model: '' }),
      rollupRow(at, { ...miner, device: 'm-1', site: '=beta', hall: '-h' }),
    ]);
    await insertRows(store, 'rollup_site', [
      rollupRow(at, { hall: '', window_ms: quarterMs, cost: '-12.5', priced_j: 3_600_000_000, priced_ms: quarterMs }),
      rollupRow(at, { site: '=beta', hall: '', window_ms: quarterMs }),
    ]);
  }
  const readings = Array.from({ length: 7 }, (_, index) => ({
    site: 'alpha',
    device: 'gpu-1/0',
    started_at: start + index * 5000,
    ended_at: start + (index + 1) * 5000,
    observed_ms: 5000,
    energy_j: index === 3 ? null : 2500,
    energy_source: 'metered',
    collector: '7',
    src_offset: index,
  }));
  await insertRows(store, 'reading_gpu', readings);
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

describe('the dictionary', () => {
  test('tells every metric of the catalogue', async () => {
    const { metrics } = await getJson('/v1/metrics', metricsShape);
    expect(metrics.map(({ id }) => id)).toEqual(metricIds);
    expect(metrics.find(({ id }) => id === 'fleet_j_per_th_wall')).toMatchObject({
      unit: 'J/TH',
      base_unit: 'J/{hash}',
      scale: 1e12,
    });
    expect(metrics.find(({ id }) => id === 'compute_spread')).toMatchObject({
      formula: 'ai_spread − hash_spread',
      status: 'modelled',
    });
  });
});

describe('an answer', () => {
  test('is not sent again to who has it already', async () => {
    const url = `${api.url}/v1/query?metrics=energy_m4_asic&by=device&${hour}`;
    const first = await fetch(url);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"/);
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    const other = await fetch(`${url}&grain=15m`, { headers: { 'if-none-match': etag } });
    expect(other.status).toBe(200);
  });
});

describe('for Prometheus', () => {
  test('there is a gauge per metric and site of the last whole quarter of an hour', async () => {
    const { status, type, text } = await get('/v1/metrics.prom');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('\ncoload_energy_m4_asic{site="alpha"} 2.625\n');
    expect(text).toContain('\ncoload_energy_m4_asic{site="=beta"} 0.875\n');
    expect(text).not.toContain('NaN');
  });
});

describe('a query', () => {
  test('is answered with value, unit, numerator, coverage and what is counted', async () => {
    const { rows } = await getJson(`/v1/query?metrics=energy_m4_asic&by=device&${hour}&site=alpha`, queryShape);
    expect(rows.map((row) => [row.device, row.value, row.numerator, row.coverage, row.quality])).toEqual([
      ['m-1', 3.5, 12_600_000, 1, 'ok'],
      ['m-2', 2.625, 9_450_000, 1, 'ok'],
      ['m-9', 3.5, 12_600_000, 1, 'ok'],
    ]);
    expect(rows[0]).toMatchObject({
      unit: 'kWh',
      point: 'M4',
      through: '2025-01-15T01:15:00.000Z',
      start: '2025-01-15T00:15:00.000Z',
    });
  });

  test('takes several metrics, lists and repeated parameters in one', async () => {
    const { rows } = await getJson(
      `/v1/query?metrics=energy_m4_asic,avg_price_paid&metrics=ipue&grain=15m&${hour}&site=alpha`,
      queryShape,
    );
    expect(new Set(rows.map((row) => row.metric))).toEqual(new Set(['energy_m4_asic', 'avg_price_paid', 'ipue']));
    expect(rows.find((row) => row.metric === 'avg_price_paid')).toMatchObject({ value: -12.5, unit: 'USD/MWh' });
  });

  test('takes dates of site time, an explicit zone, local times and epoch milliseconds', async () => {
    const windows = [
      'from=2025-01-14&to=2025-01-15',
      'from=2025-01-14T18:15&to=2025-01-14T19:15',
      `from=${start}&to=${end}`,
      'zone=UTC&from=2025-01-15&to=2025-01-16',
    ];
    const answers = await Promise.all(
      windows.map((window) => getJson(`/v1/query?metrics=energy_m4_asic&grain=15m&site=alpha&${window}`, queryShape)),
    );
    expect(answers.map(({ from }) => from)).toEqual([
      '2025-01-14T06:00:00.000Z',
      '2025-01-15T00:15:00.000Z',
      '2025-01-15T00:15:00.000Z',
      '2025-01-15T00:00:00.000Z',
    ]);
    for (const { rows } of answers) expect(rows).toHaveLength(4);
  });

  test('is answered as CSV of RFC 4180 with formulas disarmed and numbers plain', async () => {
    const { type, text } = await get(
      `/v1/query?metrics=energy_m4_asic,avg_price_paid&by=site&${hour}&format=csv&zone=UTC`,
    );
    expect(type).toContain('text/csv');
    const [head, ...lines] = text.split('\r\n');
    expect(head).toBe(
      'metric,site,hall,model,device,start,end,value,unit,numerator,denominator,coverage,devices,quality,reason,point,fallback,through',
    );
    expect(lines.at(-1)).toBe('');
    expect(lines[0]).toMatch(
      /^energy_m4_asic,'=beta,,,,2025-01-15T00:15:00.000Z,2025-01-15T01:15:00.000Z,3.5,kWh,12600000,,1,1,ok,,M4,,/,
    );
    expect(lines.find((line) => line.startsWith('avg_price_paid,alpha'))).toContain(',-12.5,USD/MWh,-50,');
  });
});

describe('a refusal names the parameter and the nearest known value', () => {
  test.each([
    ['/v1/query?metric=ipue&from=2025-01-15', 'metric', 'metrics'],
    ['/v1/query?metrics=ipu&from=2025-01-15', 'metrics', 'ipue'],
    ['/v1/query?metrics=ipue&from=2025-01-15&grain=hours', 'grain', 'hour'],
    ['/v1/query?metrics=ipue&from=2025-01-15&by=devices', 'by', 'device'],
    ['/v1/query?metrics=ipue&from=2025-01-15&zone=America/Chicgo', 'zone', 'America/Chicago'],
    ['/v1/query?metrics=ipue&from=2025-01-15&site=alpa', 'site', 'alpha'],
    ['/v1/query?metrics=ipue&from=2025-01-15&format=cs', 'format', 'csv'],
    ['/v1/metrics?x=1', 'x', undefined],
    ['/v1/query?from=2025-01-15', 'metrics', undefined],
    ['/v1/query?metrics=ipue', 'from', undefined],
    ['/v1/query?metrics=ipue&from=yesterday', 'from', undefined],
    ['/v1/query?metrics=ipue&from=2025-02-30&site=alpha', 'from', undefined],
    ['/v1/query?metrics=ipue&from=20250115', 'from', undefined],
    ['/v1/query?metrics=ipue&from=2025-01-15', 'from', undefined],
    ['/v1/query?metrics=ipue&from=2025-01-16T00:00Z&to=2025-01-15T00:00Z', 'to', undefined],
    ['/v1/query?metrics=ipue&from=2025-01-15T00:00Z&from=2025-01-16T00:00Z', 'from', undefined],
    ['/v1/query?metrics=ipue&by=hall&from=2025-01-01T00:00Z', 'by', undefined],
    ['/v1/query?metrics=ipue&device=m-1&from=2025-01-01T00:00Z', 'device', undefined],
    ['/v1/devices/m-1/readings?limit=0', 'limit', undefined],
    ['/v1/devices/m-2/readings?cursor=abc', 'cursor', undefined],
    ['/v1/devices/m-1/readings', 'site', undefined],
  ])('%s', async (path, parameter, nearest) => {
    const problem = await getProblem(path);
    expect(problem).toMatchObject({ status: 400, code: 'QUERY_INVALID', parameter });
    expect(problem.nearest).toBe(nearest);
    expect(problem.detail).toContain(nearest ?? '');
  });

  test('too many rows are refused as too large', async () => {
    expect(
      await getProblem('/v1/query?metrics=energy_m0&grain=15m&from=1990-01-01T00:00Z&to=2025-01-01T00:00Z'),
    ).toMatchObject({ status: 413, parameter: 'to' });
  });

  test('an unknown device is not found, and an unknown path too', async () => {
    expect(await getProblem('/v1/devices/gpu-1/readings')).toMatchObject({
      status: 404,
      parameter: 'id',
      nearest: 'gpu-1/0',
    });
    expect(await getProblem('/v2/query')).toMatchObject({ status: 404 });
  });

  test('nothing from outside reaches a statement', async () => {
    for (const nasty of ["' OR 1=1 --", '{site:String}', '\\', 'ünï"\n']) {
      const text = encodeURIComponent(nasty);
      expect(await getProblem(`/v1/query?metrics=${text}&from=0`)).toMatchObject({ status: 400, parameter: 'metrics' });
      const { rows } = await getJson(
        `/v1/query?metrics=energy_m4_asic&by=device&${hour}&device=${text}&hall=${text}`,
        queryShape,
      );
      expect(rows).toEqual([]);
      expect((await getProblem(`/v1/devices/${text}/readings`)).status).toBe(404);
    }
  });
});

describe('the inventory', () => {
  test('tells the sites as registered', async () => {
    const { sites } = await getJson('/v1/sites', sitesShape);
    expect(sites.find(({ id }) => id === 'alpha')).toEqual({
      id: 'alpha',
      zone: 'America/Chicago',
      currency: 'USD',
      contracted_mw: [{ mw: 5, from: null, to: null }],
      halls: [{ id: 'h1', workload: 'mining', loop: 'l1' }],
      devices: 4,
      through: '2025-01-15T01:15:00.000Z',
    });
  });

  test('tells of each device whether it reports, and why not', async () => {
    const { devices } = await getJson('/v1/devices?site=alpha', devicesShape);
    expect(devices.map(({ id, state, reason }) => [id, state, reason])).toEqual([
      ['gpu-1/0', 'never', expect.stringContaining('collector')],
      ['m-1', 'reporting', undefined],
      ['m-2', 'silent', 'the last reading ended 15 min ago, and it is polled every 5 s'],
      ['m-3', 'never', expect.any(String)],
      ['m-9', 'unregistered', 'the register does not expect it now'],
    ]);
  });

  test('gives the readings of a device by pages, each once, newest first, nulls kept', async () => {
    const path = '/v1/devices/gpu-1%2F0/readings?limit=3';
    const pages = [await getJson(path, readingsShape)];
    for (let next = pages[0]?.next; next; next = pages.at(-1)?.next)
      pages.push(await getJson(`${path}&cursor=${next}`, readingsShape));
    expect(pages.map(({ readings }) => readings.length)).toEqual([3, 3, 1]);
    const readings = pages.flatMap((page) => page.readings);
    expect(readings.map((row) => row['src_offset'])).toEqual([6, 5, 4, 3, 2, 1, 0]);
    expect(readings[3]).toMatchObject({
      energy_j: null,
      energy_source: 'metered',
      collector: '7',
      ended_at: '2025-01-15T00:15:20.000Z',
    });
    expect(readings[0]).toMatchObject({ energy_j: 2500, observed_ms: 5000, sm_ms: null });
  });
});

describe('the schema registry', () => {
  test('gives each released schema by its id, as avsc reads it', async () => {
    for (const { id, topic } of batchSchemas()) {
      const { schema } = await getJson(`/schemas/ids/${id}`, z.object({ schema: z.string() }));
      expect(avsc.Type.forSchema(JSON.parse(schema)).name).toBeDefined();
      const latest = await getJson(
        `/subjects/${topic}-value/versions/latest`,
        z.object({ id: z.int(), version: z.int(), subject: z.string() }),
      );
      expect(latest).toMatchObject({ id: currentSchema(topic).id, subject: `${topic}-value` });
    }
    expect(await getJson('/subjects', z.array(z.string()))).toContain('telemetry.asic-value');
    expect(await getJson('/subjects/telemetry.asic-value/versions', z.array(z.int()))).toEqual([1, 2]);
    expect(await getJson('/schemas/types', z.array(z.string()))).toEqual(['AVRO']);
  });

  test.each([
    ['/schemas/ids/999', 40_403],
    ['/subjects/none-value/versions', 40_401],
    ['/subjects/telemetry.asic-value/versions/9', 40_402],
  ])('answers %s as its clients expect', async (path, code) => {
    const { status, text } = await get(path);
    expect([status, JSON.parse(text)]).toMatchObject([404, { error_code: code }]);
  });
});

describe('for operators', () => {
  test('it is alive and ready', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(await get('/readyz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  });

  test('it counts what it received, sent and dropped', async () => {
    await getProblem('/v1/query?metric=x');
    const { text } = await get('/metrics');
    expect(text).toMatch(/api_requests_received_total\{route="\/v1\/query"\} [1-9]/);
    expect(text).toMatch(/api_answers_sent_total\{route="\/v1\/query"\} [1-9]/);
    expect(text).toMatch(/api_requests_dropped_total\{reason="metric"\} [1-9]/);
    expect(text).toMatch(/api_step_duration_seconds_count\{step="\/v1\/query"\} [1-9]/);
  });

  test('it tells what coload reconcile has found, newest first, and counts it', async () => {
    expect(await getJson('/v1/reconciliations', reconciliationsShape)).toEqual({ reconciliations: [], next: null });
    const found = { made_by: 'ops', scope: '{"site":"alpha"}', messages: 9, details: '{"days":[]}' };
    await insertRows(db.store, 'reconciliation', [
      { ...found, at: '2025-01-15 00:00:00', lost: 3, rollups: 2 },
      { ...found, at: '2025-01-14 00:00:00' },
    ]);
    const { reconciliations } = await getJson('/v1/reconciliations', reconciliationsShape);
    expect(reconciliations).toMatchObject([
      {
        at: '2025-01-15T00:00:00.000Z',
        equal: false,
        lost: 3,
        rollups: 2,
        scope: { site: 'alpha' },
        details: { days: [] },
      },
      { at: '2025-01-14T00:00:00.000Z', equal: true, messages: 9 },
    ]);
    expect((await getJson('/v1/reconciliations?limit=1', reconciliationsShape)).reconciliations).toHaveLength(1);
    expect(await getProblem('/v1/reconciliations?limit=0')).toMatchObject({ status: 400, parameter: 'limit' });
    const { text } = await get('/metrics');
    expect(text).toContain('coload_reconcile_differences{kind="lost"} 3');
    expect(text).toContain('coload_reconcile_differences{kind="doubled"} 0');
    expect(text).toContain('coload_reconcile_timestamp_seconds 1736899200');
  });

  test('it refuses to be addressed by a name that is not its machine', async () => {
    const { hostname, port } = new URL(api.url);
    const { request } = await import('node:http');
    const sent = request({ hostname, port, path: '/v1/sites', headers: { host: 'evil.example' } });
    sent.end();
    const [answer] = await once(sent, 'response');
    answer.resume();
    expect(answer.statusCode).toBe(403);
  });

  test('it listens on loopback only', () => {
    expect(() => readConfig(apiConfig, { API_HOST: '0.0.0.0', CLICKHOUSE_URL: db.url })).toThrow(
      /API_HOST: must be one of/,
    );
  });
});

describe('the document', () => {
  test('is as committed; `npm run generate` writes it', () => {
    expect(`${JSON.stringify(openApiDocument(), null, 2)}\n`).toBe(
      readFileSync(projectPath('docs/openapi.json'), 'utf8'),
    );
  });

  test('has every path that is served, and no other', () => {
    const served = api.paths.map((path) => path.replaceAll(/:(\w+)/g, '{$1}'));
    expect(served.toSorted()).toEqual(
      routes.map(({ method = 'get', path }) => `${method.toUpperCase()} ${path}`).toSorted(),
    );
  });
});

test('an api whose port is taken says so in one line and exits with 1', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const env = childEnvironment({
    API_PORT: String(port),
    CLICKHOUSE_URL: db.url,
    CLICKHOUSE_USER: db.user,
    CLICKHOUSE_PASSWORD: db.password,
  });
  const child = spawn(process.execPath, [projectPath('dist/apps/api/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const [code] = await once(child, 'exit');
  server.close();
  expect([code, said]).toEqual([
    1,
    `api: API_PORT: port ${port} of 127.0.0.1 is in use; stop the process that has it, or choose another port\n`,
  ]);
});

test('an api as its own process says where it listens and stops on a signal', async () => {
  const env = childEnvironment({
    API_PORT: '0',
    CLICKHOUSE_URL: db.url,
    CLICKHOUSE_USER: db.user,
    CLICKHOUSE_PASSWORD: db.password,
    LOG_LEVEL: 'silent',
  });
  const child = spawn(process.execPath, [projectPath('dist/apps/api/main.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout, 'data');
  const { url } = z
    .object({ ready: z.literal(true), app: z.literal('api'), url: z.url() })
    .parse(JSON.parse(String(line)));
  const answer = await fetch(`${url}/v1/query?metrics=energy_m4_asic&${hour}&site=alpha`);
  expect(queryShape.parse(await answer.json()).rows[0]).toMatchObject({ numerator: 34_650_000 });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
