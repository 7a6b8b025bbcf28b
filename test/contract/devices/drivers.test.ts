import { afterEach, describe, expect, test } from '@jest/globals';
import { ServerTCP } from 'modbus-serial';
import type { AddressInfo, Server, Socket } from 'node:net';
import { type DeviceKind, deviceKinds } from '#contracts';
import { type Answer, type DeviceTarget, readDevice } from '#devices';
import { meteringPlans } from '#metering';
import { ManualClock, PipelineError, systemClock } from '#runtime';
import { cduPath, coolingUnit, exporter, healthy, meterMap, miner } from './samples.ts';
import { type Fake, serveHttp, serveMiner, serveModbus, serveTcp, targetOf } from './servers.ts';

const kinds = Object.keys(deviceKinds) as DeviceKind[];
const isHttp = (kind: DeviceKind): boolean => kind !== 'cgminer' && kind !== 'sunspec';
const password = 'hunter2';

const fakes: Fake[] = [];
afterEach(async () => {
  await Promise.all(fakes.splice(0).map((fake) => fake.close()));
});
async function start(starting: Promise<Fake>): Promise<Fake> {
  const fake = await starting;
  fakes.push(fake);
  return fake;
}

const read = (target: DeviceTarget): Promise<Answer> => readDevice(target, { clock: systemClock });

/** The error of a poll that must fail; it names the device and its address and never the password. */
async function failureOf(target: DeviceTarget): Promise<PipelineError> {
  const error: unknown = await read(target).then(
    (answer) => new Error(`answered ${JSON.stringify(answer)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PipelineError)) throw error;
  expect(error.message).toContain(`${target.id} at 127.0.0.1:${target.port}: `);
  expect(`${error.message} ${JSON.stringify(error.details)} ${String(error.cause)}`).not.toContain(password);
  return error;
}

/** After the request, sends a beginning of an answer and then what `then` does. */
const serveBytes = (kind: DeviceKind, then: (socket: Socket) => void): Promise<Fake> =>
  start(
    serveTcp((socket) =>
      socket.once('data', () => {
        if (isHttp(kind)) socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        then(socket);
      }),
    ),
  );

const chunk = (kind: DeviceKind, bytes: Buffer): Buffer =>
  isHttp(kind) ? Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]) : bytes;

describe.each(kinds)('a device of kind %s', (kind) => {
  const shortTarget = (fake: Fake): DeviceTarget =>
    targetOf(kind, fake.port, { timeoutMs: 200, username: 'admin', password });

  test('that answers gives units whose names are columns of its class, each with its source', async () => {
    const { units, problems } = await read(targetOf(kind, (await start(healthy[kind]())).port));
    expect(problems).toEqual([]);
    expect(units.length).toBeGreaterThan(0);
    const plan = meteringPlans[deviceKinds[kind]];
    const gauges = new Set([...plan.gauges, ...plan.quantities.map(({ gauge }) => gauge)]);
    const quantities = new Set(plan.quantities.map(({ quantity }) => quantity));
    const origins = new Set(plan.quantities.map(({ originColumn }) => originColumn));
    for (const unit of units) {
      const known = Object.keys(unit.gauges).filter((name) => unit.gauges[name] !== null);
      expect(Object.keys(unit.gauges).filter((name) => !gauges.has(name))).toEqual([]);
      expect(Object.keys(unit.counters).filter((name) => !quantities.has(name))).toEqual([]);
      expect(Object.keys(unit.origins ?? {}).filter((name) => !origins.has(name))).toEqual([]);
      expect(Object.keys(unit.sources).toSorted()).toEqual([...known, ...Object.keys(unit.counters)].toSorted());
    }
  });

  test('that says nothing is a timeout', async () => {
    const fake = await start(serveTcp(() => undefined));
    expect(await failureOf(shortTarget(fake))).toMatchObject({ code: 'DEVICE_TIMEOUT' });
  });

  test('that begins its answer and hangs is a timeout', async () => {
    const fake = await serveBytes(kind, (socket) =>
      socket.write(chunk(kind, Buffer.from(kind === 'sunspec' ? [0, 1, 0] : '{"S'))),
    );
    expect(await failureOf(shortTarget(fake))).toMatchObject({ code: 'DEVICE_TIMEOUT' });
  });

  test('that drips its answer byte by byte is a timeout', async () => {
    const fake = await serveBytes(kind, (socket) => {
      const drip = setInterval(() => socket.write(chunk(kind, Buffer.from(kind === 'sunspec' ? [0] : ' '))), 20);
      socket.once('close', () => clearInterval(drip));
    });
    expect(await failureOf(shortTarget(fake))).toMatchObject({
      code: kind === 'sunspec' ? expect.stringMatching(/TIMEOUT|ANSWER/) : 'DEVICE_TIMEOUT',
    });
  });

  test('that nobody listens for is unreachable', async () => {
    const fake = await healthy[kind]();
    await fake.close();
    expect(await failureOf(shortTarget(fake))).toMatchObject({ code: 'DEVICE_UNREACHABLE' });
  });

  test('that closes without an answer is unreachable', async () => {
    const fake = await start(serveTcp((socket) => socket.once('data', () => socket.end())));
    expect(await failureOf(shortTarget(fake))).toMatchObject({ code: 'DEVICE_UNREACHABLE' });
  });

  test('that resets the connection in its answer is unreachable', async () => {
    const fake = await serveBytes(kind, (socket) => {
      socket.write(chunk(kind, Buffer.from(kind === 'sunspec' ? [0, 1, 0] : '{"S')), () => socket.resetAndDestroy());
    });
    expect(await failureOf(shortTarget(fake))).toMatchObject({ code: 'DEVICE_UNREACHABLE' });
  });

  test('that answers something else is a wrong answer', async () => {
    const page = '<html><body>504 Gateway Time-out {}</body></html>';
    const fake = await (isHttp(kind)
      ? start(serveHttp({ '/metrics': page, '/redfish/v1/': page }))
      : serveBytes(kind, (socket) => socket.end(page)));
    expect(await failureOf(shortTarget(fake))).toMatchObject({ code: 'DEVICE_ANSWER' });
  });

  test('that answers bytes that are no UTF-8 is a wrong answer', async () => {
    const bytes = Buffer.from('{"STATUS":"\xff\xfe"}', 'latin1');
    const fake = await (isHttp(kind)
      ? start(serveHttp({ '/metrics': { body: bytes }, '/redfish/v1/': { body: bytes } }))
      : serveBytes(kind, (socket) => socket.end(bytes)));
    expect(await failureOf(shortTarget(fake))).toMatchObject({ code: 'DEVICE_ANSWER' });
  });

  test('that answers without end is a wrong answer, and no more than some megabytes are taken', async () => {
    const fake = await serveBytes(kind, (socket) => {
      const block = chunk(kind, Buffer.alloc(64 * 1024, ' '));
      const more = (): void => {
        while (socket.writable && socket.write(block));
      };
      socket.on('drain', more);
      more();
    });
    const error = await failureOf(targetOf(kind, fake.port, { timeoutMs: 10_000 }));
    expect(error).toMatchObject({ code: 'DEVICE_ANSWER' });
  });

  test('is not waited for once the caller gives up', async () => {
    const fake = await start(serveTcp(() => undefined));
    const stop = new AbortController();
    const reading = readDevice(targetOf(kind, fake.port), { clock: systemClock, signal: stop.signal });
    stop.abort(new Error('shutting down'));
    await expect(reading).rejects.toThrow('shutting down');
    await expect(readDevice(targetOf(kind, fake.port), { clock: systemClock, signal: stop.signal })).rejects.toThrow(
      'shutting down',
    );
  });

  test('is timed by the clock that is passed in', async () => {
    const fake = await start(serveTcp(() => undefined));
    const clock = new ManualClock(0);
    const reading = readDevice(targetOf(kind, fake.port, { timeoutMs: 3_600_000 }), { clock });
    clock.advance(3_600_000);
    await expect(reading).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' });
  });
});

describe('a login', () => {
  test.each([
    ['dcgm', exporter],
    ['redfish-cdu', coolingUnit],
  ] as const)('that %s refuses is its own error', async (kind, answers) => {
    const fake = await start(serveHttp(answers, 'admin:right'));
    expect(await failureOf(targetOf(kind, fake.port, { username: 'admin', password }))).toMatchObject({
      code: 'DEVICE_LOGIN',
    });
    expect(await failureOf(targetOf(kind, fake.port))).toMatchObject({ code: 'DEVICE_LOGIN' });
    expect(await read(targetOf(kind, fake.port, { username: 'admin', password: 'right' }))).toMatchObject({
      problems: [],
    });
  });
});

describe('a cooling unit', () => {
  test('loses only the fields of a resource that is missing or broken', async () => {
    const answers = {
      ...coolingUnit,
      [`${cduPath}/EnvironmentMetrics`]: { status: 404, body: '{}' },
      [`${cduPath}/Pumps/1`]: '<html>',
    };
    const { units, problems } = await read(targetOf('redfish-cdu', (await start(serveHttp(answers))).port));
    expect(units[0]?.gauges).toMatchObject({ heat_w: 100_000, flow_lpm: 144, power_w: null, pump_share: null });
    expect(units[0]?.counters).toEqual({});
    expect(problems).toHaveLength(2);
  });

  test('is walked anew when a resource of it has moved', async () => {
    const answers: Record<string, string> = { ...coolingUnit };
    const fake = await start(serveHttp(answers));
    const target = targetOf('redfish-cdu', fake.port);
    await read(target);
    delete answers[`${cduPath}/Pumps/1`];
    answers[`${cduPath}/Pumps`] = JSON.stringify({ Members: [{ '@odata.id': `${cduPath}/Pumps/A` }] });
    answers[`${cduPath}/Pumps/A`] = JSON.stringify({ PumpSpeedPercent: { Reading: 75 } });
    expect((await read(target)).units[0]?.gauges.pump_share).toBe(0.75);
  });
});

describe('a miner', () => {
  test('that refuses a command gives what it can', async () => {
    const { stats: _, ...replies } = miner;
    const { units, problems } = await read(targetOf('cgminer', (await start(serveMiner(replies))).port));
    expect(units[0]).toMatchObject({
      counters: { hash_gh: { value: 360_000_000 } },
      gauges: { rate_ghs: 100_000, chip_temp_c: null },
    });
    expect(problems).toContain('stats: the miner refuses it: invalid cmd');
  });

  test('whose reply to one command is damaged beyond repair loses only its fields', async () => {
    const { units, problems } = await read(
      targetOf('cgminer', (await start(serveMiner({ ...miner, stats: '{"STATS"]' }))).port),
    );
    expect(units[0]?.gauges).toMatchObject({ rate_ghs: 100_000, power_w: null });
    expect(problems).toEqual(expect.arrayContaining([expect.stringMatching(/^stats: .*cannot be read/)]));
  });

  test('that refuses everything is a wrong answer', async () => {
    expect(await failureOf(targetOf('cgminer', (await start(serveMiner({}))).port))).toMatchObject({
      code: 'DEVICE_ANSWER',
      message: expect.stringContaining('invalid cmd'),
    });
  });
});

describe('a meter', () => {
  test.each([0, 40_000, 50_000] as const)('is found at base %i, configured or not', async (base) => {
    const fake = await start(serveModbus(meterMap(base)));
    for (const target of [targetOf('sunspec', fake.port), targetOf('sunspec', fake.port, { base })]) {
      const { units } = await read(target);
      expect(units[0]).toMatchObject({
        boot: { id: 'M7' },
        counters: { import_j: { value: 65_536 * 3600, modulus: 4_294_967_296 * 3600 } },
        gauges: { power_w: 12_340, voltage_v: null, frequency_hz: null },
      });
      expect(units[0]?.counters).not.toHaveProperty('export_j');
    }
    expect(fake.asked.at(-6)).toBe(`${base}+2`);
  });

  test('served by an implementation of Modbus that is not ours is read', async () => {
    const map = meterMap(40_000);
    const getHoldingRegister = (address: number): number => {
      const value = map.get(address);
      if (value === undefined) throw Object.assign(new Error('no register'), { modbusErrorCode: 2 });
      return value;
    };
    const server = new ServerTCP({ getHoldingRegister }, { host: '127.0.0.1', port: 0, unitID: 7 });
    await new Promise<void>((resolve) => server.on('initialized', () => resolve()));
    const { port } = (server as unknown as { _server: Server })._server.address() as AddressInfo;
    try {
      const { units, problems } = await read(targetOf('sunspec', port, { unit: 7 }));
      expect(problems).toEqual([]);
      expect(units[0]).toMatchObject({ boot: { id: 'M7' }, gauges: { power_w: 12_340 } });
    } finally {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  });

  test('behind a gateway that first answers for others is read all the same', async () => {
    const late = (frame: Buffer): Buffer[] => {
      const other = Buffer.from(frame);
      other.writeUInt16BE(999, 0);
      return [other, frame];
    };
    const fake = await start(serveModbus(meterMap(40_000), late));
    expect((await read(targetOf('sunspec', fake.port))).units[0]?.gauges.power_w).toBe(12_340);
  });

  test('behind a gateway that only answers for others is a timeout that says so', async () => {
    const wrong = (frame: Buffer): Buffer[] => (frame.writeUInt16BE(999, 0), [frame]);
    const fake = await start(serveModbus(meterMap(40_000), wrong));
    const error = await failureOf(targetOf('sunspec', fake.port, { timeoutMs: 200 }));
    expect(error).toMatchObject({
      code: 'DEVICE_TIMEOUT',
      message: expect.stringContaining('1 answers belonged to other transactions'),
    });
  });

  test.each([
    ['exception 11 (gateway target failed to respond)', Buffer.from([0, 1, 0, 0, 0, 3, 1, 0x83, 11])],
    ['the answer is from unit 9', Buffer.from([0, 1, 0, 0, 0, 7, 9, 3, 4, 0x53, 0x75, 0x6e, 0x53])],
    ['the answer does not hold 2 registers', Buffer.from([0, 1, 0, 0, 0, 5, 1, 3, 2, 0x53, 0x75])],
    ['function code 4', Buffer.from([0, 1, 0, 0, 0, 7, 1, 4, 4, 0x53, 0x75, 0x6e, 0x53])],
    ['not Modbus TCP', Buffer.from([0, 1, 7, 7, 0, 3, 1, 0x83, 2])],
  ])('that answers wrongly is a wrong answer: %s', async (words, answer) => {
    const fake = await start(serveModbus(meterMap(40_000), () => [answer]));
    const error = await failureOf(targetOf('sunspec', fake.port, { timeoutMs: 5_000 }));
    expect(error).toMatchObject({ code: 'DEVICE_ANSWER', message: expect.stringContaining(words) });
  });

  test('without a SunSpec map, or without a meter in it, is a wrong answer', async () => {
    const none = await start(serveModbus(new Map([[1, 1]])));
    expect(await failureOf(targetOf('sunspec', none.port))).toMatchObject({
      code: 'DEVICE_ANSWER',
      message: expect.stringContaining('SunS'),
    });
    const other = new Map([...meterMap(0)].filter(([address]) => address < 75));
    const fake = await start(serveModbus(other));
    expect(await failureOf(targetOf('sunspec', fake.port))).toMatchObject({
      message: expect.stringContaining('no meter model'),
    });
  });
});
