import {
  Bool,
  type DataType,
  Field,
  Float64,
  Int32,
  Schema,
  Table as ArrowTable,
  tableToIPC,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';
import { cellsOf, type Column, type ColumnType, type Document } from './table.ts';

const types: Readonly<Record<ColumnType, DataType>> = {
  text: new Utf8(),
  instant: new TimestampMillisecond('UTC'),
  number: new Float64(),
  count: new Int32(),
  flag: new Bool(),
};

const fieldOf = ({ name, type, unit }: Column): Field =>
  new Field(name, types[type], true, new Map(unit === undefined ? [] : [['unit', unit]]));

/** A document as an Arrow IPC stream, uncompressed; a field's unit is in its metadata. */
export function arrowOf({ table: { columns, rows }, about }: Document): Buffer {
  const schema = new Schema(columns.map(fieldOf), new Map(Object.entries(about)));
  const vectors = columns.map((column) => [column.name, vectorFromArray(cellsOf(column, rows), types[column.type])]);
  return Buffer.from(tableToIPC(new ArrowTable(schema, Object.fromEntries(vectors)), 'stream'));
}
