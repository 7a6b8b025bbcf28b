import { describe, expect, test } from '@jest/globals';
import type { Answer, DeviceTarget } from '../device.ts';
import { parseExposition } from '../prometheus/parse.ts';
import { normalise } from './normalise.ts';

const target: DeviceTarget = {
  id: 'g',
  kind: 'dcgm',
  host: 'h',
  port: 9400,
  timeoutMs: 1,
  unit: 1,
  importTotal: 'imp',
  multiplier: 1,
  tls: false,
};
const labels =
  'gpu="3",UUID="GPU-a",pci_bus_id="00000000:1A:00.0",device="nvidia3",modelName="NVIDIA H100 80GB HBM3",Hostname="node",DCGM_FI_DRIVER_VERSION="570.86"';

/** Lines `NAME value`, or `NAME{labels} value`. */
const read = (lines: readonly string[], more: Partial<DeviceTarget> = {}): Answer =>
  normalise(
    parseExposition(lines.map((line) => (line.includes('{') ? line : line.replace(' ', `{${labels}} `))).join('\n')),
    { ...target, ...more },
  );

test('a board of an exporter as it comes', () => {
  const { units, problems } = read([
    'DCGM_FI_DEV_SM_CLOCK 1980',
    'DCGM_FI_DEV_GPU_TEMP 61',
    'DCGM_FI_DEV_MEMORY_TEMP 70',
    'DCGM_FI_DEV_POWER_USAGE 632.113',
    'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION 98765432109',
    'DCGM_FI_DEV_GPU_UTIL 100',
    'DCGM_FI_DEV_FB_USED 71234',
    'DCGM_FI_DEV_XID_ERRORS 0',
    'DCGM_FI_DEV_ENFORCED_POWER_LIMIT 700',
    'DCGM_FI_PROF_SM_ACTIVE 0.87',
    'DCGM_FI_PROF_GR_ENGINE_ACTIVE 0.99',
    'DCGM_FI_PROF_PIPE_TENSOR_ACTIVE 0.41',
  ]);
  expect(problems).toEqual([]);
  expect(units).toEqual([
    {
      device: 'g/3',
      identity: {
        model: 'NVIDIA H100 80GB HBM3',
        uuid: 'GPU-a',
        host: 'node',
        bus: '00000000:1A:00.0',
        driver: '570.86',
      },
      boot: { id: 'GPU-a 570.86', uptimeMs: null },
      counters: { energy_j: { value: 98_765_432.109 } },
      gauges: {
        power_w: 632.113,
        limit_w: 700,
        sm: 0.87,
        tensor: 0.41,
        util: 1,
        gpu_temp_c: 61,
        memory_temp_c: 70,
        memory_used_mib: 71_234,
        sm_clock_mhz: 1980,
        xid: 0,
      },
      origins: {},
      activity: 'sm_active',
      sources: expect.objectContaining({
        sm: 'DCGM_FI_PROF_SM_ACTIVE',
        energy_j: 'DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION',
      }) as object,
    },
  ]);
});

test('names and labels of newer exporters mean the same', () => {
  const newer = '{gpu="0",uuid="GPU-b",model_name="H200",hostname="n"}';
  const { units } = read([
    `DCGM_FI_DEV_BOARD_POWER_WATTS${newer} 500`,
    `DCGM_FI_DEV_GPU_TEMP_CELSIUS${newer} 50`,
    `DCGM_FI_DEV_BOARD_POWER_LIMIT_ENFORCED_WATTS${newer} 650`,
    `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION_total${newer} 5000`,
    `DCGM_FI_PROF_SM_UTIL_RATIO${newer} 0.5`,
    `DCGM_FI_PROF_TENSOR_UTIL_RATIO${newer} 0.25`,
  ]);
  expect(units[0]).toMatchObject({
    device: 'g/0',
    identity: { model: 'H200', uuid: 'GPU-b', host: 'n' },
    boot: { id: 'GPU-b' },
    counters: { energy_j: { value: 5 } },
    gauges: { power_w: 500, limit_w: 650, sm: 0.5, tensor: 0.25, gpu_temp_c: 50 },
    activity: 'sm_active',
  });
});

describe('activity falls back and says to what', () => {
  test.each([
    ['gr_engine_active', ['DCGM_FI_PROF_GR_ENGINE_ACTIVE 0.6', 'DCGM_FI_DEV_GPU_UTIL 90'], 0.6],
    ['gpu_util', ['DCGM_FI_DEV_GPU_UTIL 90'], 0.9],
    ['gr_engine_active', ['DCGM_FI_PROF_SM_ACTIVE 140737488355328', 'DCGM_FI_PROF_GR_ENGINE_ACTIVE 0.6'], 0.6],
    ['none', ['DCGM_FI_DEV_POWER_USAGE 90'], null],
  ])('%s', (activity, lines, sm) => {
    const [unit] = read(lines).units;
    expect(unit).toMatchObject({ activity, gauges: { sm } });
  });
});

describe('the power limit', () => {
  test('is the configured rating where the exporter has none, and says so', () => {
    const [unit] = read(['DCGM_FI_DEV_POWER_USAGE 90'], { nominalW: 700 }).units;
    expect(unit).toMatchObject({ gauges: { limit_w: 700 }, origins: { limit_source: 'configured' } });
  });

  test('that is enforced comes before the one that was asked for', () => {
    const [unit] = read(['DCGM_FI_DEV_POWER_MGMT_LIMIT 700', 'DCGM_FI_DEV_ENFORCED_POWER_LIMIT 450'], {
      nominalW: 650,
    }).units;
    expect(unit).toMatchObject({ gauges: { limit_w: 450 }, origins: {} });
  });
});

test.each([
  ['memory_temp_c', 'DCGM_FI_DEV_MEMORY_TEMP 9223372036854775794'],
  ['memory_temp_c', 'DCGM_FI_DEV_MEMORY_TEMP 0'],
  ['gpu_temp_c', 'DCGM_FI_DEV_GPU_TEMP 2147483632'],
  ['power_w', 'DCGM_FI_DEV_POWER_USAGE 140737488355328'],
  ['xid', 'DCGM_FI_DEV_XID_ERRORS 9223372036854775792'],
])('a blank %s (%s) is missing without a problem', (field, line) => {
  const { units, problems } = read([line]);
  expect(units[0]?.gauges[field]).toBeNull();
  expect(problems).toEqual([]);
});

test.each([
  ['power_w', 'DCGM_FI_DEV_POWER_USAGE -5'],
  ['power_w', 'DCGM_FI_DEV_POWER_USAGE NaN'],
  ['power_w', 'DCGM_FI_DEV_POWER_USAGE +Inf'],
  ['util', 'DCGM_FI_DEV_GPU_UTIL 101'],
  ['tensor', 'DCGM_FI_PROF_PIPE_TENSOR_ACTIVE 41'],
])('an absurd %s (%s) is null and noted', (field, line) => {
  const { units, problems } = read([line]);
  expect(units[0]?.gauges[field]).toBeNull();
  expect(problems[0]).toMatch(new RegExp(`^3: ${field}: `));
});

test('an energy counter may pass through what is a blank elsewhere; a blank one is missing', () => {
  expect(read(['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION 2147483640']).units[0]?.counters).toEqual({
    energy_j: { value: 2_147_483.64 },
  });
  expect(read(['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION 9223372036854775794']).units[0]?.counters).toEqual({});
  expect(read(['DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION 0', 'DCGM_FI_DEV_POWER_USAGE 80']).problems).toHaveLength(1);
});

describe('a divided board', () => {
  const instance = (id: number, profile: string): string =>
    `{gpu="0",UUID="GPU-m",GPU_I_ID="${id}",GPU_I_PROFILE="${profile}"}`;
  const lines = [
    [1, '3g.40gb', 0.9, 30_000],
    [2, '1g.10gb', 0.1, 2_000],
  ].flatMap(([id, profile, active, used]) => {
    const at = instance(Number(id), String(profile));
    return [
      `DCGM_FI_DEV_POWER_USAGE${at} 434`,
      `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION${at} 7000`,
      `DCGM_FI_PROF_GR_ENGINE_ACTIVE${at} ${active}`,
      `DCGM_FI_DEV_FB_USED${at} ${used}`,
    ];
  });

  test('counts its power and energy once, weighs activity by slices and sums memory', () => {
    const { units, problems } = read(lines);
    expect(problems).toEqual([]);
    expect(units).toHaveLength(1);
    expect(units[0]).toMatchObject({
      device: 'g/0',
      counters: { energy_j: { value: 7 } },
      gauges: { power_w: 434, memory_used_mib: 32_000 },
      activity: 'gr_engine_active',
    });
    expect(units[0]?.gauges.sm).toBeCloseTo((3 * 0.9 + 0.1) / 4, 12);
    expect(units[0]?.instances).toEqual([
      { id: '1', slices: 3, active: 0.9 },
      { id: '2', slices: 1, active: 0.1 },
    ]);
  });

  test.each([
    ['says nothing', []],
    ['is not known', [`DCGM_FI_PROF_GR_ENGINE_ACTIVE${instance(3, '2g.20gb')} 140737488355328`]],
    ['cannot be', [`DCGM_FI_PROF_GR_ENGINE_ACTIVE${instance(3, '2g.20gb')} 7`]],
  ])('whose third instance %s does not tell how busy the others are', (_, more) => {
    const all = [...lines, `DCGM_FI_DEV_FB_USED${instance(3, '2g.20gb')} 100`, ...more];
    expect(read(all).units[0]).not.toHaveProperty('instances');
  });

  test('tells how busy an instance is once, however many pods share it', () => {
    const shared = (pod: string): string =>
      `DCGM_FI_PROF_GR_ENGINE_UTIL_RATIO{gpu="0",uuid="GPU-m",GPU_I_ID="1",GPU_I_PROFILE="7g.80gb",pod="${pod}"} 0.25`;
    expect(read([shared('a'), shared('b')]).units[0]?.instances).toEqual([{ id: '1', slices: 7, active: 0.25 }]);
  });

  test('is what the board itself says where it does', () => {
    expect(read([...lines, 'DCGM_FI_PROF_GR_ENGINE_ACTIVE{gpu="0",UUID="GPU-m"} 0.4']).units[0]?.gauges.sm).toBe(0.4);
  });
});

test('a board that several pods share is counted once', () => {
  const pod = (name: string): string => `DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-s",pod="${name}"} 300`;
  expect(read([pod('a'), pod('b')]).units.map(({ gauges }) => gauges.power_w)).toEqual([300]);
});

test('boards that are not reported are noted', () => {
  expect(read(['DCGM_FI_DEV_POWER_USAGE 300'], { gpus: 8 }).problems).toEqual(['1 of 8 boards are reported']);
  expect(normalise(parseExposition('# HELP x y\n'), target)).toEqual({ units: [], problems: ['no board is reported'] });
});

test('two boards of one index are not mixed', () => {
  const { units, problems } = read([
    'DCGM_FI_DEV_POWER_USAGE 300',
    'DCGM_FI_DEV_POWER_USAGE{gpu="3",UUID="GPU-z"} 100',
  ]);
  expect(units.map(({ gauges }) => gauges.power_w)).toEqual([300]);
  expect(problems).toEqual([expect.stringContaining('GPU-z')]);
});

describe('who has a board', () => {
  const power = (more: string): string => `DCGM_FI_DEV_POWER_USAGE{${labels}${more}} 400`;
  const energy = (more: string): string => `DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{${labels}${more}} 7000000`;

  test.each([
    [',pod="llm-0",namespace="web",container="c"', { job: 'web/llm-0', tenant: 'web', share: 1 }],
    [
      ',exported_pod="llm-0",exported_namespace="web",pod="dcgm-exporter-x",namespace="gpu-operator"',
      { job: 'web/llm-0', tenant: 'web', share: 1 },
    ],
    [',pod="llm-0",namespace="web",tenant="acme"', { job: 'web/llm-0', tenant: 'acme', share: 1 }],
    [',hpc_job="4711"', { job: '4711', share: 1 }],
  ])('is told by %s, once however many samples say it', (more, user) => {
    expect(read([power(more), energy(more)]).units[0]?.users).toEqual([user]);
  });

  test('is nobody where no label names one', () => {
    expect(read([power(',pod="",namespace=""')]).units[0]).not.toHaveProperty('users');
  });

  test('of the instances of a divided board is by their slices; the energy of the board counts once', () => {
    const instances = [
      ',GPU_I_ID="1",GPU_I_PROFILE="3g.40gb",pod="a",namespace="ml"',
      ',GPU_I_ID="2",GPU_I_PROFILE="2g.20gb",pod="a",namespace="ml"',
      ',GPU_I_ID="3",GPU_I_PROFILE="1g.10gb",pod="b",namespace="web"',
      ',GPU_I_ID="4",GPU_I_PROFILE="1g.10gb"',
    ];
    const { units } = read(instances.flatMap((more) => [power(more), energy(more)]));
    expect(units).toHaveLength(1);
    expect(units[0]).toMatchObject({ counters: { energy_j: { value: 7_000 } }, gauges: { power_w: 400 } });
    expect(units[0]?.users).toEqual([
      { job: 'ml/a', tenant: 'ml', share: 3 / 7 + 2 / 7, instances: ['1', '2'] },
      { job: 'web/b', tenant: 'web', share: 1 / 7, instances: ['3'] },
    ]);
  });
});
