import type { Dimension, Grain, MetricId } from '#catalogue';
import type { EnergyOrigin } from '#contracts';

/** A site that the asker may see, with what its answers need. */
export interface AllowedSite {
  readonly id: string;
  /** Zone of the tz database. */
  readonly zone: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** A question: metrics, grouped, over the buckets that start in `[from, to)`. */
export interface KpiQuery {
  readonly metrics: readonly MetricId[];
  /** Every answer is by site, asked for or not. */
  readonly by: readonly Dimension[];
  /** Dimensions that what is read must know, grouped by or not: some metrics are taken at another point by device than by site. */
  readonly knownBy?: readonly Dimension[];
  readonly grain: Grain;
  /** UTC ms. */
  readonly from: number;
  readonly to: number;
  /** Values that are wanted; a missing key wants all. */
  readonly filters: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  /** The sites that the asker may see; others do not exist for the answer. */
  readonly sites: readonly AllowedSite[];
  /** Answers from what was published by then, UTC ms, as it was known then; without it from what is known now. */
  readonly asOf?: number;
  readonly signal?: AbortSignal;
}

/** Shares of an energy, 0 to 1 each, by where its figure comes from; together 1. */
export type SourceMix = Readonly<Record<EnergyOrigin, number>>;

/** How far a value can be relied on; `insufficient` and `none` have no value but a reason. */
export const qualities = ['ok', 'partial', 'insufficient', 'none'] as const;
export type Quality = (typeof qualities)[number];

/** One value. `numerator` and `denominator` are sums in base units, `value` is in `unit`. */
export interface KpiRow {
  readonly metric: MetricId;
  readonly site: string;
  readonly hall?: string | undefined;
  readonly model?: string | undefined;
  readonly device?: string | undefined;
  /** UTC ms; the bucket, or for `total` the window cut to 15 minutes. */
  readonly start: number;
  readonly end: number;
  readonly value: number | null;
  readonly unit: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** Covered ÷ expected time, 0 to 1; null where nothing was expected. */
  readonly coverage: number | null;
  /** Units that contributed. */
  readonly devices: number;
  readonly quality: Quality;
  readonly reason?: string | undefined;
  /** Where the energy was measured. */
  readonly point?: string | undefined;
  /** Share of the denominator for which another signal stood in, 0 to 1. */
  readonly fallback?: number | undefined;
  /** Of the energy at the metering point in the window, the share by where its figure comes from; absent where that is not known. */
  readonly sources?: SourceMix | undefined;
  /** Of PUE: 1 to 3, by where IT energy is taken. */
  readonly category?: number | undefined;
  /** End of the last reading counted, UTC ms; null when there is none. */
  readonly through: number | null;
  /** Days of site time that a statistic is made from. */
  readonly days?: number | undefined;
}

/** Least coverage for a value to be `ok`, and to be given at all. */
export interface Thresholds {
  readonly ok: number;
  readonly partial: number;
}

export const defaultThresholds: Thresholds = { ok: 0.95, partial: 0.8 };
