import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type EngineProcess,
  eventually,
  isEmbedded,
  launchEngine,
  login,
  runningWith,
  startEngineProcess,
  stopEngineProcess,
  temporaryFolder,
} from './harness.ts';

let folder: ReturnType<typeof temporaryFolder>;
let running: EngineProcess[];
beforeEach(() => {
  folder = temporaryFolder();
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((engine) => stopEngineProcess(engine)));
  folder.remove();
});

async function start(environment: Record<string, string> = {}): Promise<EngineProcess> {
  const engine = await startEngineProcess(folder.path, environment);
  running.push(engine);
  return engine;
}

const connect = (engine: EngineProcess): ClickHouseClient =>
  createClient({
    log: { level: ClickHouseLogLevel.OFF },
    url: engine.url,
    username: login.user,
    password: login.password,
  });

async function ask(engine: EngineProcess, query: string): Promise<string> {
  const client = connect(engine);
  const text = await (await client.query({ query, format: 'TabSeparated' })).text();
  await client.close();
  return text;
}

async function untilRunning(engine: EngineProcess, text: string): Promise<void> {
  const client = connect(engine);
  await eventually(`${text} runs`, async () => (await runningWith(client, text)) > 0);
  await client.close();
}

(isEmbedded ? describe : describe.skip)('a data directory', () => {
  test('that another engine has is refused with one line naming that process, which goes on undisturbed', async () => {
    const first = await start();
    const second = launchEngine(folder.path);
    expect(await second.exited).toBe(1);
    const lines = second.said().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: `Data directory ${folder.path} is in use by process ${first.child.pid}`,
    });
    expect(await ask(first, 'SELECT 1')).toBe('1\n');
  });

  test('opens after a SIGKILL, with what was acknowledged, and without what was on its way', async () => {
    const first = await start();
    const client = connect(first);
    await client.command({ query: 'CREATE TABLE item (id UInt8) ENGINE = MergeTree ORDER BY id' });
    await client.insert({ table: 'item', values: [{ id: 7 }], format: 'JSONEachRow' });
    await client.close();
    writeFileSync(join(folder.path, 'incoming', 'body-99'), 'left behind');
    first.child.kill('SIGKILL');
    await first.exited;
    const second = await start();
    expect(await ask(second, 'SELECT id FROM item')).toBe('7\n');
    expect(readdirSync(join(folder.path, 'incoming')).filter((name) => name.startsWith('body'))).toEqual([]);
  });

  test('whose holder is written down with the pid of another, living process opens all the same', async () => {
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(join(folder.path, 'holder.json'), JSON.stringify({ pid: process.pid, started: '1' }));
    expect(await ask(await start(), 'SELECT 1')).toBe('1\n');
  });

  test('is readable by its owner only, the bodies on their way included', async () => {
    await start();
    expect(statSync(join(folder.path, 'incoming')).mode & 0o077).toBe(0);
  });

  test('is left clean by SIGTERM, which waits for what runs', async () => {
    const engine = await start();
    const asked = ask(engine, 'SELECT sleep(1)');
    await untilRunning(engine, 'SELECT sleep(1)');
    expect(await stopEngineProcess(engine)).toBe(0);
    expect(await asked).toBe('0\n');
    expect(existsSync(join(folder.path, 'data', 'status'))).toBe(false);
  });

  test('is left clean by SIGTERM even when a statement would run for hours', async () => {
    const engine = await start();
    const lost = expect(ask(engine, 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)')).rejects.toThrow();
    await untilRunning(engine, 'numbers(1000000000000)');
    expect(await stopEngineProcess(engine)).toBe(0);
    await lost;
  });
});

(isEmbedded ? describe : describe.skip)('the process entry', () => {
  test('names every wrong setting and exits with 2', async () => {
    const { exited, said } = launchEngine(folder.path, { ENGINE_PORT: 'x', ENGINE_PASSWORD: '' });
    expect(await exited).toBe(2);
    expect(said()).toMatch(/ENGINE_PORT[^]*ENGINE_PASSWORD/);
  });

  test('says so when its port is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { exited, said } = launchEngine(folder.path, { ENGINE_PORT: String(port) });
    expect(await exited).toBe(1);
    expect(said()).toContain(`Port ${port} of 127.0.0.1 is in use`);
    server.close();
  });
});
