/** A figure of a public table. */
export interface PublicFigure {
  /** What of its dataset it belongs to; an import replaces whole parts. */
  readonly part: string;
  readonly subject: string;
  readonly quantity: 'training_flop' | 'h100e' | 'revenue_usd' | 'power_gw' | 'curtailed_mwh';
  /** The day that it is of, or the end of its quarter, UTC ms. */
  readonly at: number;
  readonly value: number;
  /** 5th and 95th percentile, or the least and the most that is possible; null where the table does not say. */
  readonly low: number | null;
  readonly high: number | null;
  readonly tags: readonly string[];
}
