import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { readDevice, type UnitAnswer } from '#devices';
import type { SiteDevice } from '#register';
import { type Clock, silentLogger, systemClock } from '#runtime';
import { Poller, pollOf, type PollTarget } from './poller.ts';
import type { PolledSource } from './recorder.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
const pollers: Poller[] = [];

afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.stop()));
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A miner that answers `summary` and `stats`, or whatever `answer` makes of its socket. */
function miner(answer: (socket: Socket, command: string) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('data', (data) => answer(socket, (JSON.parse(data.toString()) as { command: string }).command));
  });
  servers.push(server);
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

const status = [{ STATUS: 'S', When: 1, Code: 11, Msg: 'ok', Description: 'cgminer 4.11.1' }];
const healthy = (socket: Socket, command: string): void => {
  const rows =
    command === 'summary' ? { SUMMARY: [{ Elapsed: 100, 'GHS 5s': 110_000, 'Total MH': 11_000_000_000 }] } : {};
  socket.end(`${JSON.stringify({ STATUS: status, ...rows, id: 1 })}\0`);
};

const targetAt = (id: string, port: number, change: Partial<SiteDevice> = {}): PollTarget => ({
  device: {
    id,
    kind: 'cgminer',
    class: 'asic',
    host: '127.0.0.1',
    port,
    pollMs: 200,
    timeoutMs: 150,
    unit: 1,
    importTotal: 'imp',
    multiplier: 1,
    tls: false,
    from: -Infinity,
    to: Infinity,
    ...change,
  },
  source: { site: 'site-1', deviceClass: 'asic', pollMs: 200 },
});

interface Play {
  readonly poller: Poller;
  readonly polled: PolledSource[];
  readonly outcomes: string[];
  /** Resolves when the devices that answered satisfy `is`. */
  until(is: () => boolean): Promise<void>;
}

function play(
  targets: readonly PollTarget[],
  widths?: { answering: number; failing: number },
  clock: Clock = systemClock,
): Play {
  const polled: PolledSource[] = [];
  const outcomes: string[] = [];
  let wake: (() => void) | undefined;
  const poller = new Poller({
    targets,
    read: (device, signal) => readDevice(device, { signal, clock: systemClock }),
    onPolled: (each) => {
      polled.push(each);
      wake?.();
    },
    onOutcome: (_, outcome) => {
      outcomes.push(outcome);
      wake?.();
    },
    clock,
    logger: silentLogger,
    process: 'run-1',
    ...(widths ? { widths } : {}),
  });
  pollers.push(poller);
  poller.start();
  const until = async (is: () => boolean): Promise<void> => {
    while (!is()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { poller, polled, outcomes, until };
}

const countOf = (polled: readonly PolledSource[], device: string): number =>
  polled.filter(({ polls }) => polls.some((poll) => poll.device === device)).length;

test('devices that hang do not delay the others, however many hang and however narrow the lanes are', async () => {
  const hanging = await miner(() => undefined);
  const port = await miner(healthy);
  const dead = Array.from({ length: 10 }, (_, i) => targetAt(`dead-${i}`, hanging));
  const { polled, poller, outcomes, until } = play([...dead, targetAt('good', port)], { answering: 11, failing: 1 });
  await until(() => countOf(polled, 'good') >= 6);
  const times = polled.map(({ polls }) => polls[0]?.at ?? 0);
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(1_000);
  expect(outcomes.filter((outcome) => outcome === 'DEVICE_TIMEOUT').length).toBeGreaterThanOrEqual(10);
  const shown = poller.devices().find(({ device }) => device === 'dead-0');
  expect(shown).toMatchObject({ answeredAt: null, lastError: { code: 'DEVICE_TIMEOUT' } });
  expect(shown?.failures).toBeGreaterThan(0);
  expect((shown?.nextPollAt ?? 0) - (shown?.lastError?.at ?? 0)).toBeGreaterThan(200);
});

test('polls are made at the multiples of the period, and carry both clocks and the run', async () => {
  const { polled, until } = play([targetAt('good', await miner(healthy), { pollMs: 250 })]);
  await until(() => polled.length >= 3);
  const [first, second] = polled.map(({ polls }) => polls[0]);
  expect(first).toMatchObject({
    device: 'good',
    process: 'run-1',
    boot: { uptimeMs: 100_000 },
    counters: { hash_gh: { value: 11_000_000 } },
  });
  expect((first?.at ?? 0) % 250).toBeLessThan(125);
  expect((second?.monotonicMs ?? 0) - (first?.monotonicMs ?? 0)).toBeGreaterThan(100);
});

test('a device that answers again is polled at its period again, and its last error stays to be seen', async () => {
  let isBroken = true;
  const port = await miner((socket, command) => (isBroken ? socket.destroy() : healthy(socket, command)));
  const { polled, poller, until, outcomes } = play([targetAt('one', port)]);
  await until(() => outcomes.length > 0);
  expect(poller.devices()[0]?.failures).toBe(1);
  isBroken = false;
  await until(() => polled.length >= 2);
  expect(poller.devices()[0]).toMatchObject({ failures: 0, units: ['one'], lastError: { code: outcomes[0] } });
});

test('an answer that comes after the timeout is of no poll', async () => {
  let asked = 0;
  const port = await miner((socket, command) => {
    asked += 1;
    if (asked > 1) healthy(socket, command);
    else setTimeout(() => healthy(socket, command), 170);
  });
  const { polled, outcomes, until } = play([targetAt('late', port)]);
  await until(() => polled.length >= 1);
  expect(outcomes[0]).toBe('DEVICE_TIMEOUT');
  expect(polled).toHaveLength(1);
});

test('stopping aborts what is being asked, and nothing is reported of it', async () => {
  let isAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (isAsked = resolve));
  const port = await miner(() => isAsked());
  const { poller, polled, outcomes } = play([targetAt('slow', port, { timeoutMs: 60_000 })]);
  await asked;
  await poller.stop();
  expect([polled, outcomes]).toEqual([[], []]);
});

test('a device is polled only while the site file says that it is there', async () => {
  const port = await miner(healthy);
  const gone = targetAt('gone', port, { to: systemClock.now() - 1 });
  const later = targetAt('later', port, { from: systemClock.now() + 3_600_000 });
  const { polled, poller, until } = play([gone, later, targetAt('good', port)]);
  await until(() => polled.length >= 2);
  expect(countOf(polled, 'good')).toBe(polled.length);
  expect(
    poller
      .devices()
      .map(({ nextPollAt }) =>
        nextPollAt === null ? 'never' : nextPollAt > systemClock.now() + 1_000 ? 'later' : 'soon',
      ),
  ).toEqual(['never', 'later', 'soon']);
});

test('a wall clock that is set back by an hour and set right again does not silence a device for that hour', async () => {
  const port = await miner(healthy);
  let offMs = 0;
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + offMs };
  const { polled, until } = play([targetAt('good', port)], undefined, clock);
  await until(() => polled.length > 1);
  offMs = -3_600_000;
  // It waits for a time that it takes to be an hour away.
  await systemClock.sleep(1_000);
  offMs = 0;
  const before = polled.length;
  await until(() => polled.length > before + 1);
  expect(countOf(polled, 'good')).toBe(polled.length);
}, 30_000);

test('a poll has the identity that its driver takes for that of what is counted, else the serial number or UUID', () => {
  const unit = { device: 'd', counters: {}, gauges: {}, sources: {}, identity: { serial: 's', uuid: 'u' } };
  const identity = (boot: UnitAnswer['boot']): unknown => pollOf({ ...unit, boot }, 1, 1, 'p').boot.identity;
  expect(identity({ id: null, uptimeMs: null })).toBe('s');
  expect(identity({ id: null, uptimeMs: null, identity: 'vLLM ttft 0.5 s' })).toBe('vLLM ttft 0.5 s');
});
