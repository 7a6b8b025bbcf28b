import { isMetricId } from '#catalogue';
import { type ColumnsOf, columnsOf, type Document, type FileFormatName, type Table } from '#tables';
import { dictionary } from './dictionary.ts';
import { etagOf } from './etag.ts';
import type { ClaimAssessment } from './shapes.ts';
import type { StatedValue, Value } from './value-shapes.ts';

const valueColumns = columnsOf({
  metric: ['text'],
  site: ['text'],
  hall: ['text'],
  model: ['text'],
  device: ['text'],
  start: ['instant', 'UTC'],
  end: ['instant', 'UTC'],
  value: ['number', 'as column unit'],
  unit: ['text'],
  numerator: ['number', 'base unit of the metric'],
  denominator: ['number', 'base unit of the metric'],
  coverage: ['number', '1'],
  devices: ['count', '1'],
  quality: ['text'],
  reason: ['text'],
  point: ['text'],
  fallback: ['number', '1'],
  through: ['instant', 'UTC'],
} satisfies ColumnsOf<Omit<Value, 'sources' | 'category' | 'days'>>);

const addedColumns = columnsOf({
  state: ['text'],
  grain: ['text'],
  days: ['count', 'd'],
  metered: ['number', '1'],
  psu: ['number', '1'],
  estimated: ['number', '1'],
  configured: ['number', '1'],
  category: ['count', '1'],
});

const claimColumns = columnsOf({
  claim: ['text'],
  section: ['text'],
  statement: ['text'],
  reading: ['text'],
  metric: ['text'],
  title: ['text'],
  site: ['text'],
  value: ['number', 'as column unit'],
  low: ['number', 'as column unit'],
  high: ['number', 'as column unit'],
  unit: ['text'],
  threshold: ['number', 'as column unit'],
  direction: ['text'],
  verdict: ['text'],
  indicative: ['flag'],
  reason: ['text'],
  p: ['number', '1'],
  p_least: ['number', '1'],
  check_low: ['number', 'as column unit'],
  check_high: ['number', 'as column unit'],
  coverage: ['number', '1'],
  days: ['count', 'd'],
  from: ['instant', 'UTC'],
  to: ['instant', 'UTC'],
  mean_price: ['number', 'currency of the site per MWh'],
  mean_hashprice: ['number', 'USD/PH/d'],
  method: ['text'],
  source: ['text'],
  attribution: ['text'],
} satisfies ColumnsOf<Omit<ClaimAssessment, 'caveats'>>);

type Metric = ReturnType<typeof dictionary>[number];

const sourceText = ({ numerator, denominator, point, dimensions }: Metric['sources'][number]): string =>
  [
    `${numerator.id} [${numerator.unit}]`,
    ...(denominator ? [`÷ ${denominator.id} [${denominator.unit}]`] : []),
    ...(point ? [`at ${point}`] : []),
    `by ${dimensions.join(', ')}`,
  ].join(' ');

const definitionsOf = (metrics: readonly Metric[]): Table => ({
  name: 'definitions',
  columns: columnsOf({
    metric: ['text'],
    title: ['text'],
    brief: ['text'],
    unit: ['text'],
    formula: ['text'],
    source: ['text'],
    caveats: ['text'],
  }),
  rows: metrics.map(({ id, title, brief, unit, formula, sources, caveats }) => ({
    metric: id,
    title,
    brief,
    unit,
    formula,
    source: sources.map(sourceText).join('; '),
    caveats: caveats.join(' '),
  })),
});

const unitsOf = (metrics: readonly Metric[]): Record<string, object> =>
  Object.fromEntries(metrics.map(({ id, unit, base_unit, scale }) => [id, { unit, base_unit, scale }]));

/** A table with its metadata. `coload.catalogue` is the entity tag of /v1/metrics: another one, another catalogue. */
function documentOf(table: Table, ids: ReadonlySet<string>, asked: Readonly<Record<string, unknown>>): Document {
  const all = dictionary();
  const metrics = all.filter(({ id }) => ids.has(id));
  const about = { ...asked, units: unitsOf(metrics), catalogue: etagOf(JSON.stringify({ metrics: all })) };
  return {
    table,
    definitions: definitionsOf(metrics),
    about: Object.fromEntries(
      Object.entries(about).map(([key, value]) => [
        `coload.${key}`,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  };
}

interface AskedValues {
  readonly metrics: readonly string[];
  readonly by: readonly string[];
  readonly grain: string;
  readonly from: string;
  readonly to: string;
  readonly filters: Readonly<Record<string, readonly string[] | undefined>>;
}

/** Values as a document. Each row has its grain, since files of several are put together; CSV keeps the columns it had. */
export function valuesDocument(rows: readonly StatedValue[], asked: AskedValues, format: FileFormatName): Document {
  const table =
    format === 'csv'
      ? { columns: valueColumns, rows: rows.map(({ sources: _sources, ...row }) => row) }
      : {
          columns: [...valueColumns, ...addedColumns],
          rows: rows.map(({ sources, ...row }) => ({ ...row, ...sources, grain: asked.grain })),
        };
  return documentOf({ name: 'values', ...table }, new Set(asked.metrics), { ...asked });
}

interface AskedClaims {
  readonly as_of: string;
  readonly from: string;
  readonly to: string;
}

/** Assessments as a document, without the caveats, which are lists. */
export const claimsDocument = (rows: readonly ClaimAssessment[], asked: AskedClaims): Document =>
  documentOf(
    { name: 'claims', columns: claimColumns, rows: rows.map(({ caveats: _caveats, ...row }) => row) },
    new Set(rows.map(({ metric }) => metric ?? '').filter(isMetricId)),
    { ...asked },
  );
