import { afterEach, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { driverFor, readDevice, type SunspecRaw } from '#devices';
import { projectPath, systemClock } from '#runtime';
import { type Fake, repliesIn, resourcesIn, serveHttp, serveMiner, targetOf } from './servers.ts';

const folder = projectPath('../shared/captures');
const isThere = existsSync(folder);
/** The captures are not part of the project: these tests run where they lie beside it, and are shown as skipped elsewhere. */
const withCaptures = isThere ? describe : describe.skip;
const reason = isThere ? '' : ` (skipped: ${folder} is not there)`;

let fake: Fake | undefined;
afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

withCaptures(`a miner's recorded replies over a socket${reason}`, () => {
  test('of an S19 Pro on stock firmware give its poll, with no power since it tells none', async () => {
    fake = await serveMiner(repliesIn(`${folder}/asic/antminer/v2020`));
    const { units, problems } = await readDevice(targetOf('cgminer', fake.port), { clock: systemClock });
    expect(problems).toEqual([]);
    expect(units).toHaveLength(1);
    expect(units[0]).toMatchObject({
      device: 'unit-1',
      identity: {
        model: 'Antminer S19 Pro',
        firmware: 'BMMiner 1.0.0',
        version: '49.0.1.3',
        api: '3.1',
        serial: '8144d5ca79104814',
      },
      boot: { id: '8144d5ca79104814', uptimeMs: 50_474_000 },
      counters: {
        hash_gh: { value: 5_643_633_754.73 },
        accepted_diff: { value: 1_305_083_904 },
        rejected_diff: { value: 2_490_368 },
        stale_diff: { value: 0 },
        hw_errors: { value: 562 },
      },
      gauges: {
        rate_ghs: 110_566.89,
        power_w: null,
        chip_temp_c: 78,
        board_temp_c: 73,
        fan_rpm: 6000,
        boards: 3,
        uptime_s: 50_474,
      },
      origins: {},
    });
    expect(units[0]?.counters).not.toHaveProperty('energy_j');
    expect(units[0]?.sources).toEqual({
      uptime_s: 'summary.Elapsed',
      rate_ghs: 'summary.GHS 5s',
      hash_gh: 'summary.Total MH',
      accepted_diff: 'summary.Difficulty Accepted',
      rejected_diff: 'summary.Difficulty Rejected',
      stale_diff: 'summary.Difficulty Stale',
      hw_errors: 'summary.Hardware Errors',
      diff1: 'summary.Work Utility',
      chip_temp_c: 'stats.temp_chip1',
      board_temp_c: 'stats.temp_pcb1',
      fan_rpm: 'stats.fan1',
      boards: 'stats.chain_acn',
    });
  });

  test('of an S19k Pro on LuxOS give an estimated power and no total, since what it calls so is its rate', async () => {
    fake = await serveMiner(repliesIn(`${folder}/asic/luxminer/v1`), { keepsOpen: true });
    const { units, problems } = await readDevice(targetOf('cgminer', fake.port), { clock: systemClock });
    expect(units[0]).toMatchObject({
      identity: { model: 'Antminer S19k Pro', firmware: 'LUXminer 2025.4.8.220305-57b389c7', serial: '62f75eb71046' },
      boot: { id: '62f75eb71046', uptimeMs: 3_453_000 },
      gauges: {
        rate_ghs: 59_756.06,
        power_w: 1051,
        chip_temp_c: 47,
        board_temp_c: 47,
        fan_rpm: 2340,
        boards: 3,
        uptime_s: 3453,
      },
      origins: { energy_source: 'estimated' },
    });
    expect(units[0]?.counters).toEqual({
      accepted_diff: { value: 42_323_968 },
      rejected_diff: { value: 32_768 },
      stale_diff: { value: 0 },
      hw_errors: { value: 0 },
      diff1: { value: 42_356_736 },
    });
    expect(problems).toEqual([expect.stringMatching(/^hash_gh: summary\.Total MH .* does not count hashes$/)]);
  });

  test('of a Whatsminer give what cgminer shares with it', async () => {
    fake = await serveMiner(repliesIn(`${folder}/asic/whatsminer/v1`));
    const { units } = await readDevice(targetOf('cgminer', fake.port), { clock: systemClock });
    expect(units[0]).toMatchObject({
      identity: { mac: 'C4:08:28:00:A4:19' },
      boot: { id: 'C4:08:28:00:A4:19', uptimeMs: 10_154_000 },
      counters: {
        hash_gh: { value: 687_977_549.397 },
        accepted_diff: { value: 158_334_976 },
        hw_errors: { value: 69 },
        diff1: { value: 625_711 },
      },
      gauges: {
        rate_ghs: 70_668.11452,
        power_w: 3417,
        chip_temp_c: 92.5,
        board_temp_c: 71.5,
        fan_rpm: 6480,
        uptime_s: 10_154,
      },
      origins: { energy_source: 'psu' },
    });
  });
});

withCaptures(`a cooling unit's recorded tree over HTTP${reason}`, () => {
  test('gives its poll, with nulls where it has no reading and without the pump that is offline', async () => {
    fake = await serveHttp(resourcesIn(`${folder}/redfish/cdu`), 'monitor:secret');
    const target = targetOf('redfish-cdu', fake.port, { username: 'monitor', password: 'secret' });
    const { units, problems } = await readDevice(target, { clock: systemClock });
    expect(problems).toEqual([]);
    expect(units).toEqual([
      {
        device: 'unit-1',
        identity: {
          make: 'Contoso',
          model: 'BRRR4000',
          firmware: '3.2.0',
          serial: '29347ZT536',
          name: 'Rack #4 Cooling Distribution Unit',
        },
        boot: { id: '29347ZT536', uptimeMs: null },
        counters: {},
        gauges: {
          power_w: null,
          heat_w: 25_310,
          flow_lpm: 42,
          supply_temp_c: 30,
          return_temp_c: 48,
          facility_supply_temp_c: 30,
          facility_return_temp_c: 40,
          pump_share: 0.385,
        },
        origins: { heat_source: 'metered' },
        sources: {
          heat_w: 'SecondaryCoolantConnectors.HeatRemovedkW',
          flow_lpm: 'SecondaryCoolantConnectors.FlowLitersPerMinute',
          supply_temp_c: 'SecondaryCoolantConnectors.SupplyTemperatureCelsius',
          return_temp_c: 'SecondaryCoolantConnectors.ReturnTemperatureCelsius',
          facility_supply_temp_c: 'PrimaryCoolantConnectors.SupplyTemperatureCelsius',
          facility_return_temp_c: 'PrimaryCoolantConnectors.ReturnTemperatureCelsius',
          pump_share: 'Pumps.PumpSpeedPercent',
        },
      },
    ]);
    const first = fake.asked.length;
    await readDevice(target, { clock: systemClock });
    expect(fake.asked.slice(first).toSorted()).toEqual(
      [
        '',
        '/EnvironmentMetrics',
        '/PrimaryCoolantConnectors/1',
        '/Pumps/1',
        '/Pumps/2',
        '/SecondaryCoolantConnectors/1',
      ].map((path) => `/redfish/v1/ThermalEquipment/CDUs/1${path}`),
    );
  });
});

interface Definition {
  readonly group: {
    readonly points: readonly { readonly name: string; readonly size: number; readonly type: string }[];
  };
}

/** Offset of each point of a model, counted from its id register. */
function offsetsOf(model: number): Map<string, number> {
  const definition = JSON.parse(readFileSync(`${folder}/sunspec/model_${model}.json`, 'utf8')) as Definition;
  const offsets = new Map<string, number>();
  let offset = 0;
  for (const { name, size } of definition.group.points) {
    offsets.set(name, offset);
    offset += size;
  }
  return offsets.set('', offset);
}

/** Registers of a model with the given points, all others not implemented. */
function modelOf(id: number, points: Readonly<Record<string, readonly number[]>>): SunspecRaw['models'][number] {
  const offsets = offsetsOf(id);
  const length = offsets.get('') ?? 0;
  const registers = new Uint16Array(length).fill(0x8000);
  registers.set([id, length - 2]);
  for (const [name, values] of Object.entries(points)) registers.set(values, offsets.get(name) ?? -1);
  return { id, address: 40_070, registers };
}

const text = (value: string, registers: number): number[] => {
  const bytes = Buffer.alloc(registers * 2);
  bytes.write(value, 'latin1');
  return Array.from({ length: registers }, (_, index) => bytes.readUInt16BE(2 * index));
};
const float = (value: number): number[] => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)];
};

withCaptures(`SunSpec's own model definitions${reason}`, () => {
  const driver = driverFor('sunspec');
  const identity = modelOf(1, {
    Mn: text('Maker', 16),
    Md: text('M-1', 16),
    Vr: text('2.1', 8),
    SN: text('S/N 7', 16),
  });

  test.each([201, 202, 203, 204])('place what is read of the integer model %i', (id) => {
    const minus = (value: number): number[] => [65_536 - value];
    const meter = modelOf(id, {
      PhV: [2771],
      V_SF: minus(1),
      Hz: [5998],
      Hz_SF: minus(2),
      W: minus(1234),
      W_SF: [1],
      VA: [1300],
      VA_SF: [1],
      PF: [9870],
      PF_SF: minus(2),
      TotWhExp: [0, 7],
      TotWhImp: [2, 5],
      TotWh_SF: [2],
    });
    const { units, problems } = driver.normalise({ base: 40_000, models: [identity, meter] }, targetOf('sunspec', 1));
    expect(problems).toEqual([]);
    expect(units[0]).toMatchObject({
      identity: { make: 'Maker', model: 'M-1', firmware: '2.1', serial: 'S/N 7' },
      boot: { id: 'S/N 7', uptimeMs: null },
      counters: {
        import_j: { value: 131_077 * 100 * 3600, modulus: 4_294_967_296 * 100 * 3600 },
        export_j: { value: 7 * 100 * 3600, modulus: 4_294_967_296 * 100 * 3600 },
      },
      gauges: { power_w: -12_340, apparent_va: 13_000, power_factor: 0.987, voltage_v: 277.1, frequency_hz: 59.98 },
    });
  });

  test.each([211, 212, 213, 214])('place what is read of the float model %i', (id) => {
    const meter = modelOf(id, {
      PhV: float(230.5),
      Hz: float(50),
      W: float(1500),
      VA: float(1600),
      PF: float(0.9375),
      TotWhExp: float(0),
      TotWhImp: float(1024),
    });
    const { units } = driver.normalise({ base: 40_000, models: [identity, meter] }, targetOf('sunspec', 1));
    expect(units[0]).toMatchObject({
      counters: { import_j: { value: 1024 * 3600 }, export_j: { value: 0 } },
      gauges: { power_w: 1500, apparent_va: 1600, power_factor: 0.9375, voltage_v: 230.5, frequency_hz: 50 },
    });
  });
});
