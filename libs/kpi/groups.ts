import { type Dimension, expectedOf, type MeasureId } from '#catalogue';
import type { Columns } from '#store';
import { countOf } from './compile.ts';
import type { TablePlan } from './plan.ts';

/** Whose sums they are. */
export interface GroupKey {
  readonly site: string;
  readonly hall?: string | undefined;
  readonly model?: string | undefined;
  readonly device?: string | undefined;
  /** Start of the bucket, UTC ms; the same for all in a total. */
  readonly start: number;
  readonly end: number;
}

/** What a statement says of one table, column by column: in the units of the columns, 0 where nothing is known. */
interface TableSums {
  readonly sums: ReadonlyMap<MeasureId, Float64Array>;
  readonly counts: ReadonlyMap<MeasureId, Float64Array>;
  readonly through: Float64Array;
}

/** The sums of one group and bucket. */
export class Group {
  readonly #table: TableSums;
  readonly #row: number;

  constructor(table: TableSums, row: number) {
    this.#table = table;
    this.#row = row;
  }

  sum(name: MeasureId): number {
    return this.#table.sums.get(name)?.[this.#row] ?? 0;
  }

  /** Units that contributed to a covered time. */
  count(covered: MeasureId): number {
    return this.#table.counts.get(covered)?.[this.#row] ?? 0;
  }

  /** End of the last reading, UTC ms; null without readings. */
  get through(): number | null {
    return this.#table.through[this.#row] || null;
  }
}

function numbersOf(columns: Columns, name: string): Float64Array {
  const values = columns[name] ?? [];
  const numbers = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) numbers[row] = Number(values[row] ?? 0);
  return numbers;
}

function tableSums(columns: Columns, { table, measures, counted }: TablePlan): TableSums {
  const expected = table === 'window' ? [] : [expectedOf[table]];
  return {
    sums: new Map([...expected, ...measures].map((name) => [name, numbersOf(columns, name)])),
    counts: new Map(counted.map((name) => [name, numbersOf(columns, `${countOf}${name}`)])),
    through: numbersOf(columns, 'through_ms'),
  };
}

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

interface Context {
  readonly groups: readonly Dimension[];
  /** Names the bucket of a total. */
  readonly window: { readonly start: number; readonly end: number } | undefined;
}

/** Reads the answer to one table's statement into groups. */
export function groupsOf(
  columns: Columns,
  plan: TablePlan,
  { groups, window }: Context,
): { key: GroupKey; group: Group }[] {
  const table = tableSums(columns, plan);
  const [starts, ends] = [numbersOf(columns, 'start_s'), numbersOf(columns, 'end_s')];
  const names = groups.map((dimension) => [dimension, columns[dimension] ?? []] as const);
  return Array.from(table.through, (_, row) => {
    const start = window ? window.start : (starts[row] ?? 0) * 1000;
    const end = window ? window.end : (ends[row] ?? 0) * 1000;
    const key: Writable<GroupKey> = { site: '', start, end };
    for (const [dimension, ofRows] of names) key[dimension] = String(ofRows[row]);
    return { key, group: new Group(table, row) };
  });
}

/** One text for one group and bucket; sorts by time, then by name. Kept apart by a byte that no registered name has: JSON takes several times as long. */
export const keyText = ({ site, hall = '', model = '', device = '', start }: GroupKey): string =>
  `${start}\0${site}\0${hall}\0${model}\0${device}`;

/** One text for the bucket of the whole site that a group is part of. */
export const siteKeyText = ({ site, start }: GroupKey): string => keyText({ site, start, end: start });
