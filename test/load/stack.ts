import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { deadTopic, topicNames } from '#contracts';
import { silentLogger, systemClock } from '#runtime';
import { createStore, integer, loaderUser, migrate, type Store } from '#store';
import type { Stream } from '#stream';
import { openEmbeddedStream } from '#stream/embedded';
import { openKafkaStream } from '#stream/kafka';
import { SupervisedProcess } from '../../apps/standalone/process.ts';
import { cpuSeconds } from './machine.ts';

const login = { user: 'coload', password: 'bench' } as const;
const clock = systemClock;
const logger = silentLogger;

export interface StackOptions {
  /** A Kafka; the embedded stream when absent. */
  readonly brokers?: string;
  readonly partitions?: number;
}

/** An engine of its own and an empty stream beside it; processes are those of the build. */
export interface BenchStack {
  readonly directory: string;
  readonly engine: SupervisedProcess;
  readonly store: Store;
  readonly stream: Stream;
  /** Settings with which a process reaches the stream and, as a loader, the store. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts an entry of the build; it is stopped with the stack. Resolves with its ready line too. */
  start(entry: string, env?: Readonly<Record<string, string>>): Promise<Started>;
  /** Starts the api, which asks the engine as analysts do, in the sessions that loading leaves. */
  startApi(): Promise<Started>;
  stop(): Promise<void>;
}

export interface Started {
  readonly process: SupervisedProcess;
  readonly pid: number;
  readonly url: string;
}

const ready = z.object({ url: z.string().default('') });

async function started(process: SupervisedProcess): Promise<Started> {
  const { url } = ready.parse(await process.start());
  return { process, url, pid: process.pid ?? 0 };
}

/** Starts the engine on a directory of its own and creates topics and tables. */
export async function startBenchStack({ brokers, partitions = 1 }: StackOptions = {}): Promise<BenchStack> {
  const directory = mkdtempSync(join(tmpdir(), 'coload-bench-'));
  const running: SupervisedProcess[] = [];
  const start = (entry: string, env: Readonly<Record<string, string>>): Promise<Started> => {
    const logFile = join(directory, `${entry.split('/').at(-2) ?? 'process'}.log`);
    const process = new SupervisedProcess({ name: entry, entry, env, logFile, logger, clock });
    running.push(process);
    return started(process);
  };
  const { process: engine, url } = await start('dist/libs/store/engine/main.js', {
    ENGINE_DIR: join(directory, 'store'),
    ENGINE_USER: login.user,
    ENGINE_PASSWORD: login.password,
    UV_THREADPOOL_SIZE: '12',
  });
  const store = createStore({ url, ...login });
  await migrate(store);
  const stream =
    brokers === undefined
      ? openEmbeddedStream({ directory: join(directory, 'stream'), logger })
      : openKafkaStream({ brokers: brokers.split(','), clientId: 'bench', logger });
  const names = topicNames.flatMap((name) => [name, deadTopic(name)]);
  await stream.ensureTopics(names.map((topic) => ({ topic, partitions })));
  const env = {
    CLICKHOUSE_URL: url,
    CLICKHOUSE_USER: loaderUser,
    CLICKHOUSE_PASSWORD: login.password,
    STREAM_PARTITIONS: String(partitions),
    ...(brokers === undefined ? { STREAM_DIR: join(directory, 'stream') } : { KAFKA_BROKERS: brokers }),
  };
  return {
    directory,
    engine,
    store,
    stream,
    env,
    start: (entry, given = {}) => start(entry, { ...env, ...given }),
    startApi: () => start('dist/apps/api/main.js', { ...env, CLICKHOUSE_USER: login.user, API_PORT: '0' }),
    stop: async () => {
      await stream.stop();
      await store.close();
      for (const process of running.toReversed()) await process.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const merging = z.object({ merges: integer });

/** Waits until the engine has merged what it wants to merge, so that its CPU time is all that the rows cost. */
export async function merged({ store }: BenchStack): Promise<void> {
  for (let quiet = 0; quiet < 10;) {
    const [row] = await store.query('SELECT count() AS merges FROM system.merges', { schema: merging });
    quiet = row?.merges === 0 ? quiet + 1 : 0;
    await clock.sleep(100);
  }
}

/** CPU seconds of the engine so far. */
export const engineCpu = ({ engine }: BenchStack): number => cpuSeconds(engine.pid ?? 0);
