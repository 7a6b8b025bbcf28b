import { z } from 'zod';
import { type Dimension, expectedOf, type MeasureId } from '#catalogue';
import { countOf } from './compile.ts';
import type { TablePlan } from './plan.ts';

/** A row as the store gives it: names of the group, and sums, which come as text where they have 64 bits. */
export const sumRow = z.looseObject({ site: z.string() });
export type SumRow = z.output<typeof sumRow>;

/** Whose sums they are. */
export interface GroupKey {
  readonly site: string;
  readonly hall?: string;
  readonly model?: string;
  readonly device?: string;
  /** Start of the bucket, UTC ms; the same for all in a total. */
  readonly start: number;
  readonly end: number;
}

/** The sums of one group and bucket, in the units of their columns. */
export interface Group {
  readonly sums: ReadonlyMap<MeasureId, number>;
  /** Units that contributed to a covered time. */
  readonly counts: ReadonlyMap<MeasureId, number>;
  /** UTC ms; null without readings. */
  readonly through: number | null;
}

const numberOf = (row: SumRow, column: string): number => Number(row[column] ?? 0);

function groupOf(row: SumRow, { table, measures, counted }: TablePlan): Group {
  const expected = table === 'window' ? [] : [expectedOf[table]];
  const through = numberOf(row, 'through_ms');
  return {
    sums: new Map([...expected, ...measures].map((name) => [name, numberOf(row, name)])),
    counts: new Map(counted.map((name) => [name, numberOf(row, `${countOf}${name}`)])),
    through: through > 0 ? through : null,
  };
}

type Writable<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

interface Context {
  readonly groups: readonly Dimension[];
  /** Names the bucket of a total. */
  readonly window: { readonly start: number; readonly end: number } | undefined;
}

/** Reads the rows of one table's statement into groups. */
export function groupsOf(
  rows: readonly SumRow[],
  plan: TablePlan,
  { groups, window }: Context,
): { key: GroupKey; group: Group }[] {
  return rows.map((row) => {
    const { start, end } = window ?? { start: numberOf(row, 'start_s') * 1000, end: numberOf(row, 'end_s') * 1000 };
    const key: Writable<GroupKey> = { site: row.site, start, end };
    for (const dimension of groups) key[dimension] = String(row[dimension]);
    return { key, group: groupOf(row, plan) };
  });
}

/** One text for one group and bucket; sorts by time, then by name. Kept apart by a byte that no registered name has: JSON takes several times as long. */
export const keyText = ({ site, hall = '', model = '', device = '', start }: GroupKey): string =>
  `${start}\0${site}\0${hall}\0${model}\0${device}`;

/** One text for the bucket of the whole site that a group is part of. */
export const siteKeyText = ({ site, start }: GroupKey): string => keyText({ site, start, end: start });
