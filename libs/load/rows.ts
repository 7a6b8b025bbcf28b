import type { BlockColumn } from './columns.ts';

/** A value as JSON can say it exactly: integers beyond 2^53, NaN and infinities as strings. */
export type JsonValue = string | number | null;

const exactLong = (low: number, high: number): JsonValue => {
  const value = high * 4_294_967_296 + (low >>> 0);
  if (Number.isSafeInteger(value)) return value;
  return ((BigInt(high) << 32n) | BigInt(low >>> 0)).toString();
};

const exactDouble = (value: number): JsonValue => (Number.isFinite(value) ? value : String(value));

function valueOf(column: BlockColumn, row: number): JsonValue {
  if (column.isNullable && column.nulls[row] === 1) return null;
  switch (column.kind) {
    case 'long':
      return exactLong(column.halves[row * 2] as number, column.halves[row * 2 + 1] as number);
    case 'int':
      return column.ints[row] as number;
    case 'double':
      return exactDouble(column.doubles[row] as number);
    case 'enum':
      return column.symbols[column.indices[row] as number] ?? null;
    default:
      return Buffer.from(column.texts.keys[column.indices[row] as number] ?? []).toString('utf8');
  }
}

/** The values of a row by column. */
export const rowOf = (columns: readonly BlockColumn[], row: number): Record<string, JsonValue> =>
  Object.fromEntries(columns.map((column) => [column.name, valueOf(column, row)]));

/** Takes rows out of [from, to) and closes the gaps; returns where the rest ends. */
export function removeRows(
  columns: readonly BlockColumn[],
  bad: ReadonlySet<number>,
  [from, to]: readonly [number, number],
): number {
  let target = from;
  for (let row = from; row < to; row++) {
    if (bad.has(row)) continue;
    for (const column of columns) moveRow(column, row, target);
    target++;
  }
  return target;
}

function moveRow(column: BlockColumn, row: number, target: number): void {
  if (row === target) return;
  if (column.isNullable) column.nulls[target] = column.nulls[row] as number;
  if (column.kind === 'long') column.halves.copyWithin(target * 2, row * 2, row * 2 + 2);
  if (column.kind === 'int') column.ints[target] = column.ints[row] as number;
  if (column.kind === 'double') column.doubles[target] = column.doubles[row] as number;
  if (column.kind === 'enum' || column.kind === 'string') column.indices[target] = column.indices[row] as number;
}
