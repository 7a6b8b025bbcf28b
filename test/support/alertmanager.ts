import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, systemClock } from '#runtime';

const binaries = ['/usr/bin/prometheus-alertmanager', '/usr/bin/alertmanager', '/usr/local/bin/alertmanager'];
const found = (): string | undefined => binaries.find((path) => existsSync(path));
const run = promisify(execFile);

/** Why there is no Alertmanager here, or null. Asks Debian's package client for it, where that is to be had. */
export async function whyNoAlertmanager(): Promise<string | null> {
  if (found() !== undefined) return null;
  const install = (...args: string[]): Promise<unknown> => run('apt-get', args, { timeout: 180_000 });
  const packages = ['install', '--yes', '--no-install-recommends', 'prometheus-alertmanager'];
  try {
    await install(...packages).catch(() => install('update').then(() => install(...packages)));
  } catch (error) {
    return `no Alertmanager, and apt-get cannot install it: ${messageOf(error).split('\n')[0] ?? ''}`;
  }
  return found() === undefined ? 'the package has no Alertmanager' : null;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

/** A running Alertmanager that tells a webhook at once. */
export interface Alertmanager {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts one on this machine alone, in a directory of its own. */
export async function startAlertmanager(webhook: string): Promise<Alertmanager> {
  const directory = await mkdtemp(join(tmpdir(), 'coload-alertmanager-'));
  const config = join(directory, 'alertmanager.yml');
  const receiver = { name: 'hook', webhook_configs: [{ url: webhook, send_resolved: true }] };
  const route = {
    receiver: 'hook',
    group_by: ['alertname'],
    group_wait: '0s',
    group_interval: '1s',
    repeat_interval: '4h',
  };
  // JSON is YAML as well.
  await writeFile(config, JSON.stringify({ route, receivers: [receiver] }));
  const port = await freePort();
  const args = [
    `--config.file=${config}`,
    `--storage.path=${join(directory, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ];
  const child = spawn(found() ?? '', args, { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
    await rm(directory, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 200; tries += 1) {
    const isReady = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return { url, stop };
    await systemClock.sleep(100);
  }
  await stop();
  throw new Error('Alertmanager did not become ready');
}
