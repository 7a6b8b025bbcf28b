import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Rows } from '#store';
import { rowsOf } from '../../test/support/rows.ts';
import { BlockAdder } from './add-readings.ts';
import { quarterMs, sliceMs } from './dirty.ts';
import { Extents, type Gathered, gather, ReadingSums, type Slots } from './sums.ts';

interface Reading {
  readonly device: string;
  readonly started_at: number;
  readonly ended_at: number;
  readonly heat_j: bigint | null;
  readonly flags: number;
}

const count = 4;
const reading: fc.Arbitrary<Reading> = fc
  .record({
    device: fc.constantFrom('c-1', 'c-2'),
    from: fc.integer({ min: 0, max: count * quarterMs - 1 }),
    length: fc.oneof(fc.integer({ min: 1, max: 90_000 }), fc.integer({ min: 1, max: 3 * quarterMs })),
    heat_j: fc.option(
      fc.oneof(fc.bigInt({ min: -50_000n, max: 50_000n }), fc.bigInt({ min: -(2n ** 58n), max: 2n ** 58n })),
    ),
    flags: fc.constantFrom(0, 1, 128),
  })
  .map(({ from, length, ...told }) => ({
    ...told,
    started_at: from,
    ended_at: Math.min(from + length, count * quarterMs),
  }));

/** As a block has them: what is not exact as a number beside. */
function blockOf(readings: readonly Reading[]): Rows {
  const rows = rowsOf(
    readings.map((each) => ({ ...each, observed_ms: 1, heat_j: each.heat_j === null ? null : Number(each.heat_j) })),
  );
  const large = readings.flatMap(({ heat_j }, row) =>
    heat_j === null || Number.isSafeInteger(Number(heat_j)) ? [] : [[row, heat_j] as const],
  );
  return { ...rows, large: (name) => (name === 'heat_j' && large.length > 0 ? new Map(large) : undefined) };
}

function summed(slots: Slots, readings: readonly Reading[]): Gathered {
  const sums = new ReadingSums('cooling', slots);
  const extents = new Extents({
    from: slots.from,
    count: (slots.count * slots.widthMs) / quarterMs,
    widthMs: quarterMs,
  });
  const adder = new BlockAdder('cooling', blockOf(readings));
  const gathered = { sums, extents };
  readings.forEach((_, row) => adder.rowsInto(gathered).push(row));
  adder.flush();
  return gathered;
}

const whole: Slots = { from: 0, count, widthMs: quarterMs };
const total = ({ sums }: Gathered, name: string): bigint =>
  sums.of(name).values.reduce((sum, value) => sum + value, 0n);

/** Everything that is known, by slot and device. */
const plain = ({ sums, extents }: Gathered): unknown => ({
  slots: Array.from({ length: sums.slots.count }, (_, slot) =>
    Object.fromEntries(
      [...sums.in(slot)].map(([device, row]) => [
        device,
        {
          heat: sums.of('heat_j').values[row],
          ms: sums.of('reported_ms').values[row],
          readings: sums.readings[row],
          flags: sums.flags[row],
          through: sums.through[row],
        },
      ]),
    ),
  ),
  extents: [extents.overlapping, extents.longestMs, extents.firstMs, extents.lastMs],
});

const chunk = (readings: readonly Reading[], size: number): Reading[][] =>
  Array.from({ length: Math.ceil(readings.length / size) }, (_, at) => readings.slice(at * size, (at + 1) * size));

test('parts of readings add up to the whole, however large it is and wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 40 }), fc.constantFrom(quarterMs, sliceMs), (readings, widthMs) => {
      const gathered = summed({ from: 0, count: (count * quarterMs) / widthMs, widthMs }, readings);
      const expected = readings.reduce((sum, { heat_j }) => sum + (heat_j ?? 0n), 0n);
      expect(BigInt.asIntN(64, total(gathered, 'heat_j'))).toBe(BigInt.asIntN(64, expected));
      const elapsed = readings.reduce((sum, { started_at, ended_at }) => sum + ended_at - started_at, 0);
      expect(total(gathered, 'reported_ms')).toBe(BigInt(elapsed));
    }),
  );
});

test('sums are the same however readings are cut into blocks, and put together from single buckets or from slices', () => {
  fc.assert(
    fc.property(fc.array(reading, { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), (readings, size) => {
      const expected = plain(summed(whole, readings));
      const blocks = summed(whole, []);
      for (const part of chunk(readings, size)) gather(blocks, summed(whole, part));
      expect(plain(blocks)).toEqual(expected);
      const buckets = summed(whole, []);
      for (let at = 0; at < count; at++) {
        const slots = { from: at * quarterMs, count: 1, widthMs: quarterMs };
        const inside = readings.filter(
          ({ started_at, ended_at }) => started_at < slots.from + quarterMs && ended_at > slots.from,
        );
        gather(buckets, summed(slots, inside));
      }
      expect(plain(buckets)).toEqual(expected);
      const slices = summed({ from: 0, count: count * 3, widthMs: sliceMs }, readings);
      expect(plain({ sums: slices.sums.coarser(3), extents: slices.extents })).toEqual(expected);
    }),
  );
});
