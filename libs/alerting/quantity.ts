import {
  type Dimension,
  dimensionsOf,
  type Grain,
  grains,
  grainsOf,
  type MetricId,
  metricIds,
  metricOf,
  isMetricId,
} from '#catalogue';
import { type IndicatorId, indicatorIds, indicatorOf, isIndicatorId } from './indicators.ts';

/** What a rule judges: a metric of the catalogue, or an indicator. */
export type QuantityId = MetricId | IndicatorId;

export interface Quantity {
  readonly title: string;
  readonly brief: string;
  /** UCUM unit of base values. */
  readonly unit: string;
  /** How values are given: base value times `scale` is in `unit`; `{currency}` stands for the currency of the site. */
  readonly display: { readonly unit: string; readonly scale: number };
  readonly dimensions: readonly Dimension[];
  readonly grains: readonly Grain[];
}

export const quantityIds: readonly QuantityId[] = [...metricIds, ...indicatorIds];

export const isQuantityId = (id: string): id is QuantityId => isMetricId(id) || isIndicatorId(id);

/** A quantity by id. */
export function quantityOf(id: QuantityId): Quantity {
  if (isMetricId(id)) return { ...metricOf(id), dimensions: dimensionsOf(id), grains: grainsOf(id) };
  const { title, brief, unit, dimensions } = indicatorOf(id);
  return { title, brief, unit, display: { unit, scale: 1 }, dimensions, grains };
}
