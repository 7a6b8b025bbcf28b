import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '#runtime';
import { asicBatch, encodeBatch, noon } from '../support/batches.ts';
import { type Child, type Stack, startProcessor, startStack, until } from './processor-stack.ts';

const site = 'alpha';
const minuteMs = 60_000;
const file = `
site: { id: ${site}, zone: America/Chicago, contracted_mw: 1 }
halls:
  - { id: a, workload: mining }
devices:
  - { id: asic-0000, kind: cgminer, address: '127.0.0.1:4001', hall: a, nominal_ths: 100, model: S1 }
  - { id: asic-0001, kind: cgminer, address: '127.0.0.1:4002', hall: a, nominal_ths: 100, model: S1 }
`;

let stack: Stack;
let environment: Record<string, string>;
const living = new Set<Child>();

beforeAll(async () => {
  stack = await startStack();
  const path = join(stack.directory, 'site.yaml');
  writeFileSync(path, file);
  environment = { SITE_FILE: path, PROCESSOR_PUBLISH_MS: '20', PROCESSOR_PUBLISH_GRACE_MS: '1' };
});

afterAll(async () => {
  for (const processor of living) await processor.kill();
  await stack?.stop();
});

async function start(): Promise<Child> {
  const processor = await startProcessor(stack, environment);
  living.add(processor);
  return processor;
}

async function kill(processor: Child, signal: NodeJS.Signals): Promise<void> {
  await processor.kill(signal);
  living.delete(processor);
}

let sequence = 0;
/** Readings of both miners at so many minutes after the noon of two days ago. */
async function measure(minutes: number): Promise<void> {
  const now = systemClock.now();
  const batch = { now, site, rows: 2, sequence: ++sequence, at: noon(now, 2) + minutes * minuteMs };
  await stack.stream.append('telemetry.asic', [{ key: site, value: encodeBatch('telemetry.asic', asicBatch(batch)) }]);
}

const numberOf = async (sql: string): Promise<number> => {
  const [row] = await stack.store.query(sql, { schema: z.object({ n: z.coerce.number() }) });
  return row?.n ?? 0;
};

const latest = (table: string, keys: string): string => `
  SELECT * EXCEPT (edition)
  FROM (SELECT * FROM published_${table} WHERE (site, grain, bucket_start, edition) IN (SELECT site, grain, bucket_start, edition FROM publication)
        ORDER BY edition DESC LIMIT 1 BY site, grain, bucket_start, ${keys})`;
const inForce = (table: string): string =>
  `SELECT * EXCEPT (version) FROM rollup_${table} FINAL WHERE (site, grain, bucket_start) IN (SELECT site, grain, bucket_start FROM publication) AND (grain IN ('day', 'month') OR '${table}' = 'site')`;

/** Rows of windows that are published which are not what is in force, or are not there. */
async function wrongRows(): Promise<number> {
  let wrong = 0;
  for (const [table, keys] of [
    ['site', 'hall'],
    ['asic', 'device, hall, model'],
  ] as const) {
    wrong += await numberOf(`SELECT count() AS n FROM (${inForce(table)} EXCEPT ${latest(table, keys)})`);
    wrong += await numberOf(`SELECT count() AS n FROM (${latest(table, keys)} EXCEPT ${inForce(table)})`);
  }
  return wrong;
}

const readings = "SELECT sum(readings) AS n FROM rollup_bucket FINAL WHERE site = 'alpha'";
const isPublished = async (): Promise<boolean> =>
  (await numberOf(readings)) ===
    (await numberOf(
      "SELECT sum(n) AS n FROM (SELECT argMax(readings, edition) AS n FROM publication WHERE site = 'alpha' AND grain = 'hour' GROUP BY bucket_start)",
    )) && (await numberOf("SELECT count() AS n FROM rollup_bucket FINAL WHERE site = 'alpha' AND NOT is_done")) === 0;

test('what is published is what is in force, though processors are killed at any moment and one is there twice', async () => {
  for (let minute = 1; minute <= 240; minute += 8) await measure(minute);
  for (let round = 0; round < 6; round++) {
    const processors = [await start(), await start()];
    await measure(round * 40 + 3);
    await systemClock.sleep(300 + Math.random() * 1_500);
    await measure(round * 40 + 5);
    for (const processor of processors) await kill(processor, 'SIGKILL');
  }
  const last = await start();
  await until('everything is published', async () => (await numberOf(readings)) > 80 && (await isPublished()), 60_000);
  expect(await wrongRows()).toBe(0);
  const editions = 'SELECT count() AS n FROM publication';
  const before = await numberOf(editions);
  const looks = async (): Promise<number> => {
    const text = await (await fetch(`${last.url}/metrics`)).text();
    return Number(/processor_step_seconds_count\{step="publish"\} (\d+)/.exec(text)?.[1] ?? 0);
  };
  const seen = await looks();
  await until('it has looked again', async () => (await looks()) > seen + 2);
  expect(await numberOf(editions)).toBe(before);
  // Two may publish the same at once, and no other than the same.
  expect(
    await numberOf(
      'SELECT count() AS n FROM (SELECT uniqExact(readings, revision) AS contents FROM publication GROUP BY site, grain, bucket_start, edition HAVING contents > 1)',
    ),
  ).toBe(0);
}, 180_000);
