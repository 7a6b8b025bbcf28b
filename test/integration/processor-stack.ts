import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { z } from 'zod';
import { deadTopic, topicNames } from '#contracts';
import { childEnvironment, projectPath, silentLogger, systemClock } from '#runtime';
import { createStore, type Store } from '#store';
import type { Stream } from '#stream';
import { openEmbeddedStream } from '#stream/embedded';
import { openKafkaStream } from '#stream/kafka';
import { layMigrated } from '../support/migrated.ts';

const ready = z.object({ url: z.string() });

/** A TypeScript entry of the project as a process of its own. */
export interface Child {
  readonly url: string;
  readonly process: ChildProcess;
  /** The end of what it said on stderr. */
  said(): string;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts `entry` from its source and waits for its ready line. What it says on stderr is in the error when it does not come. */
export async function startChild(entry: string, environment: Record<string, string>): Promise<Child> {
  const typescript = projectPath('test/support/typescript.mjs');
  const child = spawn(process.execPath, ['--conditions', 'source', '--import', typescript, projectPath(entry)], {
    env: childEnvironment({ NODE_OPTIONS: '', ...environment }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-20_000)));
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    exited.then(() => Promise.reject(new Error(`${entry} ended before it was ready:\n${said}`))),
  ]);
  const kill = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return { url: ready.parse(JSON.parse(line)).url, process: child, said: () => said, kill };
}

/** Store and stream of a machine of its own; processors are added by `startProcessor`. */
export interface Stack {
  readonly directory: string;
  readonly engine: Child;
  readonly store: Store;
  readonly stream: Stream;
  /** The settings of a processor of this stack. */
  readonly environment: Record<string, string>;
  stop(): Promise<void>;
}

const password = 'secret';
export const defaultPartitions = 2;

/** Starts the embedded store as a process and opens a stream beside it, with all topics: embedded, or Kafka where brokers are given. */
export async function startStack(options: { brokers?: string; partitions?: number } = {}): Promise<Stack> {
  const { brokers, partitions = defaultPartitions } = options;
  const directory = mkdtempSync(join(tmpdir(), 'coload-processor-'));
  await layMigrated(join(directory, 'store'));
  const engine = await startChild('libs/store/engine/main.ts', {
    ENGINE_DIR: join(directory, 'store'),
    ENGINE_USER: 'coload',
    ENGINE_PASSWORD: password,
    UV_THREADPOOL_SIZE: '6',
  });
  const store = createStore({ url: engine.url, user: 'coload', password });
  const stream = brokers
    ? openKafkaStream({ brokers: [brokers], clientId: 'test', logger: silentLogger })
    : openEmbeddedStream({ directory: join(directory, 'stream'), logger: silentLogger });
  const names = topicNames.flatMap((name) => [name, deadTopic(name)]);
  await stream.ensureTopics(names.map((topic) => ({ topic, partitions })));
  return {
    directory,
    engine,
    store,
    stream,
    environment: {
      CLICKHOUSE_URL: engine.url,
      CLICKHOUSE_USER: 'loader',
      CLICKHOUSE_PASSWORD: password,
      ...(brokers === undefined ? {} : { KAFKA_BROKERS: brokers }),
      STREAM_DIR: join(directory, 'stream'),
      STREAM_PARTITIONS: String(partitions),
      PROCESSOR_BLOCK_MS: '50',
      PROCESSOR_RECOMPUTE_MS: '100',
    },
    stop: async () => {
      await stream.stop();
      await store.close();
      await engine.kill('SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Runs `coload ARGUMENTS` to its end, as an operator who has the settings of the stack's processor. */
export async function runCoload(
  stack: Stack,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const typescript = projectPath('test/support/typescript.mjs');
  const command = ['--conditions', 'source', '--import', typescript, projectPath('apps/cli/main.ts'), ...args];
  const env = childEnvironment({ ...stack.environment, NODE_OPTIONS: '', ...environment });
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, command, { env })) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

/** A processor of the stack as a process. */
export const startProcessor = (stack: Stack, environment: Record<string, string> = {}): Promise<Child> =>
  startChild('apps/processor/main.ts', { ...stack.environment, ...environment });

/** Waits until `holds`; the error says what was waited for. */
export async function until(what: string, holds: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = systemClock.monotonic() + timeoutMs;
  while (!(await holds())) {
    if (systemClock.monotonic() > deadline) throw new Error(`Waited ${timeoutMs} ms for: ${what}`);
    await systemClock.sleep(30);
  }
}
