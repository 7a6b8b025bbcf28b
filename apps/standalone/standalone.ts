import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { type Clock, connectionFile, type Logger, PipelineError } from '#runtime';
import { loaderUser } from '#store';
import { SupervisedProcess } from './process.ts';
import { partitionsOf } from './stream-partitions.ts';

export interface StandaloneOptions {
  /** Everything that the machine keeps lives below it. */
  readonly dataDir: string;
  readonly siteFile: string;
  readonly apiPort: number;
  /** Issue reports as this file says. */
  readonly scheduleFile?: string | undefined;
  /** Use this Kafka instead of the embedded stream. */
  readonly kafkaBrokers?: string | undefined;
  /** Of every topic of the stream; unless given those that the embedded one was created with, 1 when it is created. */
  readonly streamPartitions?: number | undefined;
  /** Use this ClickHouse instead of the embedded engine. */
  readonly clickhouse?: { readonly url: string; readonly user: string; readonly password: string } | undefined;
  /** Of the embedded engine; any free one unless given. */
  readonly storePort?: number | undefined;
  /** Lets the user `viewer` read the embedded store. */
  readonly viewerPassword?: string | undefined;
  /** Writes each process's log lines to a file here instead of stderr. */
  readonly logDir?: string;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** All stages of one machine as supervised processes. */
export interface Standalone {
  readonly apiUrl: string;
  readonly processorUrl: string;
  /** Environment with which any app reaches this stream and store. */
  readonly env: Readonly<Record<string, string>>;
  readonly processes: ReadonlyMap<string, SupervisedProcess>;
  startCollector(): Promise<void>;
  stop(): Promise<void>;
}

interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The engine's login, made at the first start and readable by its owner only. */
function credentials(dataDir: string): Credentials {
  const file = join(dataDir, 'credentials.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Credentials;
  const made = { user: 'coload', password: randomBytes(24).toString('base64url') };
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

/**
 * Starts engine (unless a ClickHouse is given), processor and api, in that order; the collector when `startCollector` is called.
 * Rejects with one clear error when one of them does not come up; what was started is stopped again.
 */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  mkdirSync(options.dataDir, { recursive: true });
  if (options.logDir !== undefined) mkdirSync(options.logDir, { recursive: true });
  const processes = new Map<string, SupervisedProcess>();
  const stop = async (): Promise<void> => {
    // Ctrl-C reaches all of them at once: none is to be started again.
    for (const one of processes.values()) one.expectEnd();
    // The source first, the store last: nothing is produced that nobody takes.
    for (const one of [...processes.values()].toReversed()) await one.stop();
    rmSync(connectionFile(options.dataDir), { force: true });
  };
  const launch = async (
    name: string,
    entry: string,
    env: Record<string, string>,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const { logger, clock, logDir } = options;
    const log = logDir === undefined ? {} : { logFile: join(logDir, `${name}.log`) };
    const started = new SupervisedProcess({ name, entry, env, logger, clock, ...log });
    processes.set(name, started);
    return await started.start();
  };
  try {
    // Fixed, so that each is found again where it was after it was restarted.
    const apiPort = await freePort(options.apiPort);
    const processorPort = await freePort();
    const store = await startStore(options, launch);
    const env = {
      ...store,
      SITE_FILE: options.siteFile,
      ...(await streamOf(options)),
    };
    // For `coload dead` and whatever else is run beside it; it holds the engine's password.
    const { SITE_FILE: _, ...connection } = env;
    writeFileSync(connectionFile(options.dataDir), JSON.stringify(connection), { mode: 0o600 });
    // The embedded engine keeps a session for this user, so that analysts cannot starve loading.
    const loader = options.clickhouse ? {} : { CLICKHOUSE_USER: loaderUser };
    const processor = await launch('processor', 'dist/apps/processor/main.js', {
      ...env,
      ...loader,
      PROCESSOR_PORT: String(processorPort),
    });
    const api = await launch('api', 'dist/apps/api/main.js', { ...env, API_PORT: String(apiPort) });
    if (options.scheduleFile !== undefined) {
      const scheduler = { ...env, SCHEDULE_FILE: options.scheduleFile };
      await launch('scheduler', 'dist/apps/scheduler/main.js', scheduler);
    }
    const startCollector = async (): Promise<void> => {
      await launch('collector', 'dist/apps/collector/main.js', {
        ...env,
        COLLECTOR_DIR: join(options.dataDir, 'collector'),
      });
    };
    return { apiUrl: String(api['url']), processorUrl: String(processor['url']), env, processes, startCollector, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Settings by which a process finds the stream. */
async function streamOf(options: StandaloneOptions): Promise<Record<string, string>> {
  const { kafkaBrokers, streamPartitions: given, dataDir, logger } = options;
  if (kafkaBrokers !== undefined)
    return { KAFKA_BROKERS: kafkaBrokers, ...(given !== undefined && { STREAM_PARTITIONS: String(given) }) };
  const directory = resolve(dataDir, 'stream');
  const partitions = given ?? (await partitionsOf(directory, logger));
  return { STREAM_DIR: directory, STREAM_PARTITIONS: String(partitions) };
}

type Launch = (name: string, entry: string, env: Record<string, string>) => Promise<Readonly<Record<string, unknown>>>;

async function startStore(options: StandaloneOptions, launch: Launch): Promise<Record<string, string>> {
  if (options.clickhouse) {
    const { url, user, password } = options.clickhouse;
    return { CLICKHOUSE_URL: url, CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password };
  }
  const { user, password } = credentials(options.dataDir);
  const engine = {
    ENGINE_DIR: join(options.dataDir, 'store'),
    ENGINE_USER: user,
    ENGINE_PASSWORD: password,
    ...(options.viewerPassword !== undefined && { ENGINE_VIEWER_PASSWORD: options.viewerPassword }),
    // A statement holds a thread of the pool while it runs; with Node's four, analysts would wait for one another.
    UV_THREADPOOL_SIZE: '12',
  };
  // A fixed port, so that the others find the engine again when it was restarted.
  const port = await freePort(options.storePort);
  const ready = await launch('engine', 'dist/libs/store/engine/main.js', { ...engine, ENGINE_PORT: String(port) });
  return { CLICKHOUSE_URL: String(ready['url']), CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password };
}

/** The port itself, or any free one for 0. Throws PORT_TAKEN when somebody has it. */
function freePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EADDRINUSE') return reject(cause);
      const advice = 'stop the process that has it, or choose another port';
      reject(new PipelineError('PORT_TAKEN', `Port ${wanted} of 127.0.0.1 is in use; ${advice}`, { cause }));
    });
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
