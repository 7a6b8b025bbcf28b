import type { KpiRow } from '#kpi';
import type { Value } from './shapes.ts';
import { isoOf } from './time.ts';

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
