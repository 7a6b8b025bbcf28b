export {
  dimensionsOf,
  grainsOf,
  isMetricId,
  isStatistic,
  latenessOf,
  measuresOf,
  type MetricId,
  metricIds,
  metricOf,
  mixOf,
  operandsOf,
  pointOf,
  tableOf,
} from './catalogue.ts';
export { catalogueFaults } from './check.ts';
export {
  type Claim,
  type ClaimMethod,
  claimMethods,
  claims,
  directions,
  directionSigns,
  type Reading,
  type Threshold,
} from './claims/index.ts';
export type { Aggregation } from './measure.ts';
export { expectedOf, measure, type MeasureId, measures } from './measures.ts';
export { type Dimension, dimensions, type Formula, type Grain, grains, type Source } from './metric.ts';
export { type Bounds, signalBounds } from './signals.ts';
export { canonicalUnit, productUnit, quotientUnit } from './units.ts';
export {
  type Chart,
  type ClaimSection,
  type Comparison,
  comparisons,
  type FigureSection,
  type PeriodKind,
  periodKinds,
  type Report,
  reports,
  type ReportSection,
} from './reports/index.ts';
export { type PeerTable, type TableLine, tables } from './tables/index.ts';
export { type Figure, miningSensitivity, type Sensitivity } from './sensitivity.ts';
