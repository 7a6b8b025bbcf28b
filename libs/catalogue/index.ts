export {
  dimensionsOf,
  isMetricId,
  measuresOf,
  type MetricId,
  metricIds,
  metricOf,
  operandsOf,
  pointOf,
  tableOf,
} from './catalogue.ts';
export { catalogueFaults } from './check.ts';
export {
  expectedOf,
  type Measure,
  measure,
  type MeasureId,
  measures,
  type MeasureTable,
  type MeasuringPoint,
} from './measures.ts';
export { type Dimension, dimensions, type Formula, type Grain, grains, type Metric, type Source } from './metric.ts';
export { type Bounds, signalBounds } from './signals.ts';
export { canonicalUnit, productUnit, quotientUnit } from './units.ts';
