import type { ClaimAssessment, Value } from './shapes.ts';

type Cell = string | number | boolean | null | undefined;

/** A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay plain, negative ones too. */
function cellOf(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const valueColumns = [
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

const claimColumns = [
  'claim',
  'section',
  'statement',
  'reading',
  'metric',
  'title',
  'site',
  'value',
  'low',
  'high',
  'unit',
  'threshold',
  'direction',
  'verdict',
  'indicative',
  'reason',
  'p',
  'p_least',
  'coverage',
  'days',
  'from',
  'to',
  'mean_price',
  'mean_hashprice',
  'method',
  'source',
  'attribution',
] as const satisfies readonly (keyof ClaimAssessment)[];

/** Rows as CSV of RFC 4180: UTF-8, one header, ISO 8601 UTC, the unit in a column of its own, empty where there is no value. */
function csvOf<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Partial<Record<Column, Cell>>>[],
): string {
  const lines = rows.map((row) => columns.map((column) => cellOf(row[column])).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

export const valuesCsv = (rows: readonly Value[]): string => csvOf(valueColumns, rows);

/** Without the caveats, which are lists. */
export const claimsCsv = (rows: readonly ClaimAssessment[]): string =>
  csvOf(
    claimColumns,
    rows.map(({ caveats: _caveats, ...row }) => row),
  );
