import { type BasicType, parquetWriteBuffer } from 'hyparquet-writer';
import { cellsOf, type ColumnType, type Document } from './table.ts';

const types: Readonly<Record<ColumnType, BasicType>> = {
  text: 'STRING',
  instant: 'TIMESTAMP',
  number: 'DOUBLE',
  count: 'INT32',
  flag: 'BOOLEAN',
};

/** A document as Parquet. It keeps no metadata of columns, so that of the file tells their units. */
export function parquetOf({ table: { columns, rows }, about }: Document): Buffer {
  const units = Object.fromEntries(columns.flatMap(({ name, unit }) => (unit === undefined ? [] : [[name, unit]])));
  const file = parquetWriteBuffer({
    columnData: columns.map((column) => ({
      name: column.name,
      type: types[column.type],
      nullable: true,
      data: cellsOf(column, rows),
    })),
    kvMetadata: Object.entries({ ...about, 'coload.columns': JSON.stringify(units) }).map(([key, value]) => ({
      key,
      value,
    })),
    createdBy: 'coload',
  });
  return Buffer.from(file);
}
