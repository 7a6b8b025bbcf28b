import { Temporal } from 'temporal-polyfill';

export type Cell = string | number | boolean | null | undefined;

/**
 * What the cells of a column are: `instant` is ISO 8601 text in an answer and a UTC timestamp in a file, `number` a double,
 * `count` a whole number of 32 bits.
 */
export type ColumnType = 'text' | 'instant' | 'number' | 'count' | 'flag';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** What its numbers are in; for one whose unit differs by row, which column says so. */
  readonly unit?: string;
}

/** Rows with what their columns are: all that any format is made from. */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

/** A table with what it is an answer to, and what its metrics are. */
export interface Document {
  readonly table: Table;
  /** What was asked, and of which catalogue; goes along as metadata. */
  readonly about: Readonly<Record<string, string>>;
  readonly definitions: Table;
}

type TypeOf<Value> = Value extends string ? 'text' | 'instant' : Value extends boolean ? 'flag' : 'number' | 'count';

/** A column for every key of a row; forgetting one, or giving it a type that its cells are not of, does not compile. */
export type ColumnsOf<Row> = {
  readonly [Key in keyof Row]-?: readonly [type: TypeOf<NonNullable<Row[Key]>>, unit?: string];
};

export const columnsOf = (declared: Readonly<Record<string, readonly [ColumnType, string?]>>): Column[] =>
  Object.entries(declared).map(([name, [type, unit]]) => ({ name, type, ...(unit !== undefined && { unit }) }));

const msOf = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

/** The cells of a column, null where there is none, instants in UTC ms. Most instants are the same few: each is parsed once. */
export function cellsOf({ name, type }: Column, rows: Table['rows']): (string | number | boolean | null)[] {
  const known = new Map<Cell, number>();
  return rows.map((row) => {
    const cell = row[name] ?? null;
    if (type !== 'instant' || typeof cell !== 'string') return cell;
    const ms = known.get(cell) ?? msOf(cell);
    known.set(cell, ms);
    return ms;
  });
}
