import { type EnergyOrigin, energyOrigins } from '#contracts';
import { metrics } from './generated/metrics.ts';
import type { MeasureTable, MeasuringPoint } from './measure.ts';
import { type MeasureId, measure } from './measures.ts';
import { type Dimension, dimensions, type Formula, type Grain, grains, type Metric, type Source } from './metric.ts';

export type MetricId = keyof typeof metrics;

/** The ids of all metrics, sorted. */
export const metricIds: readonly MetricId[] = Object.keys(metrics).sort() as MetricId[];

export const isMetricId = (id: string): id is MetricId => Object.hasOwn(metrics, id);

/** A metric by id. */
export const metricOf = (id: MetricId): Metric => metrics[id];

/** Whether a metric is worked out from a whole series, so that it is no sum and no quotient of sums. */
export const isStatistic = (id: MetricId): boolean => metricOf(id).kind === 'statistic';

/** The grains that a metric has values of. */
export const grainsOf = (id: MetricId): readonly Grain[] => (isStatistic(id) ? ['day', 'month', 'total'] : grains);

/** The metrics that a formula names, each once, in their order. */
export function operandsOf(formula: Formula): MetricId[] {
  if (typeof formula === 'number' || (typeof formula === 'object' && 'unit' in formula)) return [];
  if (typeof formula === 'string') {
    if (!isMetricId(formula)) throw new Error(`A formula names the metric ${formula}, which is not in the catalogue`);
    return [formula];
  }
  return [...new Set([...operandsOf(formula[1]), ...operandsOf(formula[2])])];
}

/** The dimensions that a metric knows: of a derived one, those that all its inputs know. */
export function dimensionsOf(id: MetricId): readonly Dimension[] {
  const metric = metricOf(id);
  if (metric.kind === 'derived') {
    const known = operandsOf(metric.formula).map(dimensionsOf);
    return dimensions.filter((dimension) => known.every((list) => list.includes(dimension)));
  }
  if (metric.kind === 'statistic') return ['site'];
  return dimensions.filter((dimension) => metric.sources.some((source) => source.dimensions.includes(dimension)));
}

/** The table that a source reads. */
export function tableOf(source: Source): Exclude<MeasureTable, 'window'> {
  const { table } = measure(source.numerator);
  if (table === 'window') throw new Error('A metric cannot have the window as its numerator');
  return table;
}

/** The metering point that a source's energy is taken at, if it has one. */
export const pointOf = (source: Source): MeasuringPoint | undefined => measure(source.numerator).point;

/** Whose energy by origin stands for a point of a table. */
const mixedAt: Readonly<Partial<Record<`${MeasureTable} ${MeasuringPoint}`, 'asic' | 'gpu' | `site_${string}`>>> = {
  'asic M4': 'asic',
  'gpu board': 'gpu',
  'site M0': 'site_m0',
  'site M3': 'site_it',
  'site Mc': 'site_cooling',
  'site facility': 'site_facility',
};

type Mix = readonly (readonly [EnergyOrigin, MeasureId])[];
const mixes = new WeakMap<Source, Mix>();

function makeMix(source: Source): Mix {
  const { table, point, unit } = measure(source.numerator);
  const mixed = point === undefined || unit !== 'J' ? undefined : mixedAt[`${table} ${point}`];
  return mixed === undefined ? [] : energyOrigins.map((origin) => [origin, `${mixed}_${origin}` as MeasureId]);
}

/** The energy at a source's metering point by where its figure comes from: a measure of each origin; none where it is no energy, or that is not kept. */
export function mixOf(source: Source): Mix {
  const mix = mixes.get(source) ?? makeMix(source);
  mixes.set(source, mix);
  return mix;
}

/** How long after a metric is known, ms; 0 where at once. */
export function latenessOf(id: MetricId): number {
  const metric = metricOf(id);
  if (metric.kind === 'derived') return Math.max(0, ...operandsOf(metric.formula).map(latenessOf));
  if (metric.kind === 'statistic') return 0;
  return Math.max(...metric.sources.flatMap(measuresOf).map((name) => measure(name).lateMs ?? 0));
}

/** Every measure that a source reads. */
export function measuresOf(source: Source): MeasureId[] {
  const { numerator, denominator, covered, expected, fallback } = source;
  const optional = [expected, fallback].filter((name) => name !== undefined);
  const mix = mixOf(source).map(([, name]) => name);
  return [numerator, ...(denominator ? [denominator] : []), ...covered, ...optional, ...mix];
}
