import { type BlockColumn, longAt, type Strings } from './columns.ts';

/** A value as JSON can say it exactly: integers beyond 2^53, NaN and infinities as strings. */
export type JsonValue = string | number | null;

const exactLong = (low: number, high: number): JsonValue => {
  const value = high * 4_294_967_296 + (low >>> 0);
  if (Number.isSafeInteger(value)) return value;
  return ((BigInt(high) << 32n) | BigInt(low >>> 0)).toString();
};

const exactDouble = (value: number): JsonValue => (Number.isFinite(value) ? value : String(value));

/** Where the values of rows begin in a string column, from the row that begins at `start` on. */
function stringStarts(column: Strings, start: number, rows: number): number[] {
  const starts: number[] = [];
  let at = start;
  for (let row = 0; row < rows; row++) {
    starts.push(at);
    let length = 0;
    let shift = 0;
    let byte = 128;
    while (byte >= 128) {
      byte = column.bytes[at++] as number;
      length |= (byte & 127) << shift;
      shift += 7;
    }
    at += length;
  }
  starts.push(at);
  return starts;
}

function stringAt(column: Strings, start: number, end: number): string {
  let at = start;
  while ((column.bytes[at++] as number) >= 128);
  return column.bytes.toString('utf8', at, end);
}

/** The rows of one message at the end of a block: reads single values and takes rows out. Only bad messages need it. */
export class MessageRows {
  readonly #columns: readonly BlockColumn[];
  readonly #from: number;
  readonly #to: number;
  readonly #starts = new Map<Strings, number[]>();

  /** `stringEnds` holds where each string column ended before the message. */
  constructor(columns: readonly BlockColumn[], from: number, to: number, stringEnds: readonly number[]) {
    this.#columns = columns;
    this.#from = from;
    this.#to = to;
    columns.forEach((column, index) => {
      if (column.kind !== 'string') return;
      this.#starts.set(column, stringStarts(column, stringEnds[index] ?? 0, to - from));
    });
  }

  /** The values of a row by column. */
  values(row: number): Record<string, JsonValue> {
    return Object.fromEntries(this.#columns.map((column) => [column.name, this.#value(column, row)]));
  }

  #value(column: BlockColumn, row: number): JsonValue {
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
        return this.#string(column, row - this.#from);
    }
  }

  #string(column: Strings, index: number): string {
    const starts = this.#starts.get(column) ?? [];
    return stringAt(column, starts[index] ?? 0, starts[index + 1] ?? 0);
  }

  /** Takes the rows out and closes the gaps; returns how many are left. */
  remove(bad: ReadonlySet<number>): number {
    let target = this.#from;
    const kept: number[] = [];
    for (let row = this.#from; row < this.#to; row++) {
      if (bad.has(row)) continue;
      for (const column of this.#columns) moveRow(column, row, target);
      kept.push(row - this.#from);
      target++;
    }
    for (const [column, starts] of this.#starts) compactStrings(column, starts, kept);
    return target - this.#from;
  }
}

function moveRow(column: BlockColumn, row: number, target: number): void {
  if (row === target) return;
  if (column.isNullable) column.nulls[target] = column.nulls[row] as number;
  if (column.kind === 'long') column.halves.copyWithin(target * 2, row * 2, row * 2 + 2);
  if (column.kind === 'int') column.ints[target] = column.ints[row] as number;
  if (column.kind === 'double') column.doubles[target] = column.doubles[row] as number;
  if (column.kind === 'enum') column.indices[target] = column.indices[row] as number;
}

function compactStrings(column: Strings, starts: readonly number[], kept: readonly number[]): void {
  let end = starts[0] ?? column.end;
  for (const index of kept) {
    const start = starts[index] ?? 0;
    const next = starts[index + 1] ?? start;
    column.bytes.copyWithin(end, start, next);
    end += next - start;
  }
  column.end = end;
}

/** The instants of a column in the rows [from, to) as [least, greatest]; nulls do not count. */
export function instants(column: BlockColumn, from: number, to: number): [number, number] | null {
  if (column.kind !== 'long') return null;
  let least = Infinity;
  let greatest = -Infinity;
  for (let row = from; row < to; row++) {
    if (column.isNullable && column.nulls[row] === 1) continue;
    const value = longAt(column, row);
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least <= greatest ? [least, greatest] : null;
}
