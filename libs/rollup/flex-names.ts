/** Columns of `rollup_site` that tell how the site meets the market: whole numbers, then amounts in units of 10^-12. */
export const priceWholes = ['negative_j', 'negative_ms', 'negative_price_ms', 'lmp_j', 'lmp_ms'] as const;
export const priceAmounts = [
  'negative_credit',
  'lmp_cost',
  'lmp_energy_cost',
  'lmp_congestion_cost',
  'lmp_loss_cost',
] as const;

/** … what it generates, and when its AI works. */
export const supplyWholes = [
  'generated_j',
  'generated_ms',
  'local_j',
  'local_facility_j',
  'local_ms',
  'avoided_loss_j',
  'avoided_loss_ms',
  'calendar_ai_j',
  'calendar_ms',
  'offpeak_ai_j',
  'offpeak_ms',
] as const;
export const supplyAmounts = ['capacity_j'] as const;

/** … and how it follows orders. */
export const orderWholes = [
  'order_ms',
  'ordered_ms',
  'regulatory_orders',
  'switch_orders',
  'curtailed_ms',
  'baseline_j',
  'curtailed_j',
  'regulatory_j',
  'called_j',
  'delivered_j',
  'requested_j',
  'yielded_j',
  'curtailed_gh',
  'avoided_ms',
  'foregone_ms',
  'judged_ms',
  'pre_w',
  'depth_w',
  'responses',
  'response_ms',
  'ramp_w',
  'ai_pre_w',
  'ai_depth_w',
] as const;
export const orderAmounts = ['avoided_cost', 'foregone_usd'] as const;

export const flexWholeNames = [...priceWholes, ...supplyWholes, ...orderWholes] as const;
export const flexAmountNames = [...priceAmounts, ...supplyAmounts, ...orderAmounts] as const;
