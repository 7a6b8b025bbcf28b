import { dictionary, type NativeColumn } from '#store';

const bytesOf = (values: ArrayBufferView): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** A column of names. */
export function names(name: string, values: readonly string[]): NativeColumn {
  const keys = new Map<string, number>();
  const indices = Uint32Array.from(values, (value) => {
    const known = keys.get(value);
    if (known !== undefined) return known;
    keys.set(value, keys.size);
    return keys.size - 1;
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

/** A column of whole numbers, which may come as numbers where these are exact. */
export const wholes = (name: string, values: readonly (number | bigint)[]): NativeColumn =>
  longs(name, BigInt64Array.from(values, BigInt));

export const doubles = (name: string, values: readonly number[]): NativeColumn => ({
  name,
  type: 'Float64',
  data: [bytesOf(Float64Array.from(values))],
});

export const counts = (name: string, values: readonly number[]): NativeColumn => ({
  name,
  type: 'UInt32',
  data: [bytesOf(Uint32Array.from(values))],
});

export const versions = (name: string, values: readonly bigint[]): NativeColumn => ({
  name,
  type: 'UInt64',
  data: [bytesOf(BigUint64Array.from(values))],
});

export const flags = (name: string, values: readonly boolean[]): NativeColumn => ({
  name,
  type: 'Bool',
  data: [bytesOf(Uint8Array.from(values, Number))],
});

/** Instants of whole seconds, from UTC ms. */
export const seconds = (name: string, values: readonly number[]): NativeColumn => ({
  name,
  type: `DateTime('UTC')`,
  data: [bytesOf(Uint32Array.from(values, (ms) => ms / 1000))],
});

/** Instants, from UTC ms. */
export const instants = (name: string, values: readonly number[]): NativeColumn => ({
  name,
  type: `DateTime64(3, 'UTC')`,
  data: [bytesOf(BigInt64Array.from(values, BigInt))],
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
