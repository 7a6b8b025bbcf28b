import type { IndicatorId, Measured, QuantityId } from '#alerting';
import type { Dimension } from '#catalogue';

type Group = { readonly site: string } & { readonly [Key in Exclude<Dimension, 'site'>]?: string | undefined };

/** What a quantity was for one group; rows of `#kpi` fit. */
export type Row = Measured & Group & { readonly metric: QuantityId };

/** An indicator of one group, as a row of `#kpi` is one of a metric. */
export type IndicatorRow = Row & { readonly metric: IndicatorId };
