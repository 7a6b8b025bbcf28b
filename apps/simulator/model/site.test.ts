import { describe, expect, test } from '@jest/globals';
import type { CgminerAnswer } from '../answers/cgminer.ts';
import type { DcgmAnswer } from '../answers/dcgm.ts';
import type { RedfishAnswer } from '../answers/redfish.ts';
import type { SunspecAnswer } from '../answers/sunspec.ts';
import { createSite, type SiteModel, type SiteOptions } from './site.ts';
import { between, type Truth } from './truth.ts';

const start = 1_763_856_000_000;
const hour = 3_600_000;

const site = (options: Partial<SiteOptions> = {}): SiteModel => createSite({ seed: 7, devices: 60, start, ...options });
const quiet = (options: Partial<SiteOptions> = {}): SiteModel => site({ hasIncidents: false, ...options });

const relative = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function summary(model: SiteModel, device: string): Record<string, number> {
  const answer = model.answers(device) as CgminerAnswer;
  return (answer.summary.SUMMARY as Record<string, number>[])[0] ?? {};
}

const registers = (model: SiteModel, device: string): Uint16Array => (model.answers(device) as SunspecAnswer).registers;
const acc32 = (map: Uint16Array, offset: number): number => (map[70 + offset] ?? 0) * 0x10000 + (map[71 + offset] ?? 0);
const importedCounts = (model: SiteModel, device: string): number => acc32(registers(model, device), 46);

function devicesOfHall(truth: Truth, hall: string): number {
  const ids = Object.keys(truth.devices).filter((id) => id.startsWith(`${hall}-`) && !id.includes('/'));
  return sum(ids.map((id) => truth.devices[id]?.energyJ ?? 0));
}

describe('energy', () => {
  test.each([5_000, 60_000, 300_000])(
    'closes at every meter over two days of incidents with a tick of %i ms',
    (tickMs) => {
      const model = site({ tickMs, devices: 24 });
      model.play({ kind: 'curtailment', at: start + 2 * hour, durationMs: 2.5 * hour, scope: 'site' });
      model.play({
        kind: 'offline',
        device: 'asic-a-001',
        cause: 'power',
        at: start + hour + 1_234,
        durationMs: 987_654,
      });
      model.advance(start + 24 * hour + 17_321);
      const truth = model.snapshot();
      for (const [id, hall] of Object.entries(truth.halls)) {
        expect(relative(hall.itJ, devicesOfHall(truth, id))).toBeLessThan(1e-12);
        expect(relative(hall.feederJ, hall.itJ + hall.lossJ)).toBeLessThan(1e-12);
        expect(relative(hall.feederJ, truth.meters[`m3-${id}`] ?? 0)).toBeLessThan(1e-12);
      }
      const parts = truth.points.M3 + truth.points.Mc + truth.houseJ + truth.transformerLossJ;
      expect(relative(truth.points.M0, parts)).toBeLessThan(1e-12);
      const gpu = truth.halls['gpu-a'];
      expect(gpu?.gpuJ).toBeGreaterThan(0);
      expect(gpu?.itJ).toBeGreaterThan(gpu?.gpuJ ?? Infinity);
    },
  );

  test('is the price and the carbon of the energy at M0, settlement interval by settlement interval', () => {
    const model = site({ tickMs: 60_000 });
    model.play({ kind: 'price_spike', at: start + hour, durationMs: hour, usdPerMwh: 900 });
    let [cost, carbon] = [0, 0];
    for (let at = start; at < start + 3 * hour; at += 300_000) {
      const before = model.snapshot().points.M0;
      model.advance(at + 300_000);
      cost += ((model.snapshot().points.M0 - before) / 3.6e9) * model.price.at(at);
      carbon += ((model.snapshot().points.M0 - before) / 3.6e6) * model.carbon.at(at);
    }
    expect(relative(model.snapshot().costUsd, cost)).toBeLessThan(1e-12);
    expect(relative(model.snapshot().carbonG, carbon)).toBeLessThan(1e-12);
    expect(model.price.at(start + hour)).toBe(900);
  });

  test('of a solar plant comes on top of what the grid gives, by day, and never flows back', () => {
    const model = site({ tickMs: 60_000, hasPlant: true });
    // All asleep at noon, the site takes less than the sun gives.
    model.play({ kind: 'curtailment', at: start + 16 * hour, durationMs: 5 * hour, scope: 'site' });
    const hours: { M0: number; Mg: number }[] = [];
    for (let at = start; at < start + 24 * hour; at += hour) {
      const before = model.snapshot().points;
      model.advance(at + hour);
      const { M0, Mg } = model.snapshot().points;
      hours.push({ M0: M0 - before.M0, Mg: Mg - before.Mg });
    }
    const { points, houseJ, transformerLossJ } = model.snapshot();
    expect(relative(points.M0 + points.Mg, points.M3 + points.Mc + houseJ + transformerLossJ)).toBeLessThan(1e-12);
    expect(sum(model.quarterHours(start, start + 24 * hour))).toBeCloseTo(points.M0 + points.Mg, 0);
    expect(hours.filter(({ Mg }) => Mg === 0).length).toBeGreaterThan(10);
    expect(points.Mg).toBeGreaterThan(0.02 * points.M0);
    expect(Math.min(...hours.map(({ M0 }) => M0))).toBeGreaterThan(0);
    expect(Math.max(...hours.map(({ M0, Mg }) => Mg / (M0 + Mg)))).toBeGreaterThan(0.9);
  });

  test('of the quarter hours adds up to the energy of the hours', () => {
    const model = quiet();
    model.advance(start + 2 * hour + 1);
    const quarters = model.quarterHours(start, start + 2 * hour);
    expect(quarters).toHaveLength(8);
    expect(relative(sum(quarters), model.snapshot().points.M0)).toBeLessThan(1e-6);
  });
});

test('the heat that the coolant carries away is flow times temperature difference times specific heat, on both sides', () => {
  const model = quiet();
  model.advance(start + 5 * hour);
  const { resources } = model.answers('cdu-a') as RedfishAnswer;
  const unit = resources['/redfish/v1/ThermalEquipment/CDUs/1'] as { Coolant: Record<string, number> };
  const perLiter = ((unit.Coolant.DensityKgPerCubicMeter ?? 0) * (unit.Coolant.SpecificHeatkJoulesPerKgK ?? 0)) / 1000;
  for (const side of ['Primary', 'Secondary']) {
    const connector = resources[`/redfish/v1/ThermalEquipment/CDUs/1/${side}CoolantConnectors/1`] as Record<
      string,
      { Reading: number }
    >;
    const reading = (name: string): number => connector[name]?.Reading ?? Number.NaN;
    const deltaK = reading('ReturnTemperatureCelsius') - reading('SupplyTemperatureCelsius');
    const kw = (reading('FlowLitersPerMinute') / 60) * deltaK * perLiter;
    expect(relative(kw, reading('HeatRemovedkW'))).toBeLessThan(0.004);
  }
  const truth = model.snapshot();
  const itJ = (truth.halls['asic-a']?.itJ ?? 0) + (truth.halls['asic-b']?.itJ ?? 0);
  expect(relative(truth.cooling['cdu-a']?.heatJ ?? 0, itJ * 0.97)).toBeLessThan(1e-12);
});

test('coolant that comes back too warm supplies more by as much, for as long, and what it cools draws more', () => {
  const model = quiet();
  const other = quiet();
  model.play({ kind: 'warm_coolant', at: start + hour, device: 'cdu-a', durationMs: hour, riseC: 20 });
  const supplyC = (each: SiteModel): number => {
    const { resources } = each.answers('cdu-a') as RedfishAnswer;
    const connector = resources['/redfish/v1/ThermalEquipment/CDUs/1/SecondaryCoolantConnectors/1'];
    return (connector as Record<string, { Reading: number }>)['SupplyTemperatureCelsius']?.Reading ?? Number.NaN;
  };
  const rise = (at: number): number => {
    for (const each of [model, other]) each.advance(at);
    return supplyC(model) - supplyC(other);
  };
  expect(rise(start + hour / 2)).toBe(0);
  expect(rise(start + 1.5 * hour)).toBeCloseTo(20, 6);
  expect(rise(start + 2.5 * hour)).toBe(0);
  const heatJ = (each: SiteModel): number => each.snapshot().cooling['cdu-a']?.heatJ ?? Number.NaN;
  expect(heatJ(model)).toBeGreaterThan(heatJ(other));
});

describe('miners', () => {
  test('turn joules into hashes at the J/TH in force', () => {
    const model = quiet({ tickMs: 300_000 });
    for (let step = 1; step <= 20; step++) {
      const [shown] = [summary(model, 'asic-a-001')];
      const stats = (model.answers('asic-a-001') as CgminerAnswer).stats.STATS as Record<string, unknown>[];
      const watts = Number.parseFloat(String(stats[1]?.chain_power));
      const before = model.snapshot();
      model.advance(start + step * 300_000);
      const made = between(before, model.snapshot()).devices['asic-a-001'];
      const jPerTh = (made?.energyJ ?? 0) / (made?.hashTh ?? 1);
      expect(jPerTh).toBeCloseTo(watts / ((shown['GHS 5s'] ?? 0) / 1000), 2);
      expect(jPerTh).toBeGreaterThan(15);
      expect(jPerTh).toBeLessThan(17);
    }
  });

  test('earn difficulty as a Poisson process of their hashes', () => {
    const model = quiet({ tickMs: 60_000, devices: 240 });
    model.advance(start + 24 * hour);
    const hall = model.snapshot().halls['asic-a'];
    const expected = ((hall?.hashTh ?? 0) * 1e12) / 2 ** 32;
    const found = (hall?.acceptedDiff ?? 0) + (hall?.rejectedDiff ?? 0) + (hall?.staleDiff ?? 0);
    const sigma = Math.sqrt(expected / 524_288) * 524_288;
    expect(Math.abs(found - expected)).toBeLessThan(4 * sigma);
    expect((hall?.rejectedDiff ?? 0) / found).toBeCloseTo(0.003, 3);
  });

  test('count from zero after a reboot', () => {
    const model = quiet();
    model.advance(start + hour);
    const before = summary(model, 'asic-b-001');
    model.play({ kind: 'reboot', device: 'asic-b-001', at: start + hour, durationMs: 120_000 });
    model.advance(start + hour + 60_000);
    expect(model.answers('asic-b-001')).toBeNull();
    model.advance(start + hour + 420_000);
    const after = summary(model, 'asic-b-001');
    expect(before.Elapsed).toBeGreaterThan(6 * 3600);
    expect(after.Elapsed).toBe(300);
    expect(after['Total MH']).toBeLessThan(110e6 * 1.1 * 300);
    expect(after['Difficulty Accepted']).toBeLessThan(before['Difficulty Accepted'] ?? 0);
  });

  test('go on counting while only their network is away', () => {
    const model = quiet();
    const before = summary(model, 'asic-a-002');
    model.play({ kind: 'offline', device: 'asic-a-002', cause: 'network', at: start + 60_000, durationMs: 600_000 });
    model.advance(start + 300_000);
    expect(model.answers('asic-a-002')).toBeNull();
    expect(model.condition('asic-a-002')).toBe('no_network');
    model.advance(start + 900_000);
    expect((summary(model, 'asic-a-002').Elapsed ?? 0) - (before.Elapsed ?? 0)).toBe(900);
    expect(model.snapshot().devices['asic-a-002']?.upS).toBe(900);
  });

  test('are back when their network is, and one outage that was to last longer takes no other thing away', () => {
    const model = quiet();
    const device = 'asic-a-002';
    model.play({ kind: 'offline', device, cause: 'network', at: start + 60_000, durationMs: 600_000 });
    model.play({ kind: 'online', device, at: start + 120_000 });
    model.play({ kind: 'slow', device, at: start + 180_000, durationMs: 900_000 });
    const conditions = [90_000, 150_000, 240_000, 780_000].map((after) => {
      model.advance(start + after);
      return model.condition(device);
    });
    expect(conditions).toEqual(['no_network', 'ok', 'slow', 'slow']);
  });

  test('sleep in an ordered curtailment, which the dispatch shows while it lasts and when it has ended', () => {
    const model = quiet();
    model.play({ kind: 'curtailment', at: start + hour, durationMs: hour, scope: 'hall:asic-a', reason: 'emergency' });
    model.advance(start + 1.5 * hour);
    expect(summary(model, 'asic-a-001')['GHS 5s']).toBe(0);
    expect(summary(model, 'asic-b-001')['GHS 5s']).toBeGreaterThan(0);
    expect(model.dispatch(0)).toMatchObject([{ reason: 'emergency', ended_at: null, revision: 1 }]);
    model.advance(start + 3 * hour);
    expect(model.dispatch(start + 2 * hour)).toMatchObject([
      {
        scope: 'hall:asic-a',
        started_at: '2025-11-23T01:00:00.000Z',
        ended_at: '2025-11-23T02:00:00.000Z',
        revision: 2,
      },
    ]);
    expect(model.dispatch(start + 2 * hour + 1)).toEqual([]);
    const hall = model.snapshot().halls['asic-a'];
    expect(hall?.curtailedS).toBeCloseTo((3600 * (hall?.minerS ?? 0)) / (3 * 3600), 6);
    expect(summary(model, 'asic-a-001')['GHS 5s']).toBeGreaterThan(0);
  });
});

describe('GPUs', () => {
  test('fall to idle when their job stops and count energy from zero when the driver is loaded anew', () => {
    const model = quiet();
    const board = (): Record<string, number> => (model.answers('gpu-a-01') as DcgmAnswer).boards[0]?.values ?? {};
    model.advance(start + 60_000);
    expect(board().DCGM_FI_DEV_POWER_USAGE).toBeGreaterThan(500);
    model.play({ kind: 'job_stop', device: 'gpu-a-01', at: start + 60_000 });
    model.advance(start + 120_000);
    expect(board()).toMatchObject({ DCGM_FI_DEV_POWER_USAGE: 70, DCGM_FI_PROF_SM_ACTIVE: 0 });
    model.play({ kind: 'reboot', device: 'gpu-a-01', at: start + 120_000, durationMs: 60_000 });
    model.advance(start + 190_000);
    expect(board().DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION).toBe(70 * 10 * 1000);
  });

  test('are capped when the whole site is curtailed', () => {
    const model = quiet();
    model.play({ kind: 'curtailment', at: start + 60_000, durationMs: 60_000, scope: 'site' });
    model.advance(start + 90_000);
    const [board] = (model.answers('gpu-a-01') as DcgmAnswer).boards;
    expect(board?.values).toMatchObject({ DCGM_FI_DEV_ENFORCED_POWER_LIMIT: 400, DCGM_FI_DEV_POWER_USAGE: 400 });
  });
});

test('meters count watt-hours in steps of their scale and wrap at 2^32', () => {
  const model = quiet({ tickMs: 300_000 });
  let previous = importedCounts(model, 'm3-asic-a');
  let counted = 0;
  let wraps = 0;
  for (let day = 1; day <= 15; day++) {
    model.advance(start + day * 24 * hour);
    const present = importedCounts(model, 'm3-asic-a');
    if (present < previous) wraps++;
    counted += present - previous + (present < previous ? 2 ** 32 : 0);
    previous = present;
  }
  expect(wraps).toBe(1);
  expect(counted).toBe(Math.floor((model.snapshot().meters['m3-asic-a'] ?? 0) / 3600));
});

test('a meter wired the other way round counts as export and shows negative power', () => {
  const map = registers(quiet(), 'mc-b');
  expect(acc32(map, 46)).toBe(0);
  expect(acc32(map, 38)).toBeGreaterThan(0);
  expect((map[70 + 18] ?? 0) & 0x8000).toBe(0x8000);
});

describe('the seed', () => {
  test('decides everything: the same seed and start give the same answers and totals', () => {
    const [a, b] = [site({ tickMs: 60_000 }), site({ tickMs: 60_000 })];
    for (const model of [a, b]) model.advance(start + 30 * hour);
    expect(a.snapshot()).toEqual(b.snapshot());
    expect(a.dispatch(0)).toEqual(b.dispatch(0));
    expect(a.answers('m0')).toEqual(b.answers('m0'));
    expect(summary(a, 'asic-a-001')).toEqual(summary(b, 'asic-a-001'));
    expect(site({ seed: 8 }).answers('gpu-a-01')).not.toEqual(a.answers('gpu-a-01'));
  });

  test('decides the same however often the model is advanced', () => {
    const [coarse, fine] = [site({ tickMs: 60_000 }), site({ tickMs: 60_000 })];
    coarse.advance(start + 3 * hour);
    for (let at = start; at <= start + 3 * hour; at += 7_777) fine.advance(at);
    fine.advance(start + 3 * hour);
    expect(relative(coarse.snapshot().points.M0, fine.snapshot().points.M0)).toBeLessThan(1e-12);
    expect(coarse.snapshot().halls['asic-b']?.acceptedDiff).toBe(fine.snapshot().halls['asic-b']?.acceptedDiff);
  });
});

describe('dispatch', () => {
  const day = 24 * hour;

  test('is hybrid on one of each two days, by lot: a mining hall makes way for AI on those, and on no other', () => {
    const model = site({ tickMs: 300_000 });
    model.advance(start + 20 * day);
    const told = model.dispatch(0).map(({ started_at, ended_at, ...row }) => ({
      ...row,
      from: Date.parse(started_at),
      to: ended_at === null ? model.now() : Date.parse(ended_at),
    }));
    const policies = told.filter(({ kind }) => kind === 'policy');
    const [first] = policies;
    expect(first?.from).toBe(start);
    expect(policies.slice(1).map(({ from }) => from)).toEqual(policies.slice(0, -1).map(({ to }) => to));
    expect(new Set(policies.slice(1, -1).map(({ from, to }) => to - from))).toEqual(new Set([day]));
    const kinds = policies.map(({ reason }) => reason);
    expect(Math.abs(kinds.filter((kind) => kind === 'hybrid').length - kinds.length / 2)).toBeLessThanOrEqual(1.5);
    expect(new Set(kinds.slice(1).map((kind, at) => kind === kinds[at]))).toEqual(new Set([true, false]));
    const requests = told.filter(({ reason }) => reason === 'ai_request');
    const under = requests.map(({ from, to }) => policies.find((each) => each.from <= from && to <= each.to)?.reason);
    expect(under.length).toBeGreaterThan(2);
    expect(new Set(under)).toEqual(new Set(['hybrid']));
  });

  test('has the halls that are asked asleep for as long as they are', () => {
    const model = site({ tickMs: 300_000 });
    const asked = (): { scope: string; started_at: string; ended_at: string | null } | undefined =>
      model.dispatch(0).find(({ reason, ended_at }) => reason === 'ai_request' && ended_at === null);
    while (!asked() && model.now() < start + 20 * day) model.advance(model.now() + 900_000);
    const hall = asked()?.scope.slice('hall:'.length) ?? '';
    const before = model.snapshot();
    model.advance(model.now() + 900_000);
    const slept = between(before, model.snapshot()).halls[hall];
    expect(slept?.curtailedS).toBe(slept?.minerS);
    expect(slept?.upS).toBe(0);
  });
});

test('an unknown device is refused by name', () => {
  expect(() => quiet().answers('asic-z-9')).toThrow('asic-z-9');
  expect(() => quiet().play({ kind: 'reboot', device: 'asic-z-9', at: start, durationMs: 1 })).toThrow('asic-z-9');
});

test.each([
  [12, 3, 1],
  [60, 45, 7],
  [240, 200, 32],
  [1_000, 856, 136],
])('%i devices are %i miners and %i boards beside meters and distribution units', (devices, miners, boards) => {
  const { inventory } = quiet({ devices });
  expect(inventory.miners).toHaveLength(miners);
  expect(sum(inventory.hosts.map((host) => host.boards))).toBe(boards);
  expect(inventory.miners.length + boards + inventory.meters.length + inventory.loops.length).toBe(devices);
});

describe('jobs', () => {
  const runs = (model: SiteModel, since = start): Record<string, unknown>[] => model.jobs(since);
  const held = (run: Record<string, unknown>): number =>
    Date.parse(String(run['ended_at'])) - Date.parse(String(run['started_at']));

  test('are told as runs of an hour that follow one another, and what they did is that of their boards', () => {
    const model = quiet();
    model.advance(start + 3 * hour);
    const [first, ...rest] = runs(model);
    expect(first).toMatchObject({ class: 'train', outcome: 'continued', revision: 2 });
    expect(first?.['queued_at']).toBeDefined();
    expect(rest.map((run) => [run['queued_at'], run['outcome']])).toEqual([
      [undefined, 'continued'],
      [undefined, 'continued'],
      [undefined, undefined],
    ]);
    const truth = model.snapshot().halls['gpu-a'];
    const tokens = sum(runs(model).map((run) => Number(run['tokens'] ?? 0)));
    expect(relative(tokens, (truth?.smS ?? 0) * 9000)).toBeLessThan(1e-6);
    expect(runs(model, start + 3 * hour)).toHaveLength(2);
  });

  test('end when they are stopped or their host loses its power, and it begins anew when that is back', () => {
    const model = quiet();
    model.play({ kind: 'offline', device: 'gpu-a-01', cause: 'power', at: start + 600_000, durationMs: 600_000 });
    model.play({ kind: 'job_stop', device: 'gpu-a-01', at: start + 1_800_000 });
    model.advance(start + 2 * hour);
    const told = runs(model);
    expect(told.map((run) => [run['outcome'], run['preempted_by'], held(run)])).toEqual([
      ['preempted', 'fault', 600_000],
      ['completed', undefined, 600_000],
    ]);
  });
});
