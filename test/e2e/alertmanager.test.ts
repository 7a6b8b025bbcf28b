import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { stringify } from 'yaml';
import { z } from 'zod';
import { readConfig, silentLogger, systemClock } from '#runtime';
import type { SimulatedEvent } from '../../apps/simulator/index.ts';
import { SupervisedProcess } from '../../apps/standalone/process.ts';
import { type Standalone, startStandalone } from '../../apps/standalone/standalone.ts';
import { type Receiver, startReceiver } from '../integration/scheduler/receiver.ts';
import { type Alertmanager, startAlertmanager, whyNoAlertmanager } from '../support/alertmanager.ts';
import { until } from './coload.ts';

const clock = systemClock;
const logger = silentLogger;
const seed = 20_261_128;
const kills = 20;
const hourMs = 3_600_000;
// Minutes are judged when they are over and published: on a busy machine that is long after the poll.
const patience = { timeoutMs: 240_000 };
const missing = await whyNoAlertmanager();
const { CI } = readConfig(z.object({ CI: z.string().default('') }));

const rules = {
  rules: [
    {
      id: 'silent',
      title: 'Miner silent',
      severity: 'warning',
      metric: 'hashrate_device',
      by: ['hall', 'device'],
      condition: { kind: 'no_data', after: '1m' },
      summary: '{{ device }} is silent',
    },
    {
      id: 'coolant',
      title: 'Coolant is too warm',
      severity: 'critical',
      metric: 'coolant_temperature',
      by: ['device'],
      condition: { kind: 'threshold', above: 50, clear_at: 48, unit: 'Cel' },
      summary: '{{ device }} supplies {{ value }} {{ unit }}',
    },
    {
      id: 'price',
      title: 'Power is dear',
      severity: 'critical',
      metric: 'mean_price',
      condition: { kind: 'threshold', above: 1000, clear_at: 900, unit: 'USD/MWh' },
      inhibits: [{ rule: 'loss' }],
      summary: '{{ site }} pays {{ value }} {{ unit }}',
    },
    {
      id: 'loss',
      title: 'Mining at a loss',
      severity: 'warning',
      metric: 'gross_margin_hash',
      condition: { kind: 'threshold', below: 0, clear_at: 0.1 },
      summary: '{{ site }} loses',
    },
  ],
};

interface Alert {
  readonly status: string;
  readonly fingerprint: string;
  readonly startsAt: string;
  readonly labels: Readonly<Record<string, string>>;
}

let directory: string;
let site: SupervisedProcess;
let controlUrl: string;
let standalone: Standalone;
let scheduler: SupervisedProcess;
let receiver: Receiver;
let alertmanager: Alertmanager;

async function play(event: SimulatedEvent | Omit<SimulatedEvent, 'at'>): Promise<void> {
  const response = await fetch(`${controlUrl}/sites/sim-1/events`, { method: 'POST', body: JSON.stringify(event) });
  if (response.status !== 202) throw new Error(await response.text());
}

const nameOf = ({ labels }: Pick<Alert, 'labels'>): string => `${labels['alertname']} ${labels['device'] ?? ''}`.trim();

/** Alerts as Alertmanager told the receiver, in the order of its messages. */
const told = (): Alert[] =>
  receiver.received.flatMap(({ body }) => (JSON.parse(body) as { alerts: readonly Alert[] }).alerts);

/** Which alerts it was told of with a status. */
const namesTold = (wanted: string): string[] => [
  ...new Set(
    told()
      .filter(({ status }) => status === wanted)
      .map(nameOf)
      .sort(),
  ),
];

async function active(): Promise<string[]> {
  const response = await fetch(`${alertmanager.url}/api/v2/alerts?active=true`);
  return ((await response.json()) as Alert[]).map(nameOf).sort();
}

const started = (name: string, entry: string, env: Record<string, string>): SupervisedProcess =>
  new SupervisedProcess({ name, entry, env, logFile: join(directory, `${name}.log`), logger, clock });

/** One scheduler after another; each is killed at a moment that the seed decides: before it has begun, within a round, or between two. */
async function killAll(): Promise<void> {
  const generator = xoroshiro128plus(seed);
  for (let kill = 0; kill < kills; kill += 1) {
    const { pid } = scheduler;
    await clock.sleep(100 + ((generator.next() >>> 0) / 2 ** 32) * 2_500);
    scheduler.expectEnd();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await startScheduler();
  }
}

async function startScheduler(): Promise<void> {
  scheduler = started('scheduler', 'dist/apps/scheduler/main.js', {
    ...standalone.env,
    SCHEDULE_FILE: join(directory, 'schedule.yaml'),
    SCHEDULER_LEASE_S: '1',
  });
  await scheduler.start();
}

beforeAll(async () => {
  if (missing !== null) return;
  directory = mkdtempSync(join(tmpdir(), 'coload-alerts-'));
  const now = clock.now();
  // Power is dear from before the site is measured until long after.
  const spike = { kind: 'price_spike', at: 0, durationMs: 3 * hourMs, usdPerMwh: 4_000 } as const;
  site = started('site', 'dist/apps/standalone/demo-site.js', {
    DEMO_SEED: '7',
    DEMO_DEVICES: '24',
    DEMO_START: String(now - hourMs),
    DEMO_UNTIL: String(now),
    DEMO_POLL_MS: '60000',
    DEMO_LIVE_POLL_S: '2',
    DEMO_INCIDENTS: 'false',
    DEMO_EVENTS: JSON.stringify([spike]),
    DEMO_DIR: directory,
    COLLECTOR_DIR: join(directory, 'backfill'),
    STREAM_DIR: join(directory, 'stream'),
  });
  const { files, url } = z.object({ files: z.array(z.string()), url: z.string() }).parse(await site.start());
  controlUrl = url;
  standalone = await startStandalone({
    dataDir: directory,
    siteFile: files.join(','),
    apiPort: 0,
    logDir: join(directory, 'logs'),
    logger,
    clock,
  });
  const backfilled = new Promise<void>((resolve) => site.onLine((line) => 'backfilled' in line && resolve()));
  site.send({ type: 'backfill' });
  await backfilled;
  site.send({ type: 'live' });
  await standalone.startCollector();
  receiver = await startReceiver();
  alertmanager = await startAlertmanager(receiver.url);
  const channel = { id: 'am', kind: 'alertmanager', url: alertmanager.url, allow_private: true };
  writeFileSync(join(directory, 'rules.yaml'), stringify(rules));
  writeFileSync(
    join(directory, 'schedule.yaml'),
    stringify({ channels: [channel], alerts: { ready: [], rules: ['rules.yaml'], channels: ['am'] } }),
  );
  await startScheduler();
}, 120_000);

afterAll(async () => {
  await scheduler?.stop();
  await alertmanager?.stop();
  await receiver?.stop();
  await standalone?.stop();
  await site?.stop();
  if (directory) rmSync(directory, { recursive: true, force: true });
}, 60_000);

const testWhere = missing === null || CI === 'true' ? test : test.skip;

testWhere(
  `a real Alertmanager hears of exactly what happens to a running site, and of nothing twice, over 20 SIGKILLs of the scheduler${missing === null ? '' : ` (${missing})`}`,
  async () => {
    expect(missing).toBeNull();
    // Until all of it has been told.
    const durationMs = hourMs;
    const silent = ['asic-a-001', 'asic-a-002'];
    for (const device of silent) await play({ kind: 'offline', device, cause: 'network', durationMs });
    await play({ kind: 'warm_coolant', device: 'cdu-a', riseC: 40, durationMs });
    await killAll();
    const all = ['coolant cdu-a', 'price', 'silent asic-a-001', 'silent asic-a-002'];
    const over = all.filter((name) => name !== 'price');
    const areTold = (names: readonly string[], status: string) => (): Promise<boolean> =>
      Promise.resolve(names.every((name) => namesTold(status).includes(name)));
    await until('all alerts', areTold(all, 'firing'), patience);
    for (const device of silent) await play({ kind: 'online', device });
    await play({ kind: 'warm_coolant', device: 'cdu-a', riseC: -40, durationMs });
    await until('what is over', areTold(over, 'resolved'), patience);
    expect([namesTold('firing'), namesTold('resolved'), await active()]).toEqual([all, over, ['price']]);
    // Alertmanager repeats the others of a group when one is added: what counts is how many beginnings and ends each has.
    const firing = new Map(told().map((alert) => [`${nameOf(alert)} ${alert.startsAt}`, nameOf(alert)]));
    expect([...firing.values()].sort()).toEqual(all);
    const groups = receiver.received.map(({ body }) => (JSON.parse(body) as { alerts: readonly Alert[] }).alerts);
    expect(groups.some((alerts) => alerts.map(nameOf).sort().join() === 'silent asic-a-001,silent asic-a-002')).toBe(
      true,
    );
  },
  720_000,
);
