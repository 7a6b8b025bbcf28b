import { z } from 'zod';
import { type Params, safeInteger, type Store } from '#store';
import type { Range } from './dirty.ts';

/** Rows of a table, grain and UTC day that are not what a recompute gives. */
export interface RollupDifference {
  readonly site: string;
  readonly table: string;
  /** Empty for minutes. */
  readonly grain: string;
  readonly day: string;
  readonly rows: number;
  /** One of the rows: `column` differs, or the row is `missing` or `extra`. */
  readonly example: {
    readonly bucket_start: string;
    readonly place: string;
    readonly column: string;
    readonly stored: string;
    readonly recomputed: string;
  };
}

interface Compared {
  readonly table: string;
  /** Behind the site and the start of the bucket. */
  readonly keys: readonly string[];
  readonly hasGrain: boolean;
}

const units = ['hall', 'model', 'device'] as const;
export const compared: readonly Compared[] = [
  ...['asic', 'gpu', 'cooling', 'meter', 'inference'].map((name) => ({
    table: `rollup_${name}`,
    keys: units,
    hasGrain: true,
  })),
  { table: 'rollup_site', keys: ['hall'], hasGrain: true },
  { table: 'site_1m', keys: [], hasGrain: false },
];

const columnRow = z.object({ name: z.string(), type: z.string() });
type Column = z.output<typeof columnRow>;

const differenceRow = z.object({
  grain: z.string(),
  day: z.string(),
  rows: z.coerce.number(),
  bucket_start: z.string(),
  place: z.string(),
  column: z.string(),
  stored: z.string(),
  recomputed: z.string(),
});
const spanRow = z.object({ from: safeInteger, to: safeInteger });

async function columnsOf(store: Store, { table, keys, hasGrain }: Compared): Promise<Column[]> {
  const rows = await store.query(
    'SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String} ORDER BY position',
    { params: { database: store.database, table }, schema: columnRow },
  );
  const left = ['site', 'bucket_start', 'version', ...keys, ...(hasGrain ? ['grain'] : [])];
  return rows.filter(({ name }) => !left.includes(name));
}

const isFloat = ({ type }: Column): boolean => type.startsWith('Float');
/** Floats may be summed in another order. */
const differs = (column: Column): string =>
  isFloat(column)
    ? `abs(s.${column.name} - r.${column.name}) > 1e-9 * greatest(abs(s.${column.name}), abs(r.${column.name}))`
    : `s.${column.name} != r.${column.name}`;
const isNumber = ({ type }: Column): boolean => /^(U?Int|Float|Decimal)/.test(type);

/** The differing rows of a table within a range, as a subquery. Rows in which nothing is expected and nothing counted are as good as none. */
function differing(store: Store, scratch: string, table: Compared, columns: readonly Column[]): string {
  const keys = [...(table.hasGrain ? ['grain'] : []), 'bucket_start', ...table.keys];
  const anything = columns
    .filter(isNumber)
    .map(({ name }) => `${name} != 0`)
    .join(' OR ');
  const end = table.hasGrain ? 'bucket_end' : 'bucket_start + 60';
  const rows = (database: string): string =>
    `(SELECT ${[...keys, ...columns.map(({ name }) => name)].join(', ')}, ${end} AS until, true AS is_there
       FROM ${database}.${table.table} FINAL
       WHERE site = {site:String} AND bucket_start >= {first:DateTime('UTC')} AND ${end} <= {behind:DateTime('UTC')} AND (${anything}))`;
  const cases = (of: (column: Column) => string): string =>
    columns.map((column) => `${differs(column)}, ${of(column)}`).join(', ');
  return `(
    SELECT ${table.hasGrain ? 'toString(grain)' : "''"} AS of_grain, bucket_start, if(s.is_there, s.until, r.until) AS bucket_until,
      concat(${["''", ...table.keys.map((key) => `toString(${key})`)].join(", ' ', ")}, '') AS of_place,
      multiIf(NOT s.is_there, 'missing', NOT r.is_there, 'extra', ${cases(({ name }) => `'${name}'`)}, '') AS of_column,
      multiIf(NOT s.is_there OR NOT r.is_there, '', ${cases(({ name }) => `toString(s.${name})`)}, '') AS stored_value,
      multiIf(NOT s.is_there OR NOT r.is_there, '', ${cases(({ name }) => `toString(r.${name})`)}, '') AS recomputed_value
    FROM ${rows(store.database)} AS s FULL JOIN ${rows(scratch)} AS r USING (${keys.join(', ')})
    WHERE of_column != ''
  )`;
}

export interface Compare {
  readonly store: Store;
  /** Database in which the range is computed anew. */
  readonly scratch: string;
  readonly site: string;
  readonly range: Range;
}

const paramsOf = ({ site, range }: Compare): Params => ({ site, first: range.from / 1000, behind: range.to / 1000 });

/** What differs in a table, by grain and UTC day. */
export async function differencesOf(compare: Compare, table: Compared): Promise<RollupDifference[]> {
  const { store, scratch, site } = compare;
  const rows = await store.query(
    `SELECT of_grain AS grain, toString(toDate(bucket_start)) AS day, count() AS rows,
       argMin((toString(bucket_start), of_place, of_column, stored_value, recomputed_value), (bucket_start, of_place)) AS example,
       example.1 AS bucket_start, trim(example.2) AS place, example.3 AS column, example.4 AS stored, example.5 AS recomputed
     FROM ${differing(store, scratch, table, await columnsOf(store, table))} AS d
     GROUP BY grain, day ORDER BY grain, day
     SETTINGS prefer_column_name_to_alias = 1`,
    { params: paramsOf(compare), schema: differenceRow },
  );
  return rows.map(({ grain, day, rows: count, ...example }) => ({
    site,
    table: table.table,
    grain,
    day,
    rows: count,
    example,
  }));
}

/** The buckets of the differing rows, UTC ms. */
export function differingSpans(compare: Compare, table: Compared): Promise<Range[]> {
  const { store, scratch } = compare;
  return columnsOf(store, table).then((columns) =>
    store.query(
      `SELECT DISTINCT toInt64(toUnixTimestamp(bucket_start)) * 1000 AS from, toInt64(toUnixTimestamp(bucket_until)) * 1000 AS to
       FROM ${differing(store, scratch, table, columns)} AS d ORDER BY from, to`,
      { params: paramsOf(compare), schema: spanRow },
    ),
  );
}
