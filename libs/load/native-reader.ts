/** Reads a block of ClickHouse's Native format into rows, slowly and plainly: what the tests hold the writer to. */
export function readNative(bytes: Buffer): Record<string, unknown>[] {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const text = (): string => {
    const length = varint();
    at += length;
    return bytes.toString('utf8', at - length, at);
  };
  const uint64 = (): number => {
    at += 8;
    return Number(bytes.readBigUInt64LE(at - 8));
  };
  const times = <Value>(count: number, read: () => Value): Value[] => Array.from({ length: count }, read);
  const dictionary = (rows: number): string[] => {
    if (rows === 0) return [];
    if (uint64() !== 1) throw new Error('unknown dictionary version');
    const width = [1, 2, 4][uint64() & 0xff] ?? 1;
    const keys = times(uint64(), text);
    if (uint64() !== rows) throw new Error('the dictionary has another number of rows');
    return times(rows, () => {
      at += width;
      return keys[bytes.readUIntLE(at - width, width)] ?? '?';
    });
  };
  const values = (type: string, rows: number): unknown[] => {
    const inner = /^Nullable\((.*)\)$/.exec(type)?.[1];
    if (inner !== undefined) {
      const nulls = times(rows, () => bytes.readUInt8(at++));
      return values(inner, rows).map((value, row) => (nulls[row] === 1 ? null : value));
    }
    if (type === 'LowCardinality(String)') return dictionary(rows);
    if (type === 'String') return times(rows, text);
    const size = type.endsWith('32') ? 4 : 8;
    return times(rows, () => {
      at += size;
      if (type === 'Int32') return bytes.readInt32LE(at - size);
      if (type === 'UInt32') return bytes.readUInt32LE(at - size);
      if (type === 'Float32') return bytes.readFloatLE(at - size);
      if (type === 'Float64') return bytes.readDoubleLE(at - size);
      if (type === 'UInt64') return bytes.readBigUInt64LE(at - size);
      return bytes.readBigInt64LE(at - size);
    });
  };
  const width = varint();
  const rows = varint();
  const result = times(rows, (): Record<string, unknown> => ({}));
  for (let column = 0; column < width; column++) {
    const name = text();
    values(text(), rows).forEach((value, row) => Object.assign(result[row] ?? {}, { [name]: value }));
  }
  if (at !== bytes.length) throw new Error(`${bytes.length - at} bytes follow the block`);
  return result;
}
