import { csvOf } from '#runtime';
import type { ClaimAssessment, Value } from './shapes.ts';

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

/** Rows as CSV: ISO 8601 UTC, the unit in a column of its own. */
export const valuesCsv = (rows: readonly Value[]): string => csvOf(valueColumns, rows);

/** Without the caveats, which are lists. */
export const claimsCsv = (rows: readonly ClaimAssessment[]): string =>
  csvOf(
    claimColumns,
    rows.map(({ caveats: _caveats, ...row }) => row),
  );
