import { dictionary, type NativeColumn } from '#store';
import type { BlockColumn } from './columns.ts';

const raw = (array: Int32Array | Float64Array | Uint8Array, length: number): Buffer =>
  Buffer.from(array.buffer, array.byteOffset, length * array.BYTES_PER_ELEMENT);

/** The ClickHouse type that a column is sent as; longs named `*_at` are instants in UTC ms. */
export function nativeType(column: Pick<BlockColumn, 'kind' | 'name' | 'isNullable'>): string {
  const isInstant = column.kind === 'long' && column.name.endsWith('_at');
  const plain = {
    long: isInstant ? `DateTime64(3, 'UTC')` : 'Int64',
    int: 'Int32',
    double: 'Float64',
    string: 'String',
    enum: 'LowCardinality(String)',
  }[column.kind];
  return column.isNullable ? `Nullable(${plain})` : plain;
}

function valuesOf(column: BlockColumn, rows: number): Buffer[] {
  switch (column.kind) {
    case 'long':
      return [raw(column.halves, rows * 2)];
    case 'int':
      return [raw(column.ints, rows)];
    case 'double':
      return [raw(column.doubles, rows)];
    case 'string':
      return [column.bytes.subarray(0, column.end)];
    default:
      return dictionary(column.symbols, column.indices, rows);
  }
}

/** The first `rows` rows of a column in Native, null map in front where it may be null. */
export function nativeColumn(column: BlockColumn, rows: number): NativeColumn {
  const nulls = column.isNullable ? [raw(column.nulls, rows)] : [];
  return { name: column.name, type: nativeType(column), data: [...nulls, ...valuesOf(column, rows)] };
}
