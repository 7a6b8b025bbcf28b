import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Decomposition, decompose, effects, meanOf, type Totals, upliftExMix, upliftOf } from './decomposition.ts';

const amount = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
const byWorkload = fc.record({ mining: amount, ai: amount });
const totals = fc
  .record({
    output: byWorkload,
    it: byWorkload,
    overhead: fc.double({ min: 1, max: 2, noNaN: true }),
    resource: amount,
  })
  .map(({ output, it, overhead, resource }): Totals => ({
    output,
    it,
    facility: (it.mining + it.ai) * overhead,
    resource,
  }));

const efficiency = ({ output, resource }: Totals, prices: { mining: number; ai: number }): number =>
  (prices.mining * output.mining + prices.ai * output.ai) / resource;
const sumOf = (parts: Decomposition | null): number =>
  effects.reduce((sum, effect) => sum + (parts?.[effect] ?? NaN), 0);
const partsOf = (...given: Parameters<typeof decompose>): Decomposition => {
  const parts = decompose(...given);
  if (!parts) throw new Error('not comparable');
  return parts;
};

const prices = { mining: 50, ai: 2 };
const base: Totals = { output: { mining: 10, ai: 500 }, it: { mining: 80, ai: 20 }, facility: 120, resource: 120 };

describe('the decomposition of an efficiency ratio', () => {
  test('property: its parts add up to the change, whatever the sides are', () => {
    fc.assert(
      fc.property(totals, totals, byWorkload, (one, other, weights) => {
        const change = Math.log(efficiency(one, weights) / efficiency(other, weights));
        expect(sumOf(decompose(one, other, weights))).toBeCloseTo(change, 8);
      }),
    );
  });

  test('property: a side against itself has no parts, and exchanged sides have opposite ones', () => {
    fc.assert(
      fc.property(totals, totals, (one, other) => {
        expect(effects.map((effect) => Math.abs(partsOf(one, one, prices)[effect]))).toEqual(effects.map(() => 0));
        const [there, back] = [partsOf(one, other, prices), partsOf(other, one, prices)];
        for (const effect of effects) expect(there[effect]).toBeCloseTo(-back[effect], 8);
      }),
    );
  });

  test('property: twice as many days of one side change nothing', () => {
    const twice = ({ output, it, facility, resource }: Totals): Totals => ({
      output: { mining: 2 * output.mining, ai: 2 * output.ai },
      it: { mining: 2 * it.mining, ai: 2 * it.ai },
      facility: 2 * facility,
      resource: 2 * resource,
    });
    fc.assert(
      fc.property(totals, totals, (one, other) => {
        const [once, doubled] = [partsOf(one, other, prices), partsOf(twice(one), other, prices)];
        for (const effect of effects) expect(doubled[effect]).toBeCloseTo(once[effect], 9);
      }),
    );
  });

  test('each part sees its own cause and no other', () => {
    const changed = (some: Partial<Totals>): Decomposition => partsOf({ ...base, ...some }, base, prices);
    const none = { overhead: 0, mix: 0, mining: 0, ai: 0, use: 0 };
    expect(changed({ facility: 110, resource: 110 })).toEqual({
      ...none,
      overhead: expect.closeTo(Math.log(120 / 110), 12),
    });
    expect(changed({ resource: 100 })).toEqual({ ...none, use: expect.closeTo(Math.log(1.2), 12) });
    expect(changed({ output: { mining: 12, ai: 500 } })).toEqual({
      ...none,
      mining: expect.closeTo(Math.log((12 * 50 + 1000) / (10 * 50 + 1000)), 12),
    });
    expect(changed({ output: { mining: 10, ai: 700 } })).toEqual({
      ...none,
      ai: expect.closeTo(Math.log((500 + 1400) / 1500), 12),
    });
  });

  test('more AI and less mining at the same output per energy is all mix: it is efficiency of neither', () => {
    const more = { ...base, output: { mining: 5, ai: 1500 }, it: { mining: 40, ai: 60 } };
    const parts = partsOf(more, base, prices);
    expect(upliftOf(parts)).toBeCloseTo((250 + 3000) / 1500 - 1, 12);
    expect(upliftExMix(parts)).toBeCloseTo(0, 12);
  });

  test('a gain that all workloads share is found whole, however the mix moves beside it', () => {
    const other = { ...base, output: { mining: 1.3 * 2, ai: 1.3 * 2000 }, it: { mining: 16, ai: 80 } };
    const before = { ...base, output: { mining: 10, ai: 500 }, it: { mining: 80, ai: 20 } };
    const parts = partsOf({ ...other, facility: 96 * 1.2, resource: 96 * 1.2 }, before, prices);
    expect(upliftExMix(parts)).toBeCloseTo(0.3, 12);
  });

  test('a site that changed from one workload to the other is all mix', () => {
    const [mines, trains] = [
      { ...base, output: { mining: 10, ai: 0 }, it: { mining: 100, ai: 0 } },
      { ...base, output: { mining: 0, ai: 1000 }, it: { mining: 0, ai: 100 } },
    ];
    expect(partsOf(trains, mines, prices)).toMatchObject({ mix: expect.closeTo(Math.log(4), 12), mining: 0, ai: 0 });
  });

  test('a workload that is new counts as mix, and the parts still add up', () => {
    const without = { ...base, output: { mining: 12.5, ai: 0 }, it: { mining: 100, ai: 0 } };
    const parts = partsOf(base, without, prices);
    expect(sumOf(parts)).toBeCloseTo(Math.log(1500 / 625), 12);
    expect(parts.ai).toBe(0);
    expect(upliftExMix(parts)).toBeCloseTo(0, 12);
  });

  test('hardware that draws and makes nothing counts as its output per energy', () => {
    const idle = { ...base, output: { mining: 10, ai: 0 } };
    expect(partsOf(base, idle, prices)).toMatchObject({ ai: expect.closeTo(Math.log(1500 / 500), 12), mix: 0 });
  });

  test('is not defined without output, energy or a resource', () => {
    expect(decompose({ ...base, output: { mining: 0, ai: 0 } }, base, prices)).toBeNull();
    expect(decompose(base, { ...base, it: { mining: 0, ai: 0 } }, prices)).toBeNull();
    expect(decompose(base, { ...base, resource: -3 }, prices)).toBeNull();
  });

  test("the mean of Laspeyres' and Paasche's parts is Fisher's: the root of the product of both ratios", () => {
    const now = { ...base, output: { mining: 20, ai: 450 } };
    const [then, later] = [prices, { mining: 20, ai: 3 }];
    const fisher = meanOf([partsOf(now, base, then), partsOf(now, base, later)]);
    const ratio = (weights: typeof prices): number => efficiency(now, weights) / efficiency(base, weights);
    expect(1 + upliftOf(fisher)).toBeCloseTo(Math.sqrt(ratio(then) * ratio(later)), 12);
  });
});
