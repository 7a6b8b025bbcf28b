import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { deviceKinds } from '#contracts';
import { type Coload, type Ended, familyOf, isRunning, runCoload, startCoload, stopCoload, until } from './coload.ts';
import { type Foreign, serve } from './foreign/listen.ts';
import { type ForeignSite, startForeignSite } from './foreign/site.ts';

let directory: string;
let site: ForeignSite;
let siteFile: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'coload-bad-'));
  site = await startForeignSite();
  siteFile = join(directory, 'site.yaml');
  writeFileSync(siteFile, site.yaml);
});

afterAll(async () => {
  await site?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What a person reads: stderr without the log lines. */
const words = ({ stderr }: Ended): string[] =>
  stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));

describe('a wrong site file', () => {
  const wrong = `site:
  id: "two words"
  zone: America/Chicgo
  contracted_mw: -3
halls:
  - { id: shed, workload: minning }
devices:
  - { id: m1, kind: cgminr, address: "10.0.0.1:4028", hall: shed, nominal_ths: 90 }
  - { id: m2, kind: cgminer, adress: "10.0.0.2:4028", hall: shed, nominal_ths: 90 }
  - { id: m3, kind: cgminer, address: "10.0.0.3", hall: shed, nominal_ths: 90 }
`;
  const faults = [
    '2:7 site.id: ',
    '3:9 site.zone: ',
    '4:18 site.contracted_mw: ',
    '6:27 halls.0.workload: ',
    '8:21 devices.0.kind: unknown device kind; known are cgminer',
    '9:38 devices.1.adress: unknown key; did you mean address?',
    '10:39 devices.2.address: HOST:PORT',
  ];
  const contradictory = `site: { id: fine, zone: America/Chicago }
halls:
  - { id: shed, workload: mining }
devices:
  - { id: m1, kind: cgminer, address: "10.0.0.1:4028", hall: shd }
  - { id: m1, kind: sunspec, address: "10.0.0.1:4028" }
`;
  const contradictions = [
    '5:62 devices.0.hall: no hall shd; did you mean shed?',
    'devices.0.nominal_ths: is missing',
    '6:11 devices.1.id: device id m1 is also that of entry 0',
    'devices.1.address: address 10.0.0.1:4028 unit 1 is also that of entry 0',
    'devices.1.point: is missing',
  ];

  test.each([
    ['what no key may hold', wrong, faults],
    ['what contradicts itself', contradictory, contradictions],
  ])('with %s is refused by `check` and by `start` with exit 2 and every fault', async (_, text, expected) => {
    const file = join(directory, 'wrong.yaml');
    const data = join(directory, 'never');
    writeFileSync(file, text);
    const [checked, started] = await Promise.all([
      runCoload(['check', file]),
      runCoload(['start', '--config', file, '--data', data, '--port', '0']),
    ]);
    for (const ended of [checked, started]) {
      expect(ended.code).toBe(2);
      for (const fault of expected) expect(ended.stderr).toContain(fault);
      expect(ended.stdout).toBe('');
    }
    expect(started.stderr).toBe(checked.stderr);
  });

  test('that is not there is named', async () => {
    const { code, stderr } = await runCoload(['check', join(directory, 'none.yaml')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/none\.yaml: cannot be read/);
  });
});

describe('`coload start`', () => {
  test('with the port of the API taken says so in one line, ends with an error, and leaves nothing running', async () => {
    const holder = await serve(() => undefined);
    const port = holder.address.split(':')[1] ?? '';
    const coload = startCoload(['start', '--config', siteFile, '--data', join(directory, 'unlucky'), '--port', port]);
    const family = new Set<number>();
    const watching = setInterval(() => familyOf(coload.process.pid ?? 0).forEach((pid) => family.add(pid)), 20);
    const ended = await coload.ended;
    clearInterval(watching);
    await holder.close();
    expect(ended.code).toBe(1);
    expect(words(ended)).toEqual([expect.stringMatching(new RegExp(`\\b${port}\\b.*in use`))]);
    expect([...family].filter(isRunning)).toEqual([]);
  });

  test('with a data directory that cannot be written says so', async () => {
    const file = join(directory, 'a-file');
    writeFileSync(file, '');
    const ended = await runCoload(['start', '--config', siteFile, '--data', join(file, 'data'), '--port', '0']);
    expect(ended.code).toBe(1);
    expect(words(ended)).toEqual([expect.stringContaining(file)]);
  });
});

describe('beside a running stack', () => {
  let coload: Coload;
  let url: string;
  let data: string;

  beforeAll(async () => {
    data = join(directory, 'data');
    mkdirSync(data);
    coload = startCoload(['start', '--config', siteFile, '--data', data, '--port', '0']);
    url = String((await coload.ready)['url']);
  }, 120_000);

  afterAll(async () => {
    if (coload) await stopCoload(coload);
  }, 60_000);

  test('another on its data directory is refused in one line that names the process; the first runs on', async () => {
    const ended = await runCoload(['start', '--config', siteFile, '--data', data, '--port', '0']);
    const { pid } = z
      .object({ pid: z.number() })
      .parse(JSON.parse(readFileSync(join(data, 'store', 'holder.json'), 'utf8')));
    expect(ended.code).toBe(1);
    expect(words(ended)).toEqual([expect.stringMatching(new RegExp(`${data}.*in use by process ${pid}$`))]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  test.each([
    ['an unknown parameter', 'query?metrics=ipue&from=2025-01-01&grian=hour', 'grian', 'grain'],
    ['an unknown metric', 'query?metrics=energy_m0,hashrate_devise&from=2025-01-01', 'metrics', 'hashrate_device'],
    ['an unknown zone', 'query?metrics=ipue&from=2025-01-01&zone=America/Winipeg', 'zone', 'America/Winnipeg'],
    ['an unknown grain', 'query?metrics=ipue&from=2025-01-01&grain=hourly', 'grain', 'hour'],
    ['an unknown site', 'query?metrics=ipue&from=2025-01-01&site=prarie', 'site', 'prairie'],
    ['an unknown dimension', 'query?metrics=ipue&from=2025-01-01&by=halls', 'by', 'hall'],
    ['no date', 'query?metrics=ipue&from=2025-13-01', 'from', undefined],
    ['no metric', 'query?from=2025-01-01', 'metrics', undefined],
    ['an unknown parameter of readings', 'devices/orb/readings?limt=3', 'limt', 'limit'],
  ])('a question with %s is a 400 that names it and the nearest one', async (_, path, parameter, nearest) => {
    const response = await fetch(`${url}/v1/${path}`);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ status: 400, parameter, detail: expect.stringContaining(parameter) });
    expect(problem['nearest']).toBe(nearest);
    if (nearest !== undefined) expect(problem['detail']).toContain(nearest);
  });
});

describe('a running stack', () => {
  const start = async (): Promise<{ coload: Coload; family: number[] }> => {
    const coload = startCoload(['start', '--config', siteFile, '--data', join(directory, 'data'), '--port', '0']);
    await coload.ready;
    return { coload, family: familyOf(coload.process.pid ?? 0) };
  };

  test('ends in order, with 0 and leaving nothing, when a terminal interrupts all its processes at once', async () => {
    const { coload, family } = await start();
    process.kill(-(coload.process.pid ?? 0), 'SIGINT');
    const { code, stderr } = await coload.ended;
    expect({ code, left: family.filter(isRunning) }).toEqual({ code: 0, left: [] });
    expect(stderr).not.toContain('did not stop in time');
  });

  test('starts again on its data, and ends by itself when its command is killed', async () => {
    const { coload, family } = await start();
    expect(family.length).toBeGreaterThanOrEqual(6);
    coload.process.kill('SIGKILL');
    await until('its processes to end', () => Promise.resolve(family.every((pid) => !isRunning(pid))));
  });
});

describe('`coload read`', () => {
  const kinds = Object.keys(deviceKinds);
  const garbage = Buffer.from([...Array(4096).keys()].map((index) => (index * 151 + 0xfe) & 0xff));
  /** Of those that answer: on a slow machine a process may take seconds to read what is there. */
  const longMs = 30_000;
  const faults: [string, number, RegExp, () => Promise<Foreign>][] = [
    ['hangs', 700, /no (complete )?answer in 700 ms$/, () => serve(() => undefined)],
    [
      'resets the connection',
      longMs,
      /connection was (reset|closed)/,
      () => serve((socket) => socket.on('data', () => socket.resetAndDestroy())),
    ],
    [
      'sends garbage',
      longMs,
      /not UTF-8|not (match the )?HTTP|not Modbus TCP|cannot be read/,
      () => serve((socket) => socket.on('data', () => socket.end(garbage))),
    ],
    ['closes at once', longMs, /connection was (reset|closed)/, () => serve((socket) => socket.end())],
  ];

  test.each(faults)(
    'of a device that %s is one clear line and an error, for every kind',
    async (_, timeoutMs, reason, start) => {
      const device = await start();
      try {
        const all = await Promise.all(
          kinds.map((kind) =>
            runCoload(['read', '--kind', kind, '--address', device.address, '--timeout', `${timeoutMs}`]),
          ),
        );
        for (const ended of all) {
          expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 1, stdout: '' });
          expect(words(ended)).toEqual([expect.stringMatching(reason)]);
          expect(words(ended)[0]).toContain(device.address);
        }
      } finally {
        await device.close();
      }
    },
  );

  test('of an address where nothing listens says so', async () => {
    const device = await serve(() => undefined);
    await device.close();
    const ended = await runCoload(['read', '--kind', 'sunspec', '--address', device.address]);
    expect(ended.code).toBe(1);
    expect(words(ended)).toEqual([expect.stringMatching(/the connection was refused$/)]);
  });

  test('of a good device of the file prints what it says, and what it cannot', async () => {
    const ended = await runCoload(['read', 'stringer', '--config', siteFile, '--json']);
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      device: { id: 'stringer', kind: 'cgminer', model: 'Stringer S3' },
      quantities: { accepted_diff: expect.any(Number) },
      gauges: { power_w: 3250, rate_ghs: 95_000, chip_temp_c: null },
      sources: { power_w: 'summary.Power', accepted_diff: 'pools.Difficulty Accepted (sum)' },
      problems: [expect.stringContaining('stats: the miner refuses it'), expect.stringContaining('devs')],
    });
  });
});
