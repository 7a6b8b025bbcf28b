import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { deadTopic, topicNames } from '#contracts';
import { messageOf, silentLogger, systemClock } from '#runtime';
import { createStore, migrate, safeInteger, type Store } from '#store';
import type { Stream } from '#stream';
import { openEmbeddedStream } from '#stream/embedded';
import { openKafkaStream } from '#stream/kafka';
import { type KafkaBroker, startKafka } from '../support/kafka.ts';
import { type Child, directories, startChild } from './child.ts';
import { createRandom, type Random } from './random.ts';
import type { Break, StreamKind } from './scenario.ts';
import { writeSites } from './sites.ts';
import { HopelessError, until } from './wait.ts';

export const partitions = 2;
const rowsRow = z.object({ rows: safeInteger });
const login = { user: 'coload', password: 'secret' };

/** Engine, stream and the processes that a scenario starts, in a directory of their own. */
export interface Stage {
  readonly kind: StreamKind;
  readonly isLong: boolean;
  /** The promise that the children break on purpose. */
  readonly broken: Break | undefined;
  readonly random: Random;
  readonly directory: string;
  readonly store: Store;
  readonly stream: Stream;
  readonly broker: KafkaBroker | undefined;
  /** The engine that runs now. */
  readonly engine: Child;
  /** Settings with which a processor or collector finds store and stream. */
  readonly environment: Readonly<Record<string, string>>;
  /** Processes killed so far; whoever kills counts. */
  kills: number;
  /** How many the scenario is to kill. */
  readonly planned: number;
  /** Tells how it goes on. */
  say(text: string): void;
  /** Starts the engine again, on the same port and directory, after it has been killed. */
  startEngine(environment?: Record<string, string>, shell?: string): Promise<Child>;
  /** A process from test/fault/children, with the settings of the stage. */
  start(name: 'processor' | 'collector', environment?: Record<string, string>): Child;
  /** Rows of made-up batches that the store has. */
  storedRows(): Promise<number>;
  /** Calls back when the stage is taken down, before anything is stopped. */
  onEnd(step: () => unknown): void;
  /** Processors that were started and still run. */
  processors(): Child[];
}

export interface StageOptions {
  readonly kind: StreamKind;
  readonly seed: number;
  readonly isLong: boolean;
  readonly broken: Break | undefined;
  readonly planned: number;
  readonly say: (text: string) => void;
}

const canListen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Below those that systems give to outgoing connections: whoever is killed finds its port free when it comes back. */
const ports = { first: 20_000, count: 12_000 };
let asked = process.pid * 7;

/** A port of this machine that nobody has. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = ports.first + ((asked += 1) % ports.count);
    if (await canListen(port)) return port;
  }
}

/** How long one step of the clean-up may take. */
const stepMs = 30_000;

/** All that has to be stopped, the last first; what fails to stop keeps the rest from nothing. */
class Cleanup {
  readonly #steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    const done = new AbortController();
    for (const step of this.#steps.splice(0).toReversed()) {
      try {
        await Promise.race([step(), systemClock.sleep(stepMs, done.signal)]);
      } catch (error) {
        process.stderr.write(`clean-up: ${messageOf(error)}\n`);
      }
    }
    done.abort();
  }
}

/** Opens a stage, lets `play` use it, and takes everything down, whatever came of it. */
export async function onStage<Result>(options: StageOptions, play: (stage: Stage) => Promise<Result>): Promise<Result> {
  const cleanup = new Cleanup();
  try {
    return await play(await openStage(options, cleanup));
  } finally {
    await cleanup.run();
  }
}

async function openStage(options: StageOptions, cleanup: Cleanup): Promise<Stage> {
  const { kind, seed, say, broken } = options;
  const directory = mkdtempSync(join(tmpdir(), 'coload-fault-'));
  directories.add(directory);
  cleanup.add(() => {
    rmSync(directory, { recursive: true, force: true });
    directories.delete(directory);
  });
  const children: Child[] = [];
  let isOver = false;
  cleanup.add(() => {
    isOver = true;
    return Promise.all(children.filter(({ isRunning }) => isRunning).map((child) => child.kill('SIGKILL')));
  });
  const broker = kind === 'kafka' ? await startKafka() : undefined;
  if (broker) cleanup.add(() => broker.stop());
  const enginePort = await freePort();
  let engine: Child | undefined;
  const startEngine: Stage['startEngine'] = async (environment = {}, shell) => {
    if (isOver) throw new HopelessError('the scenario is over');
    engine = startChild({
      name: 'engine',
      entry: 'dist/libs/store/engine/main.js',
      environment: {
        ENGINE_DIR: join(directory, 'store'),
        ENGINE_PORT: String(enginePort),
        ENGINE_USER: login.user,
        ENGINE_PASSWORD: login.password,
        UV_THREADPOOL_SIZE: '6',
        ...environment,
      },
      ...(shell !== undefined && { shell }),
    });
    children.push(engine);
    await engine.ready;
    return engine;
  };
  await startEngine();
  const url = `http://127.0.0.1:${enginePort}`;
  const store = createStore({ url, ...login });
  cleanup.add(() => store.close());
  await migrate(store);
  const streamDirectory = join(directory, 'stream');
  const stream = broker
    ? openKafkaStream({ brokers: [...broker.brokers], clientId: 'fault', logger: silentLogger })
    : openEmbeddedStream({ directory: streamDirectory, logger: silentLogger });
  cleanup.add(() => stream.stop());
  const names = topicNames.flatMap((name) => [name, deadTopic(name)]);
  await stream.ensureTopics(names.map((topic) => ({ topic, partitions })));
  const environment = {
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USER: 'loader',
    CLICKHOUSE_PASSWORD: login.password,
    STREAM_DIR: streamDirectory,
    STREAM_PARTITIONS: String(partitions),
    SITE_FILE: writeSites(join(directory, 'sites')),
    PROCESSOR_BLOCK_MS: '50',
    PROCESSOR_RECOMPUTE_MS: '100',
    COLLECTOR_DIR: join(directory, 'collector'),
    ...(broker && { KAFKA_BROKERS: broker.brokers.join(',') }),
    ...(broken !== undefined && { FAULT_BREAK: broken }),
  };
  return {
    kind,
    isLong: options.isLong,
    broken,
    random: createRandom(seed),
    directory,
    store,
    stream,
    broker,
    get engine() {
      if (!engine) throw new Error('There is no engine');
      return engine;
    },
    environment,
    kills: 0,
    planned: options.planned,
    say,
    startEngine,
    start: (name, extra = {}) => {
      // A scenario that ran out of time may still be at it.
      if (isOver) throw new HopelessError('the scenario is over');
      const entry = `dist/test/fault/children/${name}.js`;
      const child = startChild({ name, entry, environment: { ...environment, ...extra } });
      children.push(child);
      return child;
    },
    storedRows: async () => {
      const [row] = await store.query('SELECT count() AS rows FROM reading_asic', { schema: rowsRow });
      return row?.rows ?? 0;
    },
    onEnd: (step) => cleanup.add(step),
    processors: () => children.filter(({ name, isRunning }) => name === 'processor' && isRunning),
  };
}

/** Starts a process until one comes up: it may find the store or the stream away, or be killed by itself. */
export const started = (start: () => Child): Promise<Child> =>
  until('a process to come up', async () => {
    const child = start();
    await child.ready;
    return child;
  });
