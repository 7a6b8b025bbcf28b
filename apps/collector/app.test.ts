import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { childEnvironment, projectPath, silentLogger } from '#runtime';
import { openEmbeddedStream } from '#stream/embedded';

const typescript = ['--conditions', 'source', '--import', projectPath('test/support/typescript.mjs')];

function startMain(env: Record<string, string>): ReturnType<typeof spawn> {
  const args = [...typescript, projectPath('apps/collector/main.ts')];
  return spawn(process.execPath, args, { env: childEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
}

const minerAnswer = (): string => {
  const summary = [{ Elapsed: 100, 'GHS 5s': 110_000, 'Total MH': 11_000_000_000 }];
  return `${JSON.stringify({ STATUS: [{ STATUS: 'S', Msg: 'ok' }], SUMMARY: summary, id: 1 })}\0`;
};

test('the process polls, shows its devices and numbers, sends what it read, and stops in order', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'coload-collector-'));
  const miner = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(minerAnswer()));
  });
  await new Promise<void>((resolve) => miner.listen(0, '127.0.0.1', resolve));
  const { port } = miner.address() as AddressInfo;
  const site = join(directory, 'site.yaml');
  const device = (id: string, at: number): string =>
    `  - { id: ${id}, kind: cgminer, address: "127.0.0.1:${at}", hall: h1, nominal_ths: 110, poll_s: 0.2 }\n`;
  writeFileSync(
    site,
    `site: { id: site-1, zone: UTC }\nhalls: [{ id: h1, workload: mining }]\ndevices:\n${device('m1', port)}${device('nobody', 1)}`,
  );
  const child = startMain({
    SITE_FILE: site,
    COLLECTOR_DIR: join(directory, 'collector'),
    STREAM_DIR: join(directory, 'stream'),
  });
  try {
    if (!child.stdout) throw new Error('no stdout');
    let said = '';
    child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
    const ended = once(child, 'exit').then(() => Promise.reject(new Error(said)));
    const first = once(createInterface({ input: child.stdout }), 'line');
    const [line] = (await Promise.race([first, ended])) as [string];
    ended.catch(() => undefined);
    const ready = JSON.parse(line) as { ready: boolean; app: string; url: string };
    expect(ready).toMatchObject({ ready: true, app: 'collector' });
    const stream = openEmbeddedStream({ directory: join(directory, 'stream'), logger: silentLogger });
    const stored = async (): Promise<number> => {
      const bounds = await stream.bounds('telemetry.asic').catch(() => []);
      return bounds.reduce((sum, { next }) => sum + Number(next), 0);
    };
    while ((await stored()) < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    const shown = (await (await fetch(`${ready.url}/devices`)).json()) as {
      devices: { device: string; lastError: { code: string } | null }[];
    };
    expect(shown.devices.map(({ device, lastError }) => [device, lastError?.code ?? null])).toEqual([
      ['m1', null],
      ['nobody', 'DEVICE_UNREACHABLE'],
    ]);
    expect(await (await fetch(`${ready.url}/healthz`)).json()).toMatchObject({
      app: 'collector',
      devices: 2,
      failing: 1,
      spoolBytes: 1024 ** 3,
      heldReadings: 0,
    });
    const metrics = await (await fetch(`${ready.url}/metrics`)).text();
    for (const name of [
      'received_polls_total',
      'sent_rows_total',
      'dropped_total',
      'merged_readings_total',
      'blanked_quantities_total',
      'errors_total',
      'lag_bytes',
      'step_seconds',
    ]) {
      expect(metrics).toContain(`collector_${name}`);
    }
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await stream.stop();
  } finally {
    child.kill('SIGKILL');
    miner.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

test.each([
  ['a site file that is not there', { SITE_FILE: '/nowhere/site.yaml' }, /\/nowhere\/site\.yaml/],
  [
    'settings that are wrong, all of them',
    { SITE_FILE: 'x', COLLECTOR_PORT: '70000', COLLECTOR_NAME: 'a b' },
    /COLLECTOR_NAME[^]*COLLECTOR_PORT/,
  ],
])('%s: exit 2 with the reason', async (_, env, expected) => {
  const child = startMain(env);
  let said = '';
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  expect(await once(child, 'exit')).toEqual([2, null]);
  expect(said).toMatch(expected);
});
