import { describe, expect, test } from '@jest/globals';
import type { Answer, DeviceTarget } from '../device.ts';
import { integerMeter, type Point } from './models.ts';
import { normalise } from './normalise.ts';

const target: DeviceTarget = {
  id: 'm',
  kind: 'sunspec',
  host: 'h',
  port: 502,
  timeoutMs: 1,
  unit: 1,
  importTotal: 'imp',
  multiplier: 1,
  tls: false,
};

type Values = { readonly [point in Point]?: number };

/** A meter 203 with raw values, all scale factors 0 unless given, the rest not implemented. */
function read(values: Values, scales: Values = {}, more: Partial<DeviceTarget> = {}): Answer {
  const registers = new Uint16Array(55).fill(0x8000);
  registers.set([203, 105]);
  for (const [name, { offset, scale }] of Object.entries(integerMeter)) {
    const isTotal = name.startsWith('TotWh');
    const value = values[name as Point] ?? (isTotal ? 0 : 0x8000);
    registers.set(isTotal ? [value / 65_536, value % 65_536] : [value], offset);
    const factor = scales[name as Point];
    if (values[name as Point] !== undefined) registers[scale] = factor ?? 0;
  }
  return normalise({ base: 40_000, models: [{ id: 203, address: 40_070, registers }] }, { ...target, ...more });
}

describe('a meter', () => {
  test('that implements nothing says nothing', () => {
    expect(read({})).toMatchObject({
      units: [
        {
          counters: {},
          gauges: { power_w: null, apparent_va: null, power_factor: null, voltage_v: null, frequency_hz: null },
          boot: { id: null },
        },
      ],
      problems: [],
    });
  });

  test('wraps where its 32 bits do, in joules', () => {
    const { units } = read({ TotWhImp: 4_294_967_295, TotWhExp: 1 }, { TotWhImp: 1, TotWhExp: 1 });
    expect(units[0]?.counters).toEqual({
      import_j: { value: 42_949_672_950 * 3600, modulus: 42_949_672_960 * 3600 },
      export_j: { value: 10 * 3600, modulus: 42_949_672_960 * 3600 },
    });
  });

  test('with a ratio outside counts and measures the primary side, but not its voltage', () => {
    const { units } = read({ TotWhImp: 10, W: 100, VA: 110, PhV: 230 }, {}, { multiplier: 80 });
    expect(units[0]).toMatchObject({
      counters: { import_j: { value: 10 * 3600 * 80 } },
      gauges: { power_w: 8000, apparent_va: 8800, voltage_v: 230 },
    });
  });

  test('wired the other way counts what is drawn as exported, with the power turned round', () => {
    const { units } = read({ TotWhImp: 1, TotWhExp: 9, W: 65_436 }, {}, { importTotal: 'exp' });
    expect(units[0]).toMatchObject({
      counters: { import_j: { value: 9 * 3600 }, export_j: { value: 3600 } },
      gauges: { power_w: 100 },
    });
    expect(read({ W: 0 }, {}, { importTotal: 'exp' }).units[0]?.gauges.power_w).toBe(0);
  });

  test('without a mean voltage has that of its phases', () => {
    expect(read({ PhVphA: 2300, PhVphC: 2320 }, { PhVphA: 65_535, PhVphC: 65_535 }).units[0]?.gauges.voltage_v).toBe(
      231,
    );
  });

  test.each([
    ['is not implemented', 0x8000],
    ['cannot be', 40],
  ])('whose scale factor %s leaves the value out and says so', (_, scale) => {
    const { units, problems } = read({ W: 5, Hz: 50 }, { W: scale });
    expect(units[0]?.gauges).toMatchObject({ power_w: null, frequency_hz: 50 });
    expect(problems).toEqual([expect.stringMatching(/^W: its scale factor is /)]);
  });

  test.each([
    ['power_factor', { PF: 1200 }],
    ['frequency_hz', { Hz: 500 }],
    ['voltage_v', { PhV: 65_000 }],
  ])('that says what cannot be leaves %s out', (field, values) => {
    const { units, problems } = read(values);
    expect(units[0]?.gauges[field]).toBeNull();
    expect(problems).toHaveLength(1);
  });

  test('with a short map gives what it has', () => {
    const registers = Uint16Array.from(
      { length: 23 },
      (_, index) => [203, 21][index] ?? (index === 18 ? 7 : index === 22 ? 0 : 0x8000),
    );
    expect(normalise({ base: 0, models: [{ id: 203, address: 2, registers }] }, target)).toMatchObject({
      units: [{ counters: {}, gauges: { power_w: 7, apparent_va: null } }],
      problems: [],
    });
  });
});
