import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { z } from 'zod';
import { type DeviceClass, deviceClasses, telemetryTopic } from '#contracts';
import { silentLogger, systemClock } from '#runtime';
import { createStore, type Store } from '#store';
import type { Stream } from '#stream';
import { openEmbeddedStream } from '#stream/embedded';
import { openRecorder } from '../../apps/collector/index.ts';
import { SupervisedProcess } from '../../apps/standalone/process.ts';
import { type Standalone, startStandalone } from '../../apps/standalone/standalone.ts';
import { type Audit, audit } from '../support/audit.ts';
import { isRunning, until } from './coload.ts';

const clock = systemClock;
const logger = silentLogger;
const seed = 20_260_117;
const victims = ['collector', 'processor', 'engine'] as const;
const killsEach = 5;
/** Of a new embedded stream. */
const partitions = 1;

let directory: string;
let site: SupervisedProcess;
let standalone: Standalone;
let stream: Stream;
let store: Store;
let result: Audit;

/** Who is killed, and how long it may run before that, in an order that the seed decides. */
function plan(): { pauseMs: number; name: (typeof victims)[number] }[] {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => (generator.next() >>> 0) / 2 ** 32;
  return Array.from({ length: killsEach }, () => victims)
    .flat()
    .map((name) => ({ name, rank: uniform(), pauseMs: 200 + 1_400 * uniform() }))
    .toSorted((a, b) => a.rank - b.rank);
}

function supervised(name: string): SupervisedProcess {
  const found = standalone.processes.get(name);
  if (!found) throw new Error(`There is no ${name}`);
  return found;
}

/** The process once it has run for so long; one that ends before, since the store is away when it starts, is waited for again. */
async function runningFor(name: string, pauseMs: number, killed: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const pid = await until(`${name} to run`, () => {
      const now = supervised(name).pid;
      return Promise.resolve(now !== undefined && !killed.has(now) && isRunning(now) ? now : null);
    });
    await clock.sleep(pauseMs);
    if (isRunning(pid)) return pid;
  }
}

async function killAll(): Promise<number> {
  const killed = new Set<number>();
  for (const { pauseMs, name } of plan()) {
    const pid = await runningFor(name, pauseMs, killed);
    process.kill(pid, 'SIGKILL');
    killed.add(pid);
  }
  return killed.size;
}

/** Messages on the topics of the devices. */
async function appended(): Promise<bigint> {
  let sum = 0n;
  for (const name of deviceClasses) {
    for (const { first, next } of await stream.bounds(telemetryTopic(name))) sum += next - first;
  }
  return sum;
}

async function isAllCommitted(): Promise<true | null> {
  const text = await (await fetch(`${standalone.processorUrl}/metrics`)).text();
  const lags = [...text.matchAll(/^processor_lag_messages\{[^}]*\} (\d+)$/gm)].map((match) => Number(match[1]));
  return lags.length === partitions && lags.every((lag) => lag === 0) ? true : null;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coload-kills-'));
  const now = clock.now();
  site = new SupervisedProcess({
    name: 'simulator',
    entry: 'dist/apps/standalone/demo-site.js',
    env: {
      DEMO_SEED: '7',
      // Enough that one of its GPU hosts serves.
      DEMO_DEVICES: '96',
      DEMO_START: String(now - 60_000),
      DEMO_UNTIL: String(now),
      DEMO_LIVE_POLL_S: '1',
      DEMO_DIR: directory,
      COLLECTOR_DIR: join(directory, 'unused'),
    },
    logFile: join(directory, 'simulator.log'),
    logger,
    clock,
  });
  const { files } = z.object({ files: z.array(z.string()) }).parse(await site.start());
  standalone = await startStandalone({
    dataDir: directory,
    siteFile: files.join(','),
    apiPort: 0,
    logDir: join(directory, 'logs'),
    logger,
    clock,
  });
  site.send({ type: 'live' });
  await standalone.startCollector();
  stream = openEmbeddedStream({ directory: join(directory, 'stream'), logger });
  const { CLICKHOUSE_URL: url = '', CLICKHOUSE_USER: user = '', CLICKHOUSE_PASSWORD: password = '' } = standalone.env;
  store = createStore({ url, user, password });
  await until('first batches', async () => ((await appended()) > 8n ? true : null));

  expect(await killAll()).toBe(victims.length * killsEach);

  const before = await appended();
  await until('batches after the last kill', async () => ((await appended()) > before + 16n ? true : null));
  await supervised('collector').stop();
  await until('the processor to take what is left', isAllCommitted);
  result = await audit(stream, store);
}, 150_000);

afterAll(async () => {
  await store?.close();
  await stream?.stop();
  await standalone?.stop();
  await site?.stop();
  rmSync(directory, { recursive: true, force: true });
}, 60_000);

const numbers = z.record(z.string(), z.coerce.number());
const sums: Readonly<Record<DeviceClass, readonly string[]>> = {
  inference: ['output_tokens', 'requests'],
  asic: ['energy_j', 'hash_gh', 'accepted_diff', 'rejected_diff', 'stale_diff', 'hw_errors'],
  gpu: ['energy_j', 'util_ms', 'sm_ms'],
  cooling: ['energy_j', 'heat_j', 'flow_ml'],
  meter: ['import_j', 'export_j'],
};

describe('after five SIGKILLs each of collector, processor and engine while the site was measured', () => {
  test('each batch is in the store at exactly one offset, stored and dead rows are what its header counts, sums are exact', () => {
    expect(result.faults).toEqual([]);
    expect(result.appended).toBeGreaterThan(200);
    expect(result.stored + result.dead).toBe(result.appended);
    expect(result.dead).toBe(0);
  });

  test('nothing that was polled waits at the collector', async () => {
    const recorder = await openRecorder({
      directory: join(directory, 'collector'),
      collector: 'collector-1',
      clock,
      logger,
    });
    expect(recorder.spool.bytes).toBe(0);
    await recorder.stop();
  });

  test.each(deviceClasses)('readings of %s follow one another without a gap or an overlap', async (name) => {
    const broken = await store.query(
      `SELECT device, toString(sum(toUnixTimestamp64Milli(ended_at) - toUnixTimestamp64Milli(started_at))) AS covered,
              toString(max(toUnixTimestamp64Milli(ended_at)) - min(toUnixTimestamp64Milli(started_at))) AS span
         FROM reading_${name} GROUP BY site, device HAVING covered != span`,
      { schema: z.object({ device: z.string(), covered: z.string(), span: z.string() }) },
    );
    expect(broken).toEqual([]);
  });

  test.each(deviceClasses)('rollups of %s add up to the readings', async (name) => {
    const columns = sums[name].map((column) => `toString(ifNull(sum(${column}), 0)) AS ${column}`).join(', ');
    const [readings] = await store.query(`SELECT ${columns} FROM reading_${name}`, { schema: numbers });
    const [rollups] = await store.query(`SELECT ${columns} FROM rollup_${name} FINAL WHERE grain = '15m'`, {
      schema: numbers,
    });
    expect(rollups).toEqual(readings);
    expect(readings?.[sums[name][0] ?? '']).toBeGreaterThan(0);
  });

  test('and the same audit tells of rows that are there twice, lost or changed', async () => {
    const sequence = 'sequence = (SELECT max(sequence) FROM reading_meter)';
    await store.command(
      `INSERT INTO reading_meter SELECT * REPLACE (src_offset + 1000000 AS src_offset) FROM reading_meter WHERE ${sequence}`,
    );
    await store.command(`ALTER TABLE reading_asic DELETE WHERE sequence = 2`, { settings: { mutations_sync: '1' } });
    await store.command(`ALTER TABLE reading_gpu UPDATE energy_j = energy_j + 1 WHERE energy_j > 0`, {
      settings: { mutations_sync: '1' },
    });
    const { faults } = await audit(stream, store);
    expect(faults).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^telemetry\.meter .*: stored at 2 offsets$/),
        expect.stringMatching(/^telemetry\.asic .* 2: 0 stored \+ 0 dead of \d+$/),
        expect.stringMatching(/^telemetry\.gpu energy_j: \d+ stored, \d+ appended$/),
      ]),
    );
  });
});
