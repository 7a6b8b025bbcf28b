import { dictionary, type NativeColumn, textsOf } from '#store';
import { addNumber, newLongs } from './longs.ts';

const bytesOf = (values: ArrayBufferView): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** A column of names. */
export function names(name: string, values: readonly string[]): NativeColumn {
  const keys = new Map<string, number>();
  const indices = new Uint32Array(values.length);
  values.forEach((value, row) => {
    const known = keys.get(value) ?? keys.size;
    if (known === keys.size) keys.set(value, known);
    indices[row] = known;
  });
  return { name, type: 'LowCardinality(String)', data: dictionary([...keys.keys()], indices, values.length) };
}

/** A column that has the same name in every row. */
export const named = (name: string, value: string, rows: number): NativeColumn => ({
  name,
  type: 'LowCardinality(String)',
  data: dictionary([value], new Uint8Array(rows), rows),
});

export const longs = (name: string, values: BigInt64Array): NativeColumn => ({
  name,
  type: 'Int64',
  data: [bytesOf(values)],
});

/** Whole numbers, which may come as numbers where these are exact. */
function longsOf(values: readonly (number | bigint)[]): BigInt64Array {
  const column = newLongs(values.length);
  values.forEach((value, row) => {
    if (typeof value === 'bigint') column.values[row] = value;
    else addNumber(column, row, value);
  });
  return column.values;
}

export const wholes = (name: string, values: readonly (number | bigint)[]): NativeColumn =>
  longs(name, longsOf(values));

export const doubles = (name: string, values: readonly number[]): NativeColumn => ({
  name,
  type: 'Float64',
  data: [bytesOf(new Float64Array(values))],
});

export const counts = (name: string, values: readonly number[]): NativeColumn => ({
  name,
  type: 'UInt32',
  data: [bytesOf(new Uint32Array(values))],
});

export const versions = (name: string, values: readonly bigint[]): NativeColumn => ({
  name,
  type: 'UInt64',
  data: [bytesOf(new BigUint64Array(values))],
});

export const flags = (name: string, values: readonly boolean[]): NativeColumn => ({
  name,
  type: 'Bool',
  data: [bytesOf(new Uint8Array(values.map(Number)))],
});

/** Instants of whole seconds, from UTC ms. */
export const seconds = (name: string, values: readonly number[]): NativeColumn => ({
  name,
  type: `DateTime('UTC')`,
  data: [bytesOf(new Uint32Array(values.map((ms) => ms / 1000)))],
});

/** Instants, from UTC ms. */
export const instants = (name: string, values: readonly number[]): NativeColumn => ({
  name,
  type: `DateTime64(3, 'UTC')`,
  data: [bytesOf(longsOf(values))],
});

/** Amounts in units of 10^-12. */
export function amounts(name: string, values: readonly bigint[]): NativeColumn {
  const halves = new BigInt64Array(values.length * 2);
  values.forEach((value, row) => {
    halves[2 * row] = BigInt.asIntN(64, value);
    halves[2 * row + 1] = value >> 64n;
  });
  return { name, type: 'Decimal(38, 12)', data: [bytesOf(halves)] };
}

/** Counts by name. */
export function tallies(name: string, values: readonly ReadonlyMap<string, number>[]): NativeColumn {
  const ends = new BigUint64Array(values.length);
  let end = 0;
  values.forEach((tally, row) => (ends[row] = BigInt((end += tally.size))));
  const entries = values.flatMap((tally) => [...tally].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    name,
    type: 'Map(String, Int64)',
    data: [
      bytesOf(ends),
      textsOf(entries.map(([key]) => key)),
      bytesOf(BigInt64Array.from(entries, ([, count]) => BigInt(count))),
    ],
  };
}
