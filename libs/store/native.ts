/** ClickHouse's Native format: blocks of columns, https://clickhouse.com/docs/interfaces/formats/Native. */

/** Unsigned LEB128, as Native writes lengths and counts. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest & 127) | 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

function text(value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** Texts one after the other, as a String column has them. */
export const textsOf = (values: Iterable<string>): Buffer => Buffer.concat([...values].map(text));

/** The same of keys that are named by their numbers. */
export function textsAt(keys: readonly Uint8Array[], indices: Uint32Array, rows: number): Buffer {
  const texts = keys.map(text);
  return Buffer.concat(Array.from(indices.subarray(0, rows), (index) => texts[index] ?? Buffer.alloc(0)));
}

function uint64s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), index * 8));
  return bytes;
}

/** Version 1 of the dictionary serialisation: keys in the block, none shared. */
const dictionaryVersion = 1;
const hasAdditionalKeys = 1 << 9;
const needsUpdate = 1 << 10;

/** A LowCardinality(String) column of `indices` into `keys`; the smallest of UInt8, UInt16, UInt32 holds them. */
export function dictionary(
  keys: readonly (string | Uint8Array)[],
  indices: Uint32Array | Uint8Array,
  rows: number,
): Buffer[] {
  if (rows === 0) return [];
  const width = keys.length <= 0x100 ? 0 : keys.length <= 0x1_0000 ? 1 : 2;
  const narrow = [Uint8Array, Uint16Array, Uint32Array][width] as Uint8ArrayConstructor;
  const used = indices.subarray(0, rows);
  const values = used instanceof narrow ? used : narrow.from(used);
  return [
    uint64s(dictionaryVersion, width | hasAdditionalKeys | needsUpdate, keys.length),
    ...keys.map(text),
    uint64s(rows),
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  ];
}

/** One column as Native has it: name, type, values of all rows. */
export interface NativeColumn {
  readonly name: string;
  readonly type: string;
  readonly data: readonly Buffer[];
}

/** One block of ClickHouse's Native format, in pieces: its columns are not copied. */
export function nativeBlock(columns: readonly NativeColumn[], rows: number): Buffer[] {
  const parts = columns.flatMap(({ name, type, data }) => [text(name), text(type), ...data]);
  return [varint(columns.length), varint(rows), ...parts];
}
