import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { DeviceTarget } from '../device.ts';
import { normalise } from './normalise.ts';
import type { RedfishRaw } from './tree.ts';

const target: DeviceTarget = {
  id: 'c',
  kind: 'redfish-cdu',
  host: 'h',
  port: 80,
  timeoutMs: 1,
  unit: 1,
  importTotal: 'imp',
  multiplier: 1,
  tls: false,
};
const link = (path: string): object => ({ '@odata.id': path });
const reading = (value: unknown): object => ({ Reading: value });
const root = '/redfish/v1/';
const cdus = `${root}ThermalEquipment/CDUs`;

/** A tree of one CDU with the given secondary connectors and pumps. */
function tree(
  secondary: readonly object[],
  { cdu = {}, pumps = [], environment }: { cdu?: object; pumps?: object[]; environment?: object } = {},
): RedfishRaw {
  const resources: Record<string, Record<string, unknown>> = {
    [root]: { ThermalEquipment: link(`${root}ThermalEquipment`) },
    [`${root}ThermalEquipment`]: { CDUs: link(cdus) },
    [cdus]: { Members: [link(`${cdus}/1`)] },
    [`${cdus}/1`]: {
      Id: '1',
      SecondaryCoolantConnectors: link('/redfish/s'),
      Pumps: link('/redfish/p'),
      EnvironmentMetrics: link('/redfish/e'),
      ...cdu,
    },
    '/redfish/s': { Members: secondary.map((_, index) => link(`/redfish/s/${index}`)) },
    '/redfish/p': { Members: pumps.map((_, index) => link(`/redfish/p/${index}`)) },
    ...(environment ? { '/redfish/e': { ...environment } } : {}),
  };
  secondary.forEach((connector, index) => (resources[`/redfish/s/${index}`] = { ...connector }));
  pumps.forEach((pump, index) => (resources[`/redfish/p/${index}`] = { ...pump }));
  return { resources, failures: {} };
}
const connector = (flow: unknown, supply: unknown, back: unknown, heat?: unknown): object => ({
  FlowLitersPerMinute: reading(flow),
  SupplyTemperatureCelsius: reading(supply),
  ReturnTemperatureCelsius: reading(back),
  HeatRemovedkW: reading(heat ?? null),
});

describe('heat', () => {
  test('is computed from flow and temperatures as water where the unit does not tell it, and is then estimated', () => {
    const [unit] = normalise(tree([connector(60, 30, 40)]), target).units;
    expect(unit).toMatchObject({ origins: { heat_source: 'estimated' } });
    expect(unit?.gauges.heat_w).toBeCloseTo(997 * 4.18 * 10, 6);
  });

  test("is computed with the unit's coolant where it is described", () => {
    const cdu = { Coolant: { SpecificHeatkJoulesPerKgK: 4, DensityKgPerCubicMeter: 1000 } };
    expect(normalise(tree([connector(60, 30, 40)], { cdu }), target).units[0]?.gauges.heat_w).toBe(40_000);
  });

  test('that is null stays null where there is nothing to compute it from', () => {
    const { units, problems } = normalise(tree([connector(null, 30, 40)]), target);
    expect(units[0]).toMatchObject({ gauges: { heat_w: null, flow_lpm: null, supply_temp_c: 30 }, origins: {} });
    expect(problems).toEqual([]);
  });

  test('of several connectors is their sum, and unknown when one of them is', () => {
    const both = normalise(tree([connector(30, 30, 40, 20), connector(10, 34, 44, 10)]), target).units[0];
    expect(both?.gauges).toMatchObject({ heat_w: 30_000, flow_lpm: 40, supply_temp_c: 31, return_temp_c: 41 });
    const one = normalise(tree([connector(30, 30, 40, 20), connector(null, 34, 44)]), target).units[0];
    expect(one?.gauges).toMatchObject({ heat_w: null, flow_lpm: null });
  });
});

test('energy is counted in joules', () => {
  const environment = { PowerWatts: reading(1500), EnergykWh: reading(12.5) };
  const [unit] = normalise(tree([], { environment }), target).units;
  expect(unit).toMatchObject({ counters: { energy_j: { value: 45_000_000 } }, gauges: { power_w: 1500 } });
});

test('connectors and pumps that are absent or switched off are left out', () => {
  const off = { Status: { State: 'Disabled' }, PumpSpeedPercent: reading(0) };
  const absent = { ...connector(99, 99, 99), Status: { State: 'Absent' } };
  const raw = tree([connector(60, 30, 40, 5), absent], {
    pumps: [{ PumpSpeedPercent: reading(80) }, { PumpSpeedPercent: reading(60) }, off],
  });
  expect(normalise(raw, target).units[0]?.gauges).toMatchObject({ flow_lpm: 60, heat_w: 5000, pump_share: 0.7 });
});

test('a unit that is switched off says nothing, and its service that', () => {
  expect(normalise(tree([], { cdu: { Status: { State: 'Disabled' } } }), target)).toEqual({
    units: [],
    problems: ['CDU 1: it is absent or switched off'],
  });
});

test('several units of one service are told apart by their Id', () => {
  const raw = tree([]);
  const resources = {
    ...raw.resources,
    [cdus]: { Members: [link(`${cdus}/1`), link(`${cdus}/2`)] },
    [`${cdus}/2`]: { Id: 'B' },
  };
  expect(normalise({ ...raw, resources }, target).units.map(({ device }) => device)).toEqual(['c/1', 'c/B']);
});

test.each([
  ['flow_lpm', connector(-5, 30, 40)],
  ['supply_temp_c', connector(5, 400, 40)],
  ['heat_w', connector(5, 30, 40, 1e9)],
])('an absurd %s is null and noted', (field, bad) => {
  const { units, problems } = normalise(tree([bad]), target);
  if (field !== 'heat_w') expect(units[0]?.gauges[field]).toBeNull();
  else expect(units[0]?.origins).toEqual({ heat_source: 'estimated' });
  expect(problems.some((problem) => problem.startsWith(`${field}: `))).toBe(true);
});

test('no heat is computed from a flow or temperature that cannot be', () => {
  const { units } = normalise(tree([connector(-1e12, -1e12, -1e12, -1e15)]), target);
  expect(units[0]?.gauges.heat_w).toBeNull();
});

test('any JSON in the places of resources is understood or left out', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('FlowLitersPerMinute', 'HeatRemovedkW', 'Coolant', 'Status'), fc.jsonValue()),
      (bad) => {
        const { units } = normalise(tree([bad, connector(1, 2, 3)]), target);
        for (const gauge of Object.values(units[0]?.gauges ?? {}))
          expect(gauge === null || Number.isFinite(gauge)).toBe(true);
      },
    ),
  );
});
