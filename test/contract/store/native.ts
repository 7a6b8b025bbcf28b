/** A column of a block in ClickHouse's Native format. */
export interface NativeColumn {
  readonly type: string;
  readonly count: number;
  readonly bytes: Buffer;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
};

export const int64 = (values: readonly bigint[]): NativeColumn => {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, index) => bytes.writeBigInt64LE(value, 8 * index));
  return { type: 'Int64', count: values.length, bytes };
};

export const date = (daysSince1970: readonly number[]): NativeColumn => {
  const bytes = Buffer.alloc(2 * daysSince1970.length);
  daysSince1970.forEach((day, index) => bytes.writeUInt16LE(day, 2 * index));
  return { type: 'Date', count: daysSince1970.length, bytes };
};

export const strings = (values: readonly string[]): NativeColumn => ({
  type: 'String',
  count: values.length,
  bytes: Buffer.concat(values.map(text)),
});

/** One block of named columns. */
export function nativeBlock(columns: Readonly<Record<string, NativeColumn>>): Buffer {
  const list = Object.entries(columns);
  const parts = list.map(([name, { type, bytes }]) => Buffer.concat([text(name), text(type), bytes]));
  return Buffer.concat([varint(list.length), varint(list[0]?.[1].count ?? 0), ...parts]);
}
