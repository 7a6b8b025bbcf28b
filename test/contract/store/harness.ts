import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { z } from 'zod';
import { childEnvironment, projectPath, readConfig } from '#runtime';

/** A store under test: a real server when CLICKHOUSE_URL is set, else the embedded engine as a process of its own. */
export interface Target {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly client: ClickHouseClient;
  /** A client of the same store with other options. */
  connect(options?: Parameters<typeof createClient>[0]): ClickHouseClient;
  stop(): Promise<void>;
}

const settings = readConfig(
  z.object({
    CLICKHOUSE_URL: z.url().optional(),
    CLICKHOUSE_USER: z.string().default('default'),
    CLICKHOUSE_PASSWORD: z.string().default(''),
  }),
);

/** Some promises are the engine's own: its data directory, its processes. */
export const isEmbedded = settings.CLICKHOUSE_URL === undefined;

/** The embedded engine as a process. */
export interface EngineProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has said on stderr. */
  said(): string;
  /** Resolves with the exit code (null after a signal). */
  readonly exited: Promise<number | null>;
}

export const login = { user: 'coload', password: "it's a: secret" };

/** Starts the engine's process entry without waiting until it is ready. */
export function launchEngine(directory: string, environment: Record<string, string> = {}): Omit<EngineProcess, 'url'> {
  const entry = projectPath('libs/store/engine/main.ts');
  const typescript = projectPath('test/support/typescript.mjs');
  const child = spawn(process.execPath, ['--conditions', 'source', '--import', typescript, entry], {
    env: childEnvironment({
      NODE_OPTIONS: '',
      ENGINE_DIR: directory,
      ENGINE_USER: login.user,
      ENGINE_PASSWORD: login.password,
      UV_THREADPOOL_SIZE: '8',
      ...environment,
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-20_000)));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, exited, said: () => said };
}

/** Starts the engine and waits for its ready line. */
export async function startEngineProcess(
  directory: string,
  environment: Record<string, string> = {},
): Promise<EngineProcess> {
  const launched = launchEngine(directory, environment);
  const { child, exited, said } = launched;
  if (!child.stdout) throw new Error('The engine has no stdout');
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<string>((resolve) => lines.once('line', resolve));
  const ended = exited.then((code) => Promise.reject(new Error(`The engine ended with ${code}:\n${said()}`)));
  const line = await Promise.race([ready, ended]);
  ended.catch(() => undefined);
  return { ...launched, url: z.object({ ready: z.literal(true), url: z.url() }).parse(JSON.parse(line)).url };
}

export async function stopEngineProcess({ child, exited }: EngineProcess): Promise<number | null> {
  child.kill('SIGTERM');
  return exited;
}

/** An empty folder, and its removal. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'coload-store-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

async function prepare(
  address: { url: string; user: string; password: string },
  release: () => Promise<void>,
): Promise<Target> {
  const database = `conformance_${randomUUID().slice(0, 8)}`;
  const clients: ClickHouseClient[] = [];
  const connect: Target['connect'] = (options = {}) => {
    const { url, user, password } = address;
    const log = { level: ClickHouseLogLevel.OFF };
    const client = createClient({ url, username: user, password, database, log, ...options });
    clients.push(client);
    return client;
  };
  const outside = connect({ database: 'default' });
  await outside.command({ query: `CREATE DATABASE ${database}` });
  const stop = async (): Promise<void> => {
    await outside.command({ query: `DROP DATABASE ${database}` });
    await Promise.all(clients.map((client) => client.close()));
    await release();
  };
  return { ...address, database, client: connect(), connect, stop };
}

/** The store under test with an empty database. */
export async function startTarget(environment: Record<string, string> = {}): Promise<Target> {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password } = settings;
  if (url !== undefined) return prepare({ url, user, password }, () => Promise.resolve());
  const folder = temporaryFolder();
  const engine = await startEngineProcess(join(folder.path, 'store'), environment);
  return prepare({ url: engine.url, ...login }, async () => {
    await stopEngineProcess(engine);
    folder.remove();
  });
}

/** Waits until `condition` holds; asks again every few milliseconds, and gives up with `what` after `withinMs`. */
export async function eventually(what: string, condition: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
  const start = performance.now();
  for (;;) {
    if (await condition()) return;
    if (performance.now() - start > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** How many running statements hold `text`, the one that asks apart. */
export async function runningWith(client: ClickHouseClient, text: string): Promise<number> {
  const half = Math.floor(text.length / 2);
  const query = `SELECT count() AS n FROM system.processes WHERE position(query, concat({a:String}, {b:String})) > 0`;
  const params = { a: text.slice(0, half), b: text.slice(half) };
  const result = await client.query({ query, query_params: params, format: 'JSONEachRow' });
  const [row] = await result.json<{ n: number | string }>();
  return Number(row?.n);
}
