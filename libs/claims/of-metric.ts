import type { Reading } from '#catalogue';
import type { Sample } from './statistic.ts';

/** What a metric of the catalogue says to a reading, over the whole days of site time of a window. */
export interface OfMetric {
  /** In the unit of the reading. */
  readonly value: number | null;
  /** Why there is no value, as the catalogue grades it. */
  readonly reason: string | null;
  /** Covered ÷ expected time; null where nothing was expected. */
  readonly coverage: number | null;
  /** Days that are known well enough to count. */
  readonly days: number;
  /** What the value is drawn from; null of what does not add up over days. */
  readonly sample: Sample | null;
}

/** By reading. */
export type Measured = ReadonlyMap<Reading, OfMetric>;

export const notMeasured: OfMetric = { value: null, reason: 'it is not read', coverage: null, days: 0, sample: null };
