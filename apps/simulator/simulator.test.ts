import { afterEach, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { request } from 'undici';
import { ManualClock } from '#runtime';
import { createSite, type Simulator, startSimulator } from './index.ts';

const start = 1_763_856_000_000;
let running: Simulator | undefined;
afterEach(() => running?.stop());

const site = (name = 'sim-1') => createSite({ seed: 5, site: name, devices: 20, start, hasIncidents: false });

function summaryOf(address: string): Promise<string> {
  const [host = '', port] = address.split(':');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) }, () => socket.write('{"command":"summary"}'));
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('end', () => resolve(text.replace('\0', '')));
    socket.on('error', reject);
  });
}

const elapsed = async (address: string): Promise<number> =>
  (JSON.parse(await summaryOf(address)) as { SUMMARY: { Elapsed: number }[] }).SUMMARY[0]?.Elapsed ?? Number.NaN;

describe('a running simulator', () => {
  test('shows each device as of the clock, going on from where the model stood', async () => {
    const clock = new ManualClock(start);
    const model = site();
    model.setTick(300_000);
    model.advance(start + 3_600_000);
    clock.advance(3_600_000);
    running = await startSimulator({ models: [model], clock });
    const address = running.sites[0]?.addresses.devices['asic-a-001'] ?? '';
    const before = await elapsed(address);
    clock.advance(60_000);
    expect((await elapsed(address)) - before).toBe(60);
  });

  test('describes every device with an address, and meters behind a gateway by their unit', async () => {
    running = await startSimulator({ models: [site()], clock: new ManualClock(start), pollSeconds: 7 });
    const file = running.sites[0]?.file as { defaults: object; devices: Record<string, unknown>[] };
    expect(file.defaults).toMatchObject({ poll_s: 7 });
    const kinds = file.devices.map((device) => device.kind);
    expect(new Set(kinds)).toEqual(new Set(['sunspec', 'redfish-cdu', 'dcgm', 'cgminer']));
    const meters = file.devices.filter((device) => device.kind === 'sunspec');
    expect(new Set(meters.map((device) => `${String(device.address)}/${String(device.unit)}`)).size).toBe(6);
    expect(new Set(meters.map((device) => device.address)).size).toBe(2);
    expect(file.devices.find((device) => device.id === 'mc-b')).toMatchObject({
      import: 'exp',
      point: 'Mc',
      loop: 'loop-b',
    });
  });

  test('resets connections to a device without power and plays events that are posted', async () => {
    const clock = new ManualClock(start);
    running = await startSimulator({ models: [site(), site('sim-2')], clock });
    const address = running.sites[1]?.addresses.devices['asic-b-001'] ?? '';
    const post = (event: object): Promise<number> =>
      request(`${running?.controlUrl}/sites/sim-2/events`, { method: 'POST', body: JSON.stringify(event) }).then(
        (response) => response.body.dump().then(() => response.statusCode),
      );
    expect(await post({ kind: 'offline', cause: 'power', device: 'asic-b-001', durationMs: 60_000 })).toBe(202);
    clock.advance(1);
    await expect(summaryOf(address)).rejects.toThrow(/ECONNRESET/);
    clock.advance(60_000);
    expect(await elapsed(address)).toBe(0);
    expect(await post({ kind: 'reboot', device: 'asic-z-001', durationMs: 1 })).toBe(400);
    expect(await post({ kind: 'reboot', device: 'asic-b-001', durationMs: -1 })).toBe(400);
    const truth = await request(`${running.controlUrl}/sites/sim-2/truth`).then((response) => response.body.json());
    expect(truth).toMatchObject({ at: start + 60_001, points: { M0: expect.any(Number) } });
  });

  test('takes consecutive ports from the one given, and names the one that is taken', async () => {
    running = await startSimulator({ models: [site()], clock: new ManualClock(start) });
    const taken = Number(running.controlUrl.split(':').at(-1));
    await expect(
      startSimulator({ models: [site()], clock: new ManualClock(start), port: taken }),
    ).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(taken)),
    });
  });
});
