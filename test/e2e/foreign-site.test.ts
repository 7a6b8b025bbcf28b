import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { flag } from '#contracts';
import { type Coload, familyOf, isRunning, startCoload, stopCoload, until } from './coload.ts';
import { boards, limitW } from './foreign/exporter.ts';
import { meters } from './foreign/meters.ts';
import { quietMiner, stringMiner } from './foreign/miners.ts';
import { type ForeignSite, startForeignSite } from './foreign/site.ts';

const readings = z.object({
  readings: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.null()]))),
});
type Reading = z.output<typeof readings>['readings'][number];

const values = z.object({
  rows: z.array(
    z.looseObject({
      metric: z.string(),
      hall: z.string().optional(),
      device: z.string().optional(),
      value: z.number().nullable(),
      quality: z.string(),
      reason: z.string().optional(),
      point: z.string().optional(),
      fallback: z.number().optional(),
    }),
  ),
});
type Value = z.output<typeof values>['rows'][number];

let directory: string;
let site: ForeignSite;
let coload: Coload;
let url: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coload-foreign-'));
  site = await startForeignSite();
  writeFileSync(join(directory, 'site.yaml'), site.yaml);
  coload = startCoload([
    'start',
    '--config',
    join(directory, 'site.yaml'),
    '--data',
    join(directory, 'data'),
    '--port',
    '0',
  ]);
  url = String((await coload.ready)['url']);
}, 120_000);

afterAll(async () => {
  if (coload) await stopCoload(coload);
  await site?.close();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

async function ask<Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.output<Shape>> {
  const response = await fetch(`${url}${path}`);
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(body)}`);
  return shape.parse(body);
}

/** The readings of a device, oldest first, once there are so many. */
const readingsOf = (device: string, least = 5): Promise<Reading[]> =>
  until(`${least} readings of ${device}`, async () => {
    const page = await ask(`/v1/devices/${encodeURIComponent(device)}/readings?limit=5000`, readings);
    return page.readings.length >= least ? page.readings.toReversed() : null;
  });

const sumOf = (rows: readonly Reading[], column: string): number =>
  rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0);
const secondsOf = (rows: readonly Reading[]): number =>
  rows.reduce((sum, row) => sum + (Date.parse(String(row['ended_at'])) - Date.parse(String(row['started_at']))), 0) /
  1000;
/** What was counted between two of the polls, in units of `scale` of what was told. */
function expectCounted(
  rows: readonly Reading[],
  column: string,
  { counter, scale }: { counter: string; scale: number },
): void {
  const totals = (site.told.get(counter) ?? []).map((value) => Math.round(value * scale));
  const differences = totals.map((last, at) => last - (totals[at - rows.length] ?? Number.NaN));
  expect(differences).toContain(sumOf(rows, column));
}
/** Mean per second. */
const rateOf = (rows: readonly Reading[], column: string): number => sumOf(rows, column) / secondsOf(rows);
const within = (value: number | null | undefined, expected: number, share: number): void => {
  expect(Math.abs((value ?? Number.NaN) / expected - 1)).toBeLessThan(share);
};

describe('a site whose devices no test of the drivers knows is measured from a file written by hand', () => {
  test('a miner of megahashes and plain numbers that keeps its connections open; it has no power, so no energy', async () => {
    const rows = await readingsOf('orb');
    expectCounted(rows, 'hash_gh', { counter: 'orb', scale: 1e-3 });
    within(rateOf(rows, 'rate_gh'), quietMiner.ths * 1000, 0.001);
    expect(rows.at(-1)).toMatchObject({
      hash_source: 'metered',
      energy_j: null,
      energy_source: 'none',
      power_w: null,
      rate_ghs: 110_000,
      boards: 2,
    });
  });

  test('a miner whose figures are text and that counts no hashes: they are estimated from its rate, and so marked', async () => {
    const rows = await readingsOf('stringer');
    within(rateOf(rows, 'hash_gh'), stringMiner.ths * 1000, 0.001);
    within(rateOf(rows, 'energy_j'), stringMiner.watts, 0.001);
    expect(rows.at(-1)).toMatchObject({
      hash_source: 'estimated',
      energy_source: 'psu',
      power_w: stringMiner.watts,
      board_temp_c: 64.2,
      fan_rpm: 5010,
    });
  });

  test('boards of an exporter with labels in lower case and units in the names, without profiling fields', async () => {
    for (const [index, board] of boards.entries()) {
      const rows = await readingsOf(`host/${index}`);
      if (index === 0) expectCounted(rows, 'energy_j', { counter: 'host/0', scale: 1e-3 });
      else within(rateOf(rows, 'energy_j'), board.watts, 0.001);
      within(rateOf(rows, 'limit_j'), limitW, 0.001);
      within(rateOf(rows, 'util_ms'), board.util * 10, 0.001);
      expect(rows.at(-1)).toMatchObject({
        energy_source: index === 0 ? 'metered' : 'estimated',
        sm_source: 'gpu_util',
        gpu_temp_c: 61 + index,
        memory_temp_c: null,
        tensor_ms: null,
      });
    }
  });

  test('meters behind one gateway with their maps at base 0; a total that wraps goes on counting', async () => {
    const wrapped = await until('the wrap of the total', async () => {
      const rows = await readingsOf('utility');
      return rows.some((row) => (Number(row['flags']) & flag.wrapped) !== 0) ? rows : null;
    });
    expect(wrapped.filter((row) => row['import_j'] === null)).toEqual([]);
    for (const { id, watts } of Object.values(meters)) {
      const rows = await readingsOf(id);
      expectCounted(rows, 'import_j', { counter: id, scale: 3600 });
      expect(rows.at(-1)).toMatchObject({ energy_source: 'metered', power_w: watts, voltage_v: 277.1, export_j: null });
    }
  });

  test('KPIs of it are answered, with their point, quality and stand-in signals; those that need prices say so', async () => {
    const kpi = async (metrics: string, by: string): Promise<Value[]> =>
      (await ask(`/v1/query?metrics=${metrics}&by=${by}&grain=total&from=2000-01-01T00:00:00Z`, values)).rows;
    const { accepted, rejected } = {
      accepted: quietMiner.acceptedPerS + stringMiner.acceptedPerS,
      rejected: quietMiner.rejectedPerS + stringMiner.rejectedPerS,
    };
    const acceptedThs = (accepted * 2 ** 32) / 1e12;
    const [busy, idle] = boards;
    const expected: [metric: string, device: string | undefined, value: number, more: object][] = [
      ['ipue', undefined, meters.utility.watts / (meters.mining.watts + meters.gpus.watts), {}],
      ['hashrate_accepted', undefined, acceptedThs, {}],
      ['reject_rate', undefined, rejected / (accepted + rejected), {}],
      ['fleet_j_per_th_wall', undefined, meters.mining.watts / acceptedThs, { point: 'M3' }],
      ['sm_activity', undefined, (busy.util + idle.util) / 200, { fallback: 1 }],
      ['hashrate_device', 'orb', quietMiner.ths, {}],
      ['hashrate_device', 'stringer', stringMiner.ths, {}],
      ['gpu_power_utilization', 'host/0', busy.watts / limitW, {}],
      ['gpu_power_utilization', 'host/1', idle.watts / limitW, {}],
    ];
    let seen: Value[] = [];
    await until(
      'KPIs of the site that fit its devices',
      async () => {
        seen = [
          ...(await kpi('ipue,hashrate_accepted,reject_rate,fleet_j_per_th_wall,sm_activity', 'site')),
          ...(await kpi('hashrate_device,gpu_power_utilization', 'device')),
        ];
        return expected.every(([metric, device, value]) => {
          const found = seen.find((row) => row.metric === metric && row.device === device);
          return Math.abs((found?.value ?? Number.NaN) / value - 1) < 0.05;
        });
      },
      { timeoutMs: 140_000, saw: () => seen },
    );
    for (const [metric, device, , more] of expected) {
      const found = seen.find((row) => row.metric === metric && row.device === device);
      expect(found).toMatchObject({ ...more, quality: expect.stringMatching(/^(ok|partial)$/) });
    }
    const money = await kpi('avg_price_paid,hashprice_usd', 'site');
    expect(money).toHaveLength(2);
    for (const row of money) expect(row).toMatchObject({ value: null, quality: 'none', reason: expect.any(String) });
  }, 150_000);

  test('SIGTERM ends the command with 0 and leaves no process', async () => {
    const family = familyOf(coload.process.pid ?? 0);
    expect(family.length).toBeGreaterThanOrEqual(6);
    coload.process.kill('SIGTERM');
    const { code } = await coload.ended;
    expect({ code, left: family.filter(isRunning) }).toEqual({ code: 0, left: [] });
  });
});
