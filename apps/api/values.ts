import type { KpiRow } from '#kpi';
import { isoOf } from '#runtime';
import type { StatedValue, Value } from './value-shapes.ts';

/** The rows as they are answered. Most of their instants are the same few buckets, and each is written once. */
export function valuesOf(rows: readonly KpiRow[]): Value[] {
  const known = new Map<number, string>();
  const textOf = (ms: number): string => {
    const text = known.get(ms) ?? isoOf(ms);
    known.set(ms, text);
    return text;
  };
  return rows.map((row) => ({
    ...row,
    start: textOf(row.start),
    end: textOf(row.end),
    through: row.through === null ? null : textOf(row.through),
  }));
}

/** The same rows with whether each has been published: all that ended by an instant of its site. */
export const statedOf = (
  rows: readonly KpiRow[],
  publishedThrough: (site: string) => number | undefined,
): StatedValue[] => {
  const values = valuesOf(rows);
  return rows.map((row, index) => ({
    ...(values[index] as Value),
    state: row.end <= (publishedThrough(row.site) ?? -Infinity) ? 'final' : 'provisional',
  }));
};
