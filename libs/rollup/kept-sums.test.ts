import { describe, expect, test } from '@jest/globals';
import { rowsOf } from '../../test/support/rows.ts';
import { BlockAdder } from './add-readings.ts';
import { quarterMs } from './dirty.ts';
import { isLive, KeptSums } from './kept-sums.ts';
import { Extents, type Gathered, ReadingSums } from './sums.ts';
import { noTerms } from './terms.ts';

const basis = { revision: 1, epoch: 0, terms: noTerms };
const [loader, another] = [{}, {}];
const stored = (offset: number, by: object = loader) => ({ partition: 3, log: 1, offset, loader: by });
/** Everything was stored before this when loading begins. */
const until = 10 * quarterMs;

const bucket = (number: number): Gathered => {
  const slots = { from: number * quarterMs, count: 1, widthMs: quarterMs };
  return { sums: new ReadingSums('asic', slots), extents: new Extents(slots) };
};

/** A reading of 8 minutes that ends so far into a bucket. */
const ending = (number: number, minutes: number) => ({
  device: 'm',
  started_at: number * quarterMs + (minutes - 8) * 60_000,
  ended_at: number * quarterMs + minutes * 60_000,
  observed_ms: 480_000,
  flags: 0,
  energy_j: 48,
});

function add(kept: KeptSums, ...readings: readonly ReturnType<typeof ending>[]): void {
  const adder = new BlockAdder('asic', rowsOf(readings));
  kept.add('asic', adder, [0, readings.length]);
  adder.flush();
}

function begun(kept = new KeptSums(1_000)): KeptSums {
  kept.store('asic', stored(40));
  kept.begin(basis, until);
  return kept;
}

/** The energy of a bucket; undefined where it is to be read from the store. */
function energy(kept: KeptSums, number: number): bigint | undefined {
  const into = bucket(number);
  return kept.gather(into) ? (into.sums.of('energy_j').values[0] ?? 0n) : undefined;
}

describe('the sums of readings that are stored', () => {
  test('are not kept before somebody loads them', () => {
    const kept = new KeptSums(1_000);
    kept.begin(basis, until);
    add(kept, ending(11, 10));
    expect(energy(kept, 11)).toBeUndefined();
  });

  test('are all that there is of a bucket behind everything that was stored before, reading by reading and cut at its boundaries', () => {
    const kept = begun();
    add(kept, ending(11, 10), ending(12, 4));
    expect(energy(kept, 10)).toBe(0n);
    expect(energy(kept, 11)).toBe(48n + 24n);
    expect(energy(kept, 12)).toBe(24n);
    expect(energy(kept, 13)).toBe(0n);
    expect(energy(kept, 9)).toBeUndefined();
  });

  test('are not kept of a bucket that others had begun, whether it was rolled up or only noted', () => {
    const kept = new KeptSums(1_000);
    kept.store('asic', stored(40));
    kept.note({ from: until, to: until + 5 });
    kept.begin(basis, until);
    add(kept, ending(10, 12));
    expect(energy(kept, 10)).toBeUndefined();
    add(kept, ending(11, 12));
    expect(energy(kept, 11)).toBe(48n);
  });

  test('of a bucket that was open are read once, and what is stored meanwhile is in them once', () => {
    const kept = begun();
    const read = kept.read(bucket(9).sums);
    expect(read?.upto).toEqual(stored(40));
    add(kept, ending(9, 12));
    const adder = new BlockAdder('asic', rowsOf([ending(9, 3)]));
    if (read) adder.rowsInto(read.into).push(0);
    adder.flush();
    expect(energy(kept, 9)).toBeUndefined();
    read?.keep();
    add(kept, ending(9, 14));
    expect(energy(kept, 9)).toBe(18n + 48n + 48n);
  });

  test('are read once more where a read failed in the middle', () => {
    const kept = begun();
    kept.read(bucket(9).sums);
    add(kept, ending(9, 12));
    kept.store('asic', stored(50));
    const again = kept.read(bucket(9).sums);
    expect(again?.upto.offset).toBe(50);
    again?.keep();
    expect(energy(kept, 9)).toBe(0n);
  });

  test('cannot be read while it is not known how far the class is stored, nor of two partitions', () => {
    expect(begun().read(new ReadingSums('gpu', bucket(9).sums.slots))).toBeUndefined();
    const kept = begun();
    kept.store('asic', { partition: 4, log: 1, offset: 7, loader: another });
    kept.begin(basis, until);
    expect(kept.read(bucket(9).sums)).toBeUndefined();
    add(kept, ending(11, 10));
    expect(energy(kept, 11)).toBe(48n);
  });

  test.each<[string, (kept: KeptSums) => void]>([
    ['the register has another revision', (kept) => kept.begin({ ...basis, revision: 2 }, until)],
    ['readings have been repaired', (kept) => kept.begin({ ...basis, epoch: 1 }, until)],
    ['the partition was taken anew', (kept) => kept.store('asic', stored(60, another))],
    ['the partition was given up', (kept) => kept.release(3)],
    ['something was stored that was not told', (kept) => kept.release()],
  ])('begin anew where %s', (_, change) => {
    const kept = begun();
    add(kept, ending(11, 10));
    kept.note({ from: 0, to: 11 * quarterMs + 600_000 });
    change(kept);
    expect(energy(kept, 11)).toBeUndefined();
    kept.store('asic', stored(60, another));
    kept.begin({ ...basis, revision: 3 }, until);
    expect(energy(kept, 11)).toBeUndefined();
    expect(energy(kept, 12)).toBe(0n);
  });

  test('are kept from the first reading on of a partition that was taken, and not anew by the same loader once something was not told', () => {
    const kept = new KeptSums(1_000);
    kept.take({ partition: 3, loader }, basis, until);
    add(kept, ending(11, 10));
    expect(energy(kept, 11)).toBeUndefined();
    kept.store('asic', stored(40));
    add(kept, ending(11, 10));
    expect(energy(kept, 11)).toBe(48n);
    kept.release();
    kept.store('asic', stored(50));
    add(kept, ending(11, 12));
    expect(energy(kept, 11)).toBeUndefined();
    kept.note({ from: 0, to: 11 * quarterMs + 1 });
    kept.begin(basis, until);
    expect(energy(kept, 11)).toBeUndefined();
    expect(energy(kept, 12)).toBe(0n);
  });

  test('are not begun for a partition that another has, though this one was ready to take it', () => {
    const kept = new KeptSums(1_000);
    kept.take({ partition: 3, loader }, basis, until);
    kept.release(3);
    kept.store('asic', stored(40));
    expect(energy(kept, 11)).toBeUndefined();
  });

  test('go on where another partition is given up', () => {
    const kept = begun();
    add(kept, ending(11, 10));
    kept.release(4);
    expect(energy(kept, 11)).toBe(48n);
  });

  test('are forgotten when they were asked for and newer ones are behind them, and what comes late is read from the store', () => {
    const kept = begun();
    add(kept, ending(11, 10), ending(14, 10));
    kept.sweep();
    expect(energy(kept, 11)).toBe(48n);
    kept.sweep();
    expect(energy(kept, 11)).toBeUndefined();
    expect(energy(kept, 14)).toBe(48n);
    expect(kept.takeForgotten(14 * quarterMs)).toEqual([{ from: 11 * quarterMs, to: 12 * quarterMs }]);
    add(kept, ending(11, 12));
    expect(energy(kept, 11)).toBeUndefined();
    expect(kept.takeForgotten(14 * quarterMs)).toEqual([]);
  });

  test('are forgotten when they are no longer live, though nothing newer came', () => {
    const kept = begun();
    add(kept, ending(11, 10));
    expect(energy(kept, 11)).toBe(48n);
    expect(kept.takeForgotten(13 * quarterMs - 1)).toEqual([]);
    expect(kept.takeForgotten(13 * quarterMs)).toEqual([{ from: 11 * quarterMs, to: 12 * quarterMs }]);
  });

  test('tell how much of the room waits to be asked for', () => {
    const kept = begun(new KeptSums(4));
    add(kept, ending(11, 10), ending(14, 10));
    expect(kept.backlog).toBe(0.5);
    energy(kept, 11);
    expect(kept.backlog).toBe(0.25);
  });

  test('of more units than there is room for are forgotten, the oldest first', () => {
    const kept = begun(new KeptSums(2));
    for (let number = 11; number <= 30; number++) add(kept, ending(number, 10));
    expect(energy(kept, 11)).toBeUndefined();
    expect(energy(kept, 30)).toBe(48n);
  });
});

test('a bucket is live until a quarter of an hour after its end', () => {
  const range = { from: 11 * quarterMs, to: 12 * quarterMs };
  expect(isLive(range, range.to + quarterMs - 1)).toBe(true);
  expect(isLive(range, range.to + quarterMs)).toBe(false);
});
