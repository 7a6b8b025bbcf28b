import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Logger } from '#runtime';
import { createStore, type Store } from '#store';
import type { Stream } from '#stream';
import { openEmbeddedStream } from '#stream/embedded';
import { displayScales, query, queryUrl } from './api-client.ts';
import { appendedReadings, pollsSince, storedReadings } from './counts.ts';
import { FreshnessMeter } from './freshness.ts';
import { memoryOf } from './memory.ts';
import { SupervisedProcess } from './process.ts';
import { createScreen, type Screen } from './screen.ts';
import { type Standalone, startStandalone } from './standalone.ts';
import type { DemoMetric, DemoSummary } from './summary.ts';
import type { MetricTruth } from './truth.ts';

export interface DemoOptions {
  /** Ends after so many live seconds; when `signal` aborts otherwise. */
  readonly seconds?: number | undefined;
  readonly devices: number;
  readonly sites: number;
  readonly days: number;
  readonly seed: number;
  readonly port: number;
  readonly dataDir: string;
  /** Paths of the API whose answers the summary ends with. */
  readonly get: readonly string[];
  readonly logger: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const pollMs = 300_000;
const livePollMs = 5_000;
const bucketMs = 900_000;
const dayMs = 86_400_000;
const lookEveryMs = 400;
const tableEveryMs = 2_000;

interface Run {
  readonly options: DemoOptions;
  readonly site: SupervisedProcess;
  readonly standalone: Standalone;
  readonly stream: Stream;
  readonly store: Store;
  /** First poll, UTC ms. */
  readonly start: number;
  readonly screen: Screen;
}

/** Simulates the past of a site, measures it, goes on live; returns the summary at the end. Stops all that it started. */
export async function runDemo(options: DemoOptions): Promise<DemoSummary> {
  const { dataDir, clock, logger } = options;
  const logDir = join(dataDir, 'logs');
  mkdirSync(logDir, { recursive: true });
  const screen = createScreen(clock);
  const start = Math.floor((clock.now() - options.days * dayMs) / bucketMs) * bucketMs;
  screen.say(
    `simulating ${options.sites} site(s) of ${options.devices} devices each, seed ${options.seed}; log lines in ${logDir}`,
  );
  const site = demoSite(options, start, logDir);
  const { files } = (await site.start()) as { files?: string[] };
  options.signal.addEventListener('abort', () => site.expectEnd(), { once: true });
  let standalone: Standalone | undefined;
  let stream: Stream | undefined;
  let store: Store | undefined;
  try {
    screen.say('starting engine, processor and api');
    standalone = await startStandalone({
      dataDir,
      siteFile: (files ?? []).join(','),
      apiPort: options.port,
      logDir,
      logger,
      clock,
    });
    stream = openEmbeddedStream({ directory: join(dataDir, 'stream'), logger });
    const { CLICKHOUSE_URL: url = '', CLICKHOUSE_USER: user = '', CLICKHOUSE_PASSWORD: password = '' } = standalone.env;
    store = createStore({ url, user, password });
    const run = { options, site, standalone, stream, store, start, screen };
    const backfill = await backfillSite(run);
    site.send({ type: 'live' });
    await standalone.startCollector();
    return await measure(run, backfill);
  } finally {
    await store?.close();
    await stream?.stop();
    await standalone?.stop();
    await site.stop();
  }
}

function demoSite(options: DemoOptions, start: number, logDir: string): SupervisedProcess {
  const { dataDir, clock, logger } = options;
  return new SupervisedProcess({
    name: 'simulator',
    entry: 'dist/apps/standalone/demo-site.js',
    // A chunk of polls lives until it is recorded: with the default young generation most of them would be moved to the old one.
    nodeFlags: ['--max-semi-space-size=64'],
    env: {
      DEMO_SEED: String(options.seed),
      DEMO_DEVICES: String(options.devices),
      DEMO_SITES: String(options.sites),
      DEMO_PLANT: 'true',
      DEMO_START: String(start),
      DEMO_UNTIL: String(Math.floor(clock.now() / pollMs) * pollMs),
      DEMO_POLL_MS: String(pollMs),
      DEMO_LIVE_POLL_S: String(livePollMs / 1000),
      DEMO_DIR: dataDir,
      COLLECTOR_DIR: join(dataDir, 'collector'),
      STREAM_DIR: join(dataDir, 'stream'),
    },
    logFile: join(logDir, 'simulator.log'),
    logger,
    clock,
  });
}

/** Waits for a line of the simulated site's process. */
function lineFrom(
  site: SupervisedProcess,
  key: string,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  return new Promise((done, failed) => {
    signal?.addEventListener('abort', () => failed(signal.reason), { once: true });
    site.onLine((line) => {
      if (key in line) done(line);
    });
  });
}

/** The past through the real path; `seconds` end when the last reading is in the store and in the rollups. */
async function backfillSite(run: Run): Promise<DemoSummary['backfill']> {
  const { options, site, screen } = run;
  const startedAt = options.clock.monotonic();
  const finished = lineFrom(site, 'backfilled', options.signal);
  site.onLine((line) => {
    if (typeof line['progress'] === 'number')
      screen.progress('backfill', line['progress'], `${String(line['readings'])} readings`);
  });
  site.send({ type: 'backfill' });
  const readings = Number((await finished)['readings']);
  await allLoaded(run);
  const seconds = (options.clock.monotonic() - startedAt) / 1000;
  screen.say(`backfilled ${readings} readings in ${seconds.toFixed(1)} s`);
  return { readings, seconds };
}

/** A processor that is busy with a backfill, or is started again, may close connections; one that is silent for longer has failed. */
const mostSilentMs = 60_000;

/** Resolves when the processor has committed everything on the stream, which it does after the rollups. */
async function allLoaded({ standalone, options }: Run): Promise<void> {
  const { clock, signal } = options;
  let heardAt = clock.monotonic();
  for (;;) {
    signal.throwIfAborted();
    const text = await textOf(`${standalone.processorUrl}/metrics`).catch((error: unknown) => {
      if (clock.monotonic() - heardAt > mostSilentMs) throw error;
      return '';
    });
    if (text !== '') heardAt = clock.monotonic();
    const lags = [...text.matchAll(/^processor_lag_messages\{[^}]*\} (\d+)$/gm)].map((match) => Number(match[1]));
    if (lags.length > 0 && lags.every((lag) => lag === 0)) return;
    await clock.sleep(100);
  }
}

const textOf = async (url: string): Promise<string> => (await fetch(url)).text();

async function measure(run: Run, backfill: DemoSummary['backfill']): Promise<DemoSummary> {
  const { options, standalone, screen, site, stream, store } = run;
  const { clock, seconds, signal } = options;
  const freshness = new FreshnessMeter({ clock });
  // The first live readings reach back to the backfill; polls count from the first that the collector can have made.
  const liveFrom = clock.now() + livePollMs;
  const until = seconds === undefined ? Infinity : clock.monotonic() + seconds * 1000;
  screen.say(`live; try\n  ${curlLines(run).join('\n  ')}`);
  let shownAt = -Infinity;
  while (clock.monotonic() < until && !signal.aborted) {
    const window = { grain: '15m', ...lastBuckets(clock.now()) };
    freshness.observe(
      await query(standalone.apiUrl, { metrics: 'availability_time,energy_gpu', by: 'device', ...window }),
    );
    if (process.stderr.isTTY && clock.monotonic() - shownAt > tableEveryMs) {
      shownAt = clock.monotonic();
      screen.table(await compare(run, await askTruths(site)), curlLines(run));
    }
    await clock.sleep(lookEveryMs, signal);
  }
  const freshnessMs = freshness.summary(await pollsSince(store, liveFrom));
  const pids = [...standalone.processes].flatMap(([name, { pid }]) =>
    pid === undefined ? [] : [[name, pid] as const],
  );
  const memory = await memoryOf(new Map([...pids, ['supervisor', process.pid]]));
  const devices = await reporting(run);
  await standalone.processes.get('collector')?.stop();
  const truths = await askTruths(site);
  await allLoaded(run);
  const metrics = await compare(run, truths);
  return {
    metrics,
    readings: { appended: await appendedReadings(stream), ...(await storedReadings(store)) },
    devices,
    backfill,
    freshness_ms: freshnessMs,
    memory_mb: memory,
    ...(options.get.length > 0 && { get: await answersTo(options.get, standalone.apiUrl) }),
  };
}

/** What the API answers, by path: JSON as it is, anything else as text. */
async function answersTo(paths: readonly string[], apiUrl: string): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const path of paths) {
    const response = await fetch(`${apiUrl}${path}`);
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    answers[path] = isJson ? await response.json() : await response.text();
  }
  return answers;
}

/** The open bucket and the one before. */
const lastBuckets = (now: number): { from: string; to: string } => {
  const open = Math.floor(now / bucketMs) * bucketMs;
  return { from: String(open - bucketMs), to: String(open + bucketMs) };
};

/** What the model has done until now. */
async function askTruths(site: SupervisedProcess): Promise<readonly MetricTruth[]> {
  const answered = lineFrom(site, 'truth');
  site.send({ type: 'truth' });
  return ((await answered)['truth'] as MetricTruth[][]).flat();
}

/** Every metric of which the model knows the truth, over the whole run. */
async function compare({ standalone, start, options }: Run, truths: readonly MetricTruth[]): Promise<DemoMetric[]> {
  const to = Math.ceil(options.clock.now() / bucketMs) * bucketMs;
  const metrics = [...new Set(truths.map((truth) => truth.metric))].join(',');
  const scales = await displayScales(standalone.apiUrl);
  const rows = await query(standalone.apiUrl, {
    metrics,
    by: 'site',
    grain: 'total',
    from: String(start),
    to: String(to),
  });
  return truths.map(({ metric, site: id, value: base, tolerance }) => {
    const row = rows.find((one) => one.metric === metric && one.site === id);
    const value = row?.value ?? null;
    const truth = base * (scales.get(metric) ?? 1);
    return {
      metric,
      site: id,
      value,
      unit: row?.unit ?? '',
      truth,
      relative_difference: value === null ? null : Math.abs(value - truth) / Math.abs(truth),
      tolerance,
    };
  });
}

async function reporting({ standalone }: Run): Promise<DemoSummary['devices']> {
  const response = await fetch(`${standalone.apiUrl}/v1/devices`);
  const { devices } = (await response.json()) as { devices: { state: string }[] };
  return { expected: devices.length, reporting: devices.filter(({ state }) => state === 'reporting').length };
}

function curlLines({ standalone, start }: Run): string[] {
  const url = (parameters: Record<string, string>): string => `curl '${queryUrl(standalone.apiUrl, parameters)}'`;
  const from = String(start);
  return [
    url({ metrics: 'ipue,load_factor,avg_price_paid', by: 'site', grain: 'month', from }),
    url({ metrics: 'fleet_j_per_th_wall', by: 'hall,model', grain: 'day', from, format: 'csv' }),
    `curl '${standalone.apiUrl}/v1/claims?format=csv'`,
    `curl '${standalone.apiUrl}/v1/metrics'`,
  ];
}
