import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { stringify } from 'yaml';
import { z } from 'zod';
import { silentLogger, systemClock } from '#runtime';
import { percentile } from '../../apps/standalone/freshness.ts';
import { SupervisedProcess } from '../../apps/standalone/process.ts';
import { type Standalone, startStandalone } from '../../apps/standalone/standalone.ts';
import { value, type Value } from './notes.ts';

const clock = systemClock;
const logger = silentLogger;
const minuteMs = 60_000;
const devices = 240;
const pollS = 5;
/** How long coolant is warm: what is told of is told while it is. */
const warmMs = 20_000;

const rules = [
  {
    id: 'coolant',
    title: 'Coolant is too warm',
    severity: 'critical',
    metric: 'coolant_temperature',
    by: ['device'],
    condition: { kind: 'threshold', above: 50, clear_at: 48, unit: 'Cel' },
    summary: '{{ device }}',
  },
];

const posted = z.array(z.object({ labels: z.record(z.string(), z.string()), startsAt: z.string() }));

/** Takes what an Alertmanager would be told, and keeps when each alert first came, ms after the reading that it is of had ended. */
async function startReceiver(): Promise<{ url: string; latencies: ReadonlyMap<string, number>; stop(): void }> {
  const latencies = new Map<string, number>();
  const take = (body: string): void => {
    for (const { labels, startsAt } of posted.parse(JSON.parse(body))) {
      const key = `${labels['device']} ${startsAt}`;
      if (!latencies.has(key)) latencies.set(key, clock.now() - Temporal.Instant.from(startsAt).epochMilliseconds);
    }
  };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      take(Buffer.concat(chunks).toString());
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, latencies, stop: () => void server.close() };
}

interface Places {
  readonly directory: string;
  readonly receiverUrl: string;
}

const processOf = (directory: string, name: string, entry: string, env: Record<string, string>): SupervisedProcess =>
  new SupervisedProcess({ name, entry, env, logFile: join(directory, `${name}.log`), logger, clock });

/** A scheduler that knows the rules and tells the receiver. */
async function startScheduler({ env }: Standalone, { directory, receiverUrl }: Places): Promise<SupervisedProcess> {
  const channel = { id: 'am', kind: 'alertmanager', url: receiverUrl, allow_private: true };
  const alerts = { ready: [], rules: ['rules.yaml'], channels: ['am'] };
  writeFileSync(join(directory, 'rules.yaml'), stringify({ rules }));
  writeFileSync(join(directory, 'schedule.yaml'), stringify({ channels: [channel], alerts }));
  const scheduler = processOf(directory, 'scheduler', 'dist/apps/scheduler/main.js', {
    ...env,
    SCHEDULE_FILE: join(directory, 'schedule.yaml'),
  });
  await scheduler.start();
  return scheduler;
}

/** Warms the coolant of both loops again and again; resolves when each time has been told of. */
async function warm(controlUrl: string, told: ReadonlyMap<string, number>, times: number): Promise<void> {
  for (let time = 1; time <= times; time += 1) {
    for (const device of ['cdu-a', 'cdu-b']) {
      const event = { kind: 'warm_coolant', device, riseC: 40, durationMs: warmMs };
      await fetch(`${controlUrl}/sites/sim-1/events`, { method: 'POST', body: JSON.stringify(event) });
    }
    const until = clock.monotonic() + 2 * minuteMs;
    while (told.size < 2 * time && clock.monotonic() < until) await clock.sleep(100);
    // Longer than a round, so that it clears before it fires again.
    await clock.sleep(warmMs + 15_000 + 997 * time);
  }
}

/** From the end of a reading to the notification of what it shows, of a site of 240 devices polled every 5 s by a whole Coload. */
export async function measureNotification({ isShort }: { readonly isShort: boolean }): Promise<Value[]> {
  const directory = mkdtempSync(join(tmpdir(), 'coload-bench-'));
  mkdirSync(join(directory, 'logs'));
  const receiver = await startReceiver();
  const now = clock.now();
  const site = processOf(directory, 'site', 'dist/apps/standalone/demo-site.js', {
    DEMO_DEVICES: String(devices),
    DEMO_START: String(now - minuteMs),
    DEMO_UNTIL: String(now),
    DEMO_LIVE_POLL_S: String(pollS),
    DEMO_INCIDENTS: 'false',
    DEMO_DIR: directory,
    COLLECTOR_DIR: join(directory, 'unused'),
  });
  const started: { stop(): Promise<void> }[] = [];
  try {
    const { files, url } = z.object({ files: z.array(z.string()), url: z.string() }).parse(await site.start());
    started.push(site);
    const options = { dataDir: directory, siteFile: files.join(','), apiPort: 0, logDir: join(directory, 'logs') };
    const standalone = await startStandalone({ ...options, logger, clock });
    started.push(standalone);
    site.send({ type: 'live' });
    await standalone.startCollector();
    started.push(await startScheduler(standalone, { directory, receiverUrl: receiver.url }));
    await warm(url, receiver.latencies, isShort ? 1 : 6);
    const latencies = [...receiver.latencies.values()].sort((a, b) => a - b);
    return [
      value('notification.alerts', latencies.length, 'alerts'),
      value('notification.p50', (percentile(latencies, 0.5) ?? NaN) / 1000, 's'),
      value('notification.p99', (percentile(latencies, 0.99) ?? NaN) / 1000, 's'),
    ];
  } finally {
    for (const one of started.toReversed()) await one.stop();
    receiver.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
