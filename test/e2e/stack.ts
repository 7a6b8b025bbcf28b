import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '#runtime';
import type { SimulatedEvent } from '../../apps/simulator/index.ts';
import { SupervisedProcess } from '../../apps/standalone/process.ts';
import { type Standalone, startStandalone } from '../../apps/standalone/standalone.ts';

/** A whole site of the past to be measured by a whole stack. */
export interface E2eOptions {
  readonly seed: number;
  readonly devices: number;
  /** First poll and last, UTC ms. */
  readonly start: number;
  readonly until: number;
  readonly pollMs: number;
  /** What happens besides what comes of itself; times from the start, ms. */
  readonly events: readonly SimulatedEvent[];
  /** Use this Kafka instead of the embedded stream. */
  readonly kafkaBrokers?: string;
}

/** A stack that has measured its site. */
export interface E2eStack {
  readonly apiUrl: string;
  readonly siteFile: string;
  /** Raw answers of the devices and rows of the feeds, a line of JSON each. */
  readonly answersFile: string;
  /** Readings that the collector has appended. */
  readonly readings: number;
  stop(): Promise<void>;
}

type Line = Readonly<Record<string, unknown>>;

const loadedWithinMs = 120_000;

/** The first line that has the key; rejects when the process says nothing of the kind in time. */
function lineOf(site: SupervisedProcess, key: string, said: () => string): Promise<Line> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the site did not say ${key}\n${said()}`)), loadedWithinMs);
    site.onLine((line) => {
      if (!(key in line)) return;
      clearTimeout(late);
      resolve(line);
    });
  });
}

/** Resolves when the processor has committed everything on the stream, which it does after the rollups. */
async function allLoaded({ processorUrl }: Standalone, said: () => string): Promise<void> {
  const deadline = systemClock.monotonic() + loadedWithinMs;
  let lags: number[] = [];
  while (systemClock.monotonic() < deadline) {
    const text = await (await fetch(`${processorUrl}/metrics`)).text();
    lags = [...text.matchAll(/^processor_lag_messages\{[^}]*\} (\d+)$/gm)].map((match) => Number(match[1]));
    if (lags.length > 0 && lags.every((lag) => lag === 0)) return;
    await systemClock.sleep(100);
  }
  throw new Error(`the processor did not catch up, its lags are ${lags.join(', ')}\n${said()}`);
}

const lastWords = (directory: string): string =>
  readdirSync(directory)
    .map((name) => `${name}:\n${readFileSync(join(directory, name), 'utf8').slice(-2_000)}`)
    .join('\n');

/**
 * Starts a simulated site, engine, processor and api as processes from the build, lets the site's past go through them and resolves
 * when all of it is in the rollups. What was started is stopped when this fails.
 */
export async function measureSite(options: E2eOptions): Promise<E2eStack> {
  const directory = mkdtempSync(join(tmpdir(), 'coload-e2e-'));
  const logDir = join(directory, 'logs');
  mkdirSync(logDir);
  const answersFile = join(directory, 'answers.ndjson');
  const said = (): string => lastWords(logDir);
  const site = siteProcess(options, { directory, logDir, answersFile });
  let standalone: Standalone | undefined;
  const stop = async (): Promise<void> => {
    await standalone?.stop();
    await site.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const { files } = (await site.start()) as { files?: string[] };
    const siteFile = files?.[0] ?? '';
    standalone = await startStandalone({
      dataDir: directory,
      siteFile,
      apiPort: 0,
      kafkaBrokers: options.kafkaBrokers,
      logDir,
      logger: silentLogger,
      clock: systemClock,
    });
    const backfilled = lineOf(site, 'backfilled', said);
    site.send({ type: 'backfill' });
    const readings = Number((await backfilled)['readings']);
    await allLoaded(standalone, said);
    return { apiUrl: standalone.apiUrl, siteFile, answersFile, readings, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Places {
  readonly directory: string;
  readonly logDir: string;
  readonly answersFile: string;
}

function siteProcess(options: E2eOptions, { directory, logDir, answersFile }: Places): SupervisedProcess {
  const stream =
    options.kafkaBrokers === undefined
      ? { STREAM_DIR: join(directory, 'stream') }
      : { KAFKA_BROKERS: options.kafkaBrokers };
  return new SupervisedProcess({
    name: 'site',
    entry: 'dist/apps/standalone/demo-site.js',
    env: {
      DEMO_SEED: String(options.seed),
      DEMO_DEVICES: String(options.devices),
      DEMO_START: String(options.start),
      DEMO_UNTIL: String(options.until),
      DEMO_POLL_MS: String(options.pollMs),
      DEMO_EVENTS: JSON.stringify(options.events),
      DEMO_ANSWERS: answersFile,
      DEMO_DIR: directory,
      COLLECTOR_DIR: join(directory, 'collector'),
      ...stream,
    },
    logFile: join(logDir, 'site.log'),
    logger: silentLogger,
    clock: systemClock,
  });
}
