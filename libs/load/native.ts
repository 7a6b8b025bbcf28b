import { dictionary, type NativeColumn, textsAt } from '#store';
import type { BlockColumn, Doubles, Longs, Strings } from './columns.ts';

const raw = (array: Int32Array | Float32Array | Float64Array | Uint8Array, length: number): Buffer =>
  Buffer.from(array.buffer, array.byteOffset, length * array.BYTES_PER_ELEMENT);

/** Values with the narrowest ClickHouse type that holds them all exactly; the store widens them to its own. */
interface Values {
  readonly type: string;
  readonly data: Buffer[];
}

function longs({ halves, name }: Longs, rows: number): Values {
  // Instants in UTC ms.
  if (name.endsWith('_at')) return { type: `DateTime64(3, 'UTC')`, data: [raw(halves, rows * 2)] };
  const narrow = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const low = halves[2 * row] as number;
    if (halves[2 * row + 1] !== low >> 31) return { type: 'Int64', data: [raw(halves, rows * 2)] };
    narrow[row] = low;
  }
  return { type: 'Int32', data: [raw(narrow, rows)] };
}

function doubles(column: Doubles, rows: number): Values {
  const narrow = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = column.doubles[row] as number;
    narrow[row] = value;
    if (narrow[row] !== value) return { type: 'Float64', data: [raw(column.doubles, rows)] };
  }
  return { type: 'Float32', data: [raw(narrow, rows)] };
}

/** Texts that come again and again each once. */
function strings({ texts: { keys }, indices, isNullable }: Strings, rows: number): Values {
  if (isNullable || keys.length * 2 > rows) return { type: 'String', data: [textsAt(keys, indices, rows)] };
  return { type: 'LowCardinality(String)', data: dictionary(keys, indices, rows) };
}

function valuesOf(column: BlockColumn, rows: number): Values {
  switch (column.kind) {
    case 'long':
      return longs(column, rows);
    case 'int':
      return { type: 'Int32', data: [raw(column.ints, rows)] };
    case 'double':
      return doubles(column, rows);
    case 'string':
      return strings(column, rows);
    default:
      return { type: 'LowCardinality(String)', data: dictionary(column.symbols, column.indices, rows) };
  }
}

/**
 * The first `rows` rows of a column in Native, null map in front where one is null; null for a column in which nothing is known: it is
 * left out, and null in the store.
 */
export function nativeColumn(column: BlockColumn, rows: number): NativeColumn | null {
  const { name, isNullable } = column;
  const nulls = column.nulls.subarray(0, rows);
  if (isNullable && !nulls.includes(0)) return null;
  const { type, data } = valuesOf(column, rows);
  if (!nulls.includes(1)) return { name, type, data };
  return { name, type: `Nullable(${type})`, data: [raw(nulls, rows), ...data] };
}

/** A column of whole numbers that are not negative, each for the rows [from, to) of a message. */
export function countsColumn(
  name: string,
  rows: number,
  messages: readonly { readonly from: number; readonly to: number; readonly value: bigint }[],
): NativeColumn {
  const isNarrow = messages.every(({ value }) => value < 2n ** 32n);
  if (isNarrow) {
    const values = new Uint32Array(rows);
    for (const { from, to, value } of messages) values.fill(Number(value), from, to);
    return { name, type: 'UInt32', data: [Buffer.from(values.buffer)] };
  }
  const values = new BigUint64Array(rows);
  for (const { from, to, value } of messages) values.fill(value, from, to);
  return { name, type: 'UInt64', data: [Buffer.from(values.buffer)] };
}
