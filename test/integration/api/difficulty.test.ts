import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rollup } from '#rollup';
import { ManualClock, silentLogger } from '#runtime';
import { openRollups } from '../../../apps/processor/rollups.ts';
import { insertReadings, rowsOf } from '../rollup-stack.ts';
import { openTestStore, runCoload, type TestStore } from './support.ts';

const hourMs = 3_600_000;
const noon = Date.UTC(2026, 5, 10, 12);
const clock = new ManualClock(noon + 10 * hourMs);
const file = `
site: { id: north, zone: UTC }
halls: [{ id: shed, workload: mining }]
devices: [{ id: main, kind: sunspec, address: '127.0.0.1:502', point: M0 }]
chain_terms: [{ btc_usd: 50000, from: 2026-06-10T13:00:00Z }]
`;
const easiest = 0xffffn << 208n;
const third = easiest / 3n;
/** Targets of the epochs 1 to 4, as Electrum has them. */
const targets = [third, third, (third / 10n) * 9n, (third / 10n) * 9n];
const checkpoints = `[${targets.map((target) => `["${'0'.repeat(64)}", ${target}]`).join(', ')}]`;

let directory: string;
let path: string;
let db: TestStore;
let rollup: Rollup;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coload-difficulty-'));
  const siteFiles = join(directory, 'site.yaml');
  path = join(directory, 'checkpoints.json');
  writeFileSync(siteFiles, file);
  writeFileSync(path, checkpoints);
  db = await openTestStore();
  rollup = await openRollups({ store: db.store, siteFiles, clock, logger: silentLogger, publishGraceMs: hourMs });
});
afterAll(async () => {
  await db?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const derive = (...args: readonly string[]): Promise<{ stdout: string }> =>
  runCoload(db, ['import', 'difficulty', path, ...args]);
const anchor = ['--height', '4032', '--time', '2026-06-01T00:00:00Z'];

test('targets without a block whose time is known are refused, and it is said what is missing', async () => {
  for (const args of [[], ['--height', '4032'], ['--time', '2026-06-01T00:00:00Z']])
    await expect(derive(...args)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--height 840000 --time'),
    });
});

test('a site without a feed gets hashprice by the difficulty that is derived, and by a price once one is told', async () => {
  const told = JSON.parse((await derive(...anchor)).stdout) as Record<string, unknown>;
  expect(told).toMatchObject({ kept: 4, unchanged: 0, height: 0, before: null, behind: null });
  const columns = { import_j: 3_600_000_000, export_j: 0 };
  const to = noon + 2 * hourMs;
  await insertReadings(db.store, 'north', [{ class: 'meter', device: 'main', from: noon, to, columns }]);
  rollup.mark('telemetry.meter', 'north', noon, to);
  await rollup.pollRevisions();
  await rollup.recompute({ isWhole: true });
  const [before, , , , after] = await rowsOf(db.store, 'rollup_site', "site = 'north' AND grain = '15m' AND hall = ''");
  expect(before).toMatchObject({ hashprice_ms: 0, hashprice_btc_ms: 900_000 });
  expect(after).toMatchObject({ hashprice_ms: 900_000, hashprice_btc_ms: 900_000 });
  const usd = Number(after?.['hashprice_time']) / Number(before?.['hashprice_btc_time']);
  expect(usd).toBeCloseTo(50_000, 3);
});

test('what was derived before is replaced by what another block dates, and the same again is nothing new', async () => {
  const again = JSON.parse((await derive(...anchor)).stdout) as Record<string, unknown>;
  expect(again).toMatchObject({ kept: 0, unchanged: 4 });
  const other = ['--height', '4032', '--time', '2026-06-02T00:00:00Z', '--from', '2026-06-10'];
  expect(JSON.parse((await derive(...other)).stdout)).toMatchObject({ kept: 2, unchanged: 0, height: 4032 });
  const { stdout } = await runCoload(db, ['register', 'list', 'chain_terms', '--json']);
  const listed = stdout
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
  expect(listed.find(({ key }) => key === 'derived-4032')).toMatchObject({
    body: { difficulty: 3, subsidy_btc: 50, basis: 'derived', uncertain_s: 0, from: '2026-06-02T00:00:00.000Z' },
  });
});
