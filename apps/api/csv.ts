import type { Value } from './shapes.ts';

type Cell = string | number | null | undefined;

/** A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay plain, negative ones too. */
function cellOf(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const columns = [
  'metric',
  'site',
  'hall',
  'model',
  'device',
  'start',
  'end',
  'value',
  'unit',
  'numerator',
  'denominator',
  'coverage',
  'devices',
  'quality',
  'reason',
  'point',
  'fallback',
  'through',
] as const satisfies readonly (keyof Value)[];

/** Rows as CSV of RFC 4180: UTF-8, one header, ISO 8601 UTC, the unit in a column of its own, empty where there is no value. */
export function csvOf(rows: readonly Value[]): string {
  const lines = rows.map((row) => columns.map((column) => cellOf(row[column])).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}
