import {
  type Dimension,
  dimensionsOf,
  grainsOf,
  isStatistic,
  measure,
  measuresOf,
  type MeasureId,
  type MetricId,
  metricOf,
  operandsOf,
  type Source,
  tableOf,
} from '#catalogue';
import { PipelineError } from '#runtime';
import type { KpiQuery } from './query.ts';

export type RollupTable = ReturnType<typeof tableOf>;

/** What is read from one table: one statement, whatever the number of metrics. */
export interface TablePlan {
  readonly table: RollupTable | 'window';
  readonly measures: readonly MeasureId[];
  /** Covered times whose contributing units are counted. */
  readonly counted: readonly MeasureId[];
}

export interface Plan {
  /** The source of every metric that is read, inputs of derived ones included. */
  readonly sources: ReadonlyMap<MetricId, Source>;
  readonly tables: readonly TablePlan[];
  /** Something of it exists by whole months only. */
  readonly isOfMonths: boolean;
  /** What is not read from sums, but worked out from whole series. */
  readonly statistics: readonly MetricId[];
}

function leavesOf(id: MetricId): MetricId[] {
  const metric = metricOf(id);
  return metric.kind === 'derived' ? operandsOf(metric.formula).flatMap(leavesOf) : [id];
}

const invalid = (parameter: string, message: string): PipelineError =>
  new PipelineError('QUERY_INVALID', message, { details: { parameter } });

function checkDimensions(id: MetricId, query: KpiQuery): void {
  const known = dimensionsOf(id);
  const refuse = (parameter: string, dimension: Dimension): never => {
    throw invalid(parameter, `${id} is not known by ${dimension}; it is by ${known.join(', ')}`);
  };
  for (const dimension of [...query.by, ...(query.knownBy ?? [])])
    if (!known.includes(dimension)) refuse('by', dimension);
  for (const dimension of Object.keys(query.filters) as Dimension[])
    if (!known.includes(dimension)) refuse(dimension, dimension);
}

function checkGrain(id: MetricId, { grain }: KpiQuery): void {
  const known = grainsOf(id);
  if (!known.includes(grain))
    throw invalid('grain', `${id} is a number of whole days; it is known by ${known.join(', ')}`);
}

function sourceOf(id: MetricId, query: KpiQuery): Source {
  const metric = metricOf(id);
  const needed = [...query.by, ...(query.knownBy ?? []), ...(Object.keys(query.filters) as Dimension[])];
  const source =
    metric.kind === 'derived' || metric.kind === 'statistic'
      ? undefined
      : metric.sources.find((one) => needed.every((dimension) => one.dimensions.includes(dimension)));
  if (!source) throw invalid('by', `${id} is not known by ${needed.join(', ')} at once`);
  const isSeveralHalls = (query.filters.hall?.length ?? 0) > 1 && !query.by.includes('hall');
  if (
    tableOf(source) === 'site' &&
    isSeveralHalls &&
    measuresOf(source).some((name) => measure(name).overDevices === 'none')
  ) {
    throw invalid('hall', `${id} does not add up over halls; add hall to \`by\`, or name one`);
  }
  return source;
}

/** Finds what to read for a query. Throws `QUERY_INVALID` naming the parameter when a metric is not known by what is asked. */
export function planOf(query: KpiQuery): Plan {
  for (const id of query.metrics) checkDimensions(id, query);
  const leaves = [...new Set(query.metrics.flatMap(leavesOf))];
  for (const id of leaves) checkGrain(id, query);
  const sources = new Map(leaves.filter((id) => !isStatistic(id)).map((id) => [id, sourceOf(id, query)]));
  const tables = [...new Set([...sources.values()].map(tableOf))].sort();
  const planFor = (table: RollupTable): TablePlan => {
    const own = [...sources.values()].filter((source) => tableOf(source) === table);
    return {
      table,
      measures: [...new Set(own.flatMap(measuresOf))].filter((name) => measure(name).table === table).sort(),
      counted: [...new Set(own.map((source) => source.covered[0]))].sort(),
    };
  };
  const needsWindow = [...sources.values()].flatMap(measuresOf).some((name) => isOfWindow(name));
  const window: TablePlan = { table: 'window', measures: ['window'], counted: [] };
  const isOfMonths = [...sources.values()].some((source) => source.isOfMonths);
  return {
    sources,
    isOfMonths,
    tables: [...tables.map(planFor), ...(needsWindow ? [window] : [])],
    statistics: leaves.filter(isStatistic),
  };
}

/** Whether a measure is the window, or is divided by the number of units expected in it. */
const isOfWindow = (name: MeasureId): boolean =>
  measure(name).table === 'window' || measure(name).overDevices === 'mean';
