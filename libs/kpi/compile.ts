import {
  type Aggregation,
  type Dimension,
  dimensions,
  expectedOf,
  type Grain,
  measure,
  type MeasureId,
} from '#catalogue';
import type { RollupTable, TablePlan } from './plan.ts';

/** What shapes a statement; values are parameters, and nothing here comes from a user but through the catalogue's own words. */
export interface Shape {
  readonly by: readonly Dimension[];
  readonly filtered: readonly Dimension[];
  readonly grain: Grain;
  /** Reads what was published by `as_of`, instead of what is known now. */
  readonly isAsOf?: boolean;
}

/** Prefix of the number of units that contributed to a covered time. */
export const countOf = 'devices_of_';

const deviceDimensions: readonly Dimension[] = ['hall', 'model', 'device'];

/** The dimensions that a statement groups by, in their fixed order. */
export const groupedBy = (by: readonly Dimension[]): Dimension[] =>
  dimensions.filter((dimension) => dimension === 'site' || by.includes(dimension));

const counts = (column: string): string => `mapValues(sumMap(${column}))`;
const aggregates: Readonly<Record<Aggregation, (column: string) => string>> = {
  sum: (column) => `sum(${column})`,
  max: (column) => `max(${column})`,
  last: (column) => `argMax(${column}, bucket_start)`,
  squares: (column) => `arraySum(n -> n * n, ${counts(column)})`,
  square: (column) => `pow(arraySum(${counts(column)}), 2)`,
  majority: (column) =>
    `arrayFirstIndex(n -> 2 * n > arraySum(${counts(column)}), arrayCumSum(arrayReverseSort(${counts(column)})))`,
  any: (column) => `least(arraySum(${counts(column)}), 1)`,
};

const measureColumn = (name: MeasureId): string =>
  `${aggregates[measure(name).overTime](measure(name).sql)} AS ${name}`;

/** `devices` of a site fact is a count already: the greatest of the buckets, of halls that are added up that of each. */
function countColumn(table: TablePlan['table'], covered: MeasureId, { by, filtered }: Shape): string {
  if (table !== 'site') return `uniqExactIf(device, ${measure(covered).sql} > 0) AS ${countOf}${covered}`;
  const isOverHalls = filtered.includes('hall') && !by.includes('hall');
  const count = isOverHalls ? 'arraySum(mapValues(maxMap(map(hall, devices))))' : 'max(devices)';
  return `${count} AS ${countOf}${covered}`;
}

/** A row of site facts with no hall is the whole site, complete in itself. */
function conditions(isSite: boolean, { by, filtered }: Shape): string[] {
  const isByHall = by.includes('hall') || filtered.includes('hall');
  return [
    'grain = {grain:String}',
    'site IN {site:Array(String)}',
    `bucket_start >= toDateTime({from:UInt32}, 'UTC')`,
    `bucket_start < toDateTime({to:UInt32}, 'UTC')`,
    ...(isSite ? [isByHall ? `hall != ''` : `hall = ''`] : []),
    ...deviceDimensions
      .filter((dimension) => filtered.includes(dimension))
      .map((dimension) => `${dimension} IN {${dimension}:Array(String)}`),
  ];
}

/** A window is known by its row in `publication`; an edition of it has those rows of a table that differ from the edition before. */
const known = [
  '(site, grain, bucket_start, edition) IN (',
  '    SELECT site, grain, bucket_start, edition FROM publication',
  '    WHERE site IN {site:Array(String)} AND grain = {grain:String} AND known_at <= fromUnixTimestamp64Milli({as_of:Int64})',
  '  )',
].join('\n');

/**
 * The rows of a table: those in force, or those of the editions that were in force at an instant. Parameters are `site`, `grain` and of an
 * instant `as_of`, ms; what is published of a window is known by the table's key alone, so `where` may be on that only.
 */
export function rowsFrom(table: RollupTable, where: readonly string[], isAsOf: boolean): string[] {
  if (!isAsOf) return [`FROM rollup_${table} FINAL`, `WHERE ${where.join('\n  AND ')}`];
  // In the order of the table, backwards, so that nothing is sorted.
  const keys = [
    'site',
    'grain',
    'bucket_start',
    ...(table === 'site' ? [] : ['device']),
    'hall',
    ...(table === 'site' ? [] : ['model']),
  ];
  return [
    `FROM (SELECT * FROM published_${table}`,
    `WHERE ${[...where, known].join('\n  AND ')}`,
    `ORDER BY ${[...keys, 'edition'].map((key) => `${key} DESC`).join(', ')}`,
    `LIMIT 1 BY ${keys.join(', ')}`,
    // Columns that the table tells from others are wanted too.
    'SETTINGS asterisk_include_alias_columns = 1)',
  ];
}

/**
 * The statement that reads one table: sums per group, divided by nobody yet. The window is that of the whole site.
 * A unit of which nothing is expected and nothing was heard stood elsewhere: it is no group.
 */
export function compile({ table, measures, counted }: TablePlan, asked: Shape): string {
  const shape = table === 'window' ? { ...asked, by: [], filtered: [] } : asked;
  const of = table === 'window' ? 'site' : table;
  const groups = groupedBy(shape.by);
  const bucket = shape.grain === 'total' ? [] : ['bucket_start', 'bucket_end'];
  const expected = table === 'window' ? [] : [expectedOf[table]];
  const columns = [
    ...groups,
    'toUnixTimestamp(min(bucket_start)) AS start_s',
    'toUnixTimestamp(max(bucket_end)) AS end_s',
    'toUnixTimestamp64Milli(max(through)) AS through_ms',
    ...[...new Set([...expected, ...measures])].map(measureColumn),
    ...counted.map((covered) => countColumn(table, covered, shape)),
  ];
  return [
    `SELECT\n  ${columns.join(',\n  ')}`,
    ...rowsFrom(of, conditions(of === 'site', shape), shape.isAsOf === true),
    `GROUP BY ${[...groups, ...bucket].join(', ')}`,
    ...(expected.length > 0 ? [`HAVING ${expected.join('')} > 0 OR through_ms > 0`] : []),
    `ORDER BY ${[...(bucket.length > 0 ? ['start_s'] : []), ...groups].join(', ')}`,
    'LIMIT {limit:UInt32}',
    'SETTINGS do_not_merge_across_partitions_select_final = 1',
  ].join('\n');
}
