import { afterEach, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import modbus from 'modbus-serial';
import { request } from 'undici';
import { type DeviceTarget, readDevice } from '#devices';
import { ManualClock, systemClock } from '#runtime';
import type { CgminerAnswer } from '../answers/cgminer.ts';
import type { DcgmAnswer } from '../answers/dcgm.ts';
import { inferenceAnswer, servingFamilies } from '../answers/inference.ts';
import type { RedfishAnswer } from '../answers/redfish.ts';
import type { SunspecAnswer } from '../answers/sunspec.ts';
import { createSite } from '../model/site.ts';
import { startCgminerServer } from './cgminer.ts';
import { startDcgmServer } from './dcgm.ts';
import type { Fault } from './faults.ts';
import { startFeedServer } from './feeds.ts';
import type { Listener } from './listener.ts';
import { startInferenceServer } from './inference.ts';
import { startMempoolServer } from './mempool.ts';
import { startRedfishServer } from './redfish.ts';
import { startSunspecServer } from './sunspec.ts';

const start = 1_763_856_000_000;
const model = createSite({ seed: 3, devices: 30, start, hasIncidents: false });
const clock = new ManualClock(start);
const login = { username: 'reader', password: 'secret' };

const miner = (): CgminerAnswer => model.answers('asic-a-001') as CgminerAnswer;
const host = (): DcgmAnswer => model.answers('gpu-a-01') as DcgmAnswer;
const cdu = (): RedfishAnswer => model.answers('cdu-a') as RedfishAnswer;
const meter = (id: string) => (): SunspecAnswer => model.answers(id) as SunspecAnswer;

const inferenceTarget = (server: Listener, slo?: NonNullable<DeviceTarget['slo']>): DeviceTarget => ({
  id: 'llm',
  kind: 'inference',
  host: '127.0.0.1',
  port: Number(server.address.split(':')[1]),
  timeoutMs: 2_000,
  unit: 1,
  importTotal: 'imp',
  multiplier: 1,
  tls: false,
  ...(slo && { slo }),
});

const opened: { stop(): Promise<void> }[] = [];
const open = async (starting: Promise<Listener>): Promise<Listener> => {
  const listener = await starting;
  opened.push(listener);
  return listener;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((listener) => listener.stop()));
});

interface Received {
  readonly bytes: Buffer;
  readonly outcome: 'closed' | 'reset' | 'silent';
}

/** Writes and reads until the other side closes, or for `patienceMs` at most. */
function exchange(port: number, sent: Buffer | string, patienceMs = 2_000): Promise<Received> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(sent));
    const chunks: Buffer[] = [];
    const finish = (outcome: Received['outcome']): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ bytes: Buffer.concat(chunks), outcome });
    };
    const timer = setTimeout(() => finish('silent'), patienceMs);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => finish('reset'));
    socket.on('end', () => finish('closed'));
  });
}

const ask = async (port: number, command: string): Promise<Record<string, unknown>> => {
  const { bytes } = await exchange(port, JSON.stringify({ command }));
  expect(bytes.at(-1)).toBe(0);
  return JSON.parse(bytes.subarray(0, -1).toString()) as Record<string, unknown>;
};

const get = async (url: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> => {
  const response = await request(url, { headers });
  return { status: response.statusCode, text: await response.body.text() };
};
const getJson = async (url: string): Promise<unknown> => JSON.parse((await get(url)).text);

const readRegisters = (transaction: number, unit: number, from: number, count: number): Buffer => {
  const frame = Buffer.alloc(12);
  for (const [at, value] of [transaction, 0, 6].entries()) frame.writeUInt16BE(value, at * 2);
  frame.writeUInt8(unit, 6);
  frame.writeUInt8(3, 7);
  frame.writeUInt16BE(from, 8);
  frame.writeUInt16BE(count, 10);
  return frame;
};

describe('the cgminer server', () => {
  const startServer = (fault: Fault | null = null): Promise<Listener> =>
    open(startCgminerServer({ answer: miner, fault: () => fault }));

  test('answers each command as the model shows it, ends with NUL and closes', async () => {
    const { port } = await startServer();
    expect(await ask(port, 'summary')).toEqual(miner().summary);
    expect(await ask(port, 'pools')).toEqual(miner().pools);
    const [versions, values] = (await ask(port, 'stats')).STATS as Record<string, unknown>[];
    expect(versions).toMatchObject({ Type: 'Antminer S21 Hyd' });
    expect(values).toMatchObject({
      chain_rate1: expect.stringMatching(/^\d+\.\d\d$/),
      chain_rate4: '',
      temp_chip1: expect.stringMatching(/^(\d+-){3}\d+$/),
      chain_power: expect.stringMatching(/^\d{4} W$/),
    });
    expect(await ask(port, 'devs')).toMatchObject({ DEVS: [{ 'Total MH': 0 }] });
  });

  test('refuses several commands at once and commands that it does not know', async () => {
    const { port } = await startServer();
    for (const command of ['summary+stats', 'restart']) {
      expect(await ask(port, command)).toMatchObject({ STATUS: [{ STATUS: 'E', Code: 14 }] });
    }
  });

  test('understands a command that arrives in pieces and one that is a bare word', async () => {
    const { port } = await startServer();
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setNoDelay(true);
    socket.write('{"comm');
    const answered = new Promise<string>((resolve) => socket.on('data', (chunk) => resolve(chunk.toString())));
    socket.write('and":"version"}');
    expect(await answered).toContain('"API":"3.1"');
    socket.destroy();
    expect((await exchange(port, 'version')).bytes.toString()).toContain('"API":"3.1"');
  });

  test('shows no second stats object for an immersed miner that sleeps', async () => {
    const site = createSite({ seed: 3, devices: 30, start, hasIncidents: false });
    site.play({ kind: 'curtailment', at: start, durationMs: 60_000, scope: 'site' });
    site.advance(start + 1);
    const stats = (id: string): unknown[] => (site.answers(id) as CgminerAnswer).stats.STATS as unknown[];
    expect(stats('asic-b-001')).toHaveLength(1);
    expect(stats('asic-a-001')[1]).toMatchObject({ 'GHS 5s': 0, chain_power: '38 W' });
  });

  test('hangs, resets, cuts, damages, floods, drips and raves when told to', async () => {
    const outcome = async (fault: Fault, patienceMs?: number): Promise<Received> => {
      const { port } = await startServer(fault);
      return exchange(port, '{"command":"summary"}', patienceMs);
    };
    const healthy = Buffer.from(`${JSON.stringify(miner().summary)}\0`);
    expect(await outcome({ kind: 'hang' }, 100)).toEqual({ bytes: Buffer.alloc(0), outcome: 'silent' });
    expect((await outcome({ kind: 'reset' })).outcome).toBe('reset');
    expect((await outcome({ kind: 'cut' })).bytes.length).toBe(Math.ceil(healthy.length / 2));
    expect((await outcome({ kind: 'garbage' })).bytes.toString()).toContain('<html>');
    expect((await outcome({ kind: 'slow', delayMs: 20 })).bytes).toEqual(healthy);
    expect((await outcome({ kind: 'drip', everyMs: 1 }, 60)).bytes.length).toBeLessThan(healthy.length);
    expect((await outcome({ kind: 'huge', bytes: 12_000_000 }, 10_000)).bytes.length).toBeGreaterThan(12_000_000);
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(healthy)).not.toThrow();
    const { bytes } = await outcome({ kind: 'non_utf8' });
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow();
    expect((await outcome({ kind: 'absurd' })).bytes.toString()).toContain('"GHS 5s":-1000000000');
  });
});

describe('an inference server', () => {
  const told = {
    startedAtS: 1_763_000_000,
    promptTokens: 12_000,
    outputTokens: 4_000,
    requests: 100,
    running: 3,
    waiting: 1,
  };

  test.each(servingFamilies)('of %s is read as what it has done', async (family) => {
    const server = await open(startInferenceServer({ port: 0, answer: () => inferenceAnswer(family, told) }));
    const slo = family === 'tgi' ? ({ of: 'e2e', withinS: 10 } as const) : ({ of: 'ttft', withinS: 0.5 } as const);
    const { units, problems } = await readDevice(inferenceTarget(server, slo), { clock: systemClock });
    expect(problems).toEqual([]);
    expect(units[0]).toMatchObject({
      counters: {
        prompt_tokens: { value: 12_000 },
        output_tokens: { value: 4_000 },
        requests: { value: 100 },
        slo_judged: { value: 100 },
        slo_met: { value: family === 'tgi' ? 96 : 97 },
      },
      gauges: { running: 3, waiting: 1, busy: 1 },
    });
  });

  test('that shows absurd numbers gives none of them', async () => {
    const fault = (): Fault => ({ kind: 'absurd' });
    const server = await open(startInferenceServer({ port: 0, fault, answer: () => inferenceAnswer('vllm', told) }));
    const { units } = await readDevice(inferenceTarget(server), { clock: systemClock });
    expect(units[0]).toMatchObject({ counters: {}, gauges: { running: null } });
  });
});

describe('the dcgm exporter', () => {
  test('prints every field of every board, with its help, type and labels', async () => {
    const { address } = await open(startDcgmServer({ clock, answer: host }));
    const { text } = await get(`http://${address}/metrics`);
    const boards = host().boards;
    expect(text).toContain('# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter\n');
    expect(text.match(/^DCGM_FI_PROF_SM_ACTIVE\{/gm)).toHaveLength(boards.length);
    const [first] = boards;
    expect(text).toContain(
      `DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="${first?.labels.UUID}",pci_bus_id="00000000:18:00.0",device="nvidia0",modelName="NVIDIA H100 80GB HBM3",` +
        `Hostname="sim-1-gpu-a-01",DCGM_FI_DRIVER_VERSION="570.86.15",container="main",namespace="${first?.labels['namespace']}",pod="sim-1-gpu-a-01-0"} ${first?.values.DCGM_FI_DEV_POWER_USAGE}\n`,
    );
    expect((await get(`http://${address}/other`)).status).toBe(404);
  });

  test('repeats its values until it refreshes', async () => {
    const site = createSite({ seed: 3, devices: 30, start, hasIncidents: false });
    const time = new ManualClock(start);
    const answer = (): DcgmAnswer => (site.advance(time.now()), site.answers('gpu-a-01') as DcgmAnswer);
    const { address } = await open(startDcgmServer({ clock: time, answer, refreshMs: 30_000 }));
    const page = async (): Promise<string> => (await get(`http://${address}/metrics`)).text;
    const first = await page();
    time.advance(29_000);
    expect(await page()).toBe(first);
    time.advance(1_000);
    expect(await page()).not.toBe(first);
  });
});

describe('the SunSpec server', () => {
  const units = new Map([
    [1, meter('m0')],
    [11, meter('m3-asic-a')],
    [22, meter('mc-b')],
  ]);

  test('is understood by a Modbus client that is not ours', async () => {
    const { port } = await open(startSunspecServer({ units }));
    const client = new modbus.default();
    opened.push({ stop: () => new Promise((resolve) => client.close(() => resolve())) });
    await client.connectTCP('127.0.0.1', { port });
    client.setID(1);
    const marker = await client.readHoldingRegisters(40_000, 4);
    expect(marker.buffer.subarray(0, 4).toString()).toBe('SunS');
    expect(marker.data.slice(2)).toEqual([1, 66]);
    const { data } = await client.readHoldingRegisters(40_070, 109);
    const signed = (at: number): number => ((data[at] ?? 0) << 16) >> 16;
    expect(data.slice(0, 2)).toEqual([203, 105]);
    expect(data.slice(107)).toEqual([0xffff, 0]);
    const watts = signed(18) * 10 ** signed(22);
    expect(watts / (data[33] ?? 0)).toBeGreaterThan(0);
    expect(Math.abs(watts - 3 * signed(19) * 10 ** signed(22))).toBeLessThanOrEqual(3 * 10 ** signed(22));
    client.setID(22);
    expect((await client.readHoldingRegisters(50_000, 2)).data).toEqual([0x5375, 0x6e53]);
  });

  test('answers requests that arrive together in their order and with their transaction', async () => {
    const { port } = await open(startSunspecServer({ units }));
    const both = Buffer.concat([readRegisters(7, 1, 40_000, 2), readRegisters(8, 11, 40_000, 1)]);
    const { bytes } = await exchange(port, both, 150);
    expect(bytes.toString('hex')).toBe('00070000000701030453756e530008000000050b03025375');
  });

  test.each([
    ['registers outside of its map', readRegisters(1, 1, 0, 2), '8302'],
    ['more registers than a frame can hold', readRegisters(1, 1, 40_000, 126), '8303'],
    ['a unit that does not answer the gateway', readRegisters(1, 99, 40_000, 2), '830b'],
  ])('refuses %s with the exception for it', async (_what, frame, body) => {
    const { port } = await open(startSunspecServer({ units }));
    const { bytes } = await exchange(port, frame, 100);
    expect(bytes.subarray(7).toString('hex')).toBe(body);
  });

  test('hangs for one unit while another answers', async () => {
    const fault = (unit: number): Fault | null => (unit === 1 ? { kind: 'hang' } : null);
    const { port } = await open(startSunspecServer({ units, fault }));
    expect((await exchange(port, readRegisters(1, 1, 40_000, 1), 100)).bytes.length).toBe(0);
    expect((await exchange(port, readRegisters(1, 11, 40_000, 1), 100)).bytes.length).toBe(11);
  });
});

describe('the Redfish server', () => {
  const authorization = `Basic ${Buffer.from('reader:secret').toString('base64')}`;
  const linksOf = (value: unknown): string[] =>
    value !== null && typeof value === 'object'
      ? Object.entries(value).flatMap(([key, inner]) => (key === '@odata.id' ? [String(inner)] : linksOf(inner)))
      : [];

  test('can be walked from its root to every resource without a dead link', async () => {
    const { address } = await open(startRedfishServer({ answer: cdu, ...login }));
    const seen = new Set<string>();
    const queue = ['/redfish/v1/'];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      const key = path.replace(/\/$/, '');
      if (seen.has(key)) continue;
      seen.add(key);
      const { status, text } = await get(`http://${address}${path}`, { authorization });
      expect([path, status]).toEqual([path, 200]);
      queue.push(...linksOf(JSON.parse(text)));
    }
    expect([...seen].toSorted()).toEqual(Object.keys(cdu().resources).toSorted());
  });

  test('refuses a wrong login with 401 and an unknown path with 404', async () => {
    const { address } = await open(startRedfishServer({ answer: cdu, ...login }));
    const unit = `http://${address}/redfish/v1/ThermalEquipment/CDUs`;
    expect((await get(unit)).status).toBe(401);
    const wrong = `Basic ${Buffer.from('reader:wrong').toString('base64')}`;
    expect((await get(unit, { authorization: wrong })).status).toBe(401);
    expect((await get(`${unit}/2`, { authorization })).status).toBe(404);
    expect((await get(`http://${address}/redfish/v1/`)).status).toBe(200);
  });

  test('resets the connection when the unit cannot be reached, and hangs when told to', async () => {
    const gone = await open(startRedfishServer({ answer: () => null, ...login }));
    await expect(get(`http://${gone.address}/redfish/v1/`)).rejects.toThrow();
    const hanging = await open(startRedfishServer({ answer: cdu, fault: () => ({ kind: 'hang' }), ...login }));
    const { outcome } = await exchange(hanging.port, 'GET /redfish/v1/ HTTP/1.1\r\nhost: x\r\n\r\n', 100);
    expect(outcome).toBe('silent');
  });
});

describe('the chain server', () => {
  test('answers in the shapes of mempool and agrees with itself', async () => {
    const { address } = await open(startMempoolServer({ chain: model.chain, clock }));
    const api = `http://${address}/api/v1`;
    const height = Number((await get(`${api}/blocks/tip/height`)).text);
    const adjustment = (await getJson(`${api}/difficulty-adjustment`)) as Record<string, number>;
    const rates = (await getJson(`${api}/mining/hashrate/3d`)) as Record<string, unknown>;
    const [latest] = (await getJson(`${api}/mining/difficulty-adjustments/1m`)) as number[][];
    const rewards = (await getJson(`${api}/mining/reward-stats/144`)) as Record<string, unknown>;
    const prices = (await getJson(`${api}/prices`)) as Record<string, number>;
    expect(adjustment.nextRetargetHeight).toBe(height + (adjustment.remainingBlocks ?? 0));
    expect((adjustment.nextRetargetHeight ?? 0) % 2016).toBe(0);
    expect(latest?.[1]).toBe((adjustment.nextRetargetHeight ?? 0) - 2016);
    expect(rates).toMatchObject({
      currentDifficulty: latest?.[2],
      currentHashrate: ((latest?.[2] ?? 0) * 2 ** 32) / 600,
    });
    expect(rewards).toMatchObject({
      startBlock: height - 143,
      endBlock: height,
      totalFee: expect.stringMatching(/^\d+$/),
    });
    const pages = [await getJson(`${api}/blocks`), await getJson(`${api}/blocks/${height - 15}`)];
    const blocks = pages.flat() as { id: string; height: number; previousblockhash: string; mediantime: number }[];
    expect(blocks.map((block) => block.height)).toEqual(Array.from({ length: 30 }, (_, index) => height - index));
    const follows = blocks.slice(1).map(({ id, mediantime }, index) => {
      const above = blocks[index];
      return above?.previousblockhash === id && above.mediantime > mediantime;
    });
    expect(follows).not.toContain(false);
    expect(blocks[0]).toMatchObject({ difficulty: latest?.[2], extras: { pool: { slug: expect.any(String) } } });
    expect(BigInt(String(rewards.totalReward)) - BigInt(String(rewards.totalFee))).toBe(144n * 312_500_000n);
    expect(prices.USD).toBeGreaterThan(40_000);
    expect(model.chain.at(start)).toEqual({
      height,
      difficulty: latest?.[2],
      subsidySat: 312_500_000,
      feeSat: Number(rewards.totalFee) / 144,
      networkHashrateHs: rates.currentHashrate,
      priceUsd: prices.USD,
    });
  });

  test('finds a block every ten minutes on average', () => {
    const day = 86_400_000;
    expect(model.chain.height(start + 7 * day) - model.chain.height(start)).toBe(1008);
    for (let height = 900_000; height < 900_500; height++) {
      expect(model.chain.blockAt(height + 1)).toBeGreaterThan(model.chain.blockAt(height));
      expect(model.chain.height(model.chain.blockAt(height))).toBe(height);
    }
  });
});

describe('the feed server', () => {
  const startFeeds = (): Promise<Listener> =>
    open(
      startFeedServer({
        clock: systemClock,
        price: model.price,
        carbon: model.carbon,
        dispatch: (since) => model.dispatch(since),
      }),
    );

  test('gives prices of the settlement intervals asked for in the normal form, components adding up', async () => {
    const { address } = await startFeeds();
    const url = `http://${address}/prices?from=${start}&to=2025-11-23T02:00:00Z`;
    const rows = (await getJson(url)) as Record<string, number | string>[];
    expect(rows).toHaveLength(24);
    expect(rows[0]).toMatchObject({
      market: 'SIM',
      product: 'RT5',
      start_utc: '2025-11-23T00:00:00.000Z',
      end_utc: '2025-11-23T00:05:00.000Z',
      price: model.price.at(start),
      currency: 'USD',
      status: 'final',
    });
    for (const row of rows)
      expect(Number(row.energy) + Number(row.congestion) + Number(row.loss)).toBeCloseTo(Number(row.price), 6);
    expect((await get(`http://${address}/prices?from=yesterday`)).status).toBe(400);
    const hub = (await getJson(`${url}&node=${model.hub.node}`)) as Record<string, number | string>[];
    expect(hub.map(({ node, price }) => [node, price])).toEqual(rows.map(({ energy }) => [model.hub.node, energy]));
  });

  test('has spikes and prices below zero within a month', () => {
    const month = Array.from({ length: 30 * 288 }, (_, index) => model.price.at(start + index * 300_000));
    expect(Math.max(...month)).toBeGreaterThan(150);
    expect(Math.min(...month)).toBeLessThan(0);
  });

  test('tells an hour of carbon as an estimate first, and as measured some hours later', async () => {
    const at = (knownBy: number) => model.carbon.history(start, start + 3_600_000, knownBy).history[0];
    const [early, late] = [at(start + 60_000), at(start + 3 * 3_600_000)];
    expect(at(start + 1_000)).toBeUndefined();
    expect([early?.isEstimated, late?.isEstimated]).toEqual([true, false]);
    expect(late?.carbonIntensity).toBe(model.carbon.at(start + 1_800_000));
    expect(Math.abs((early?.carbonIntensity ?? 0) / (late?.carbonIntensity ?? 1) - 1)).toBeLessThan(0.11);
    const { address } = await startFeeds();
    const ask = (zone: string) => get(`http://${address}/carbon-intensity/history?zone=${zone}`);
    expect((await ask('elsewhere')).status).toBe(400);
    expect((await ask(model.carbon.zone)).status).toBe(200);
  });

  test('does not know a price before its interval has begun', () => {
    expect(model.price.rows(start, start + 3_600_000, start + 600_000)).toHaveLength(2);
  });
});
