import { flexAmountNames, flexWholeNames } from './flex-names.ts';
import { facilityAmountNames, facilityWholeNames } from './facility-names.ts';
import { economicAmountNames, economicWholeNames } from './economic-names.ts';
import { jobAmounts, jobWholes } from './job-names.ts';
import { networkAmountNames, networkWholeNames } from './network-names.ts';

/** Whole numbers of `rollup_site` that add up over time, in base units. */
export const wholeNames = [
  'window_ms',
  'expected_ms',
  'reported_ms',
  'readings',
  'm0_j',
  'm0_ms',
  'it_j',
  'it_ms',
  'cooling_j',
  'cooling_ms',
  'heat_j',
  'heat_ms',
  'overhead_j',
  'facility_j',
  'facility_ms',
  'pue_facility_j',
  'pue_it_j',
  'pue_ms',
  'cer_heat_j',
  'cer_cooling_j',
  'cer_ms',
  'contracted_facility_j',
  'contracted_ms',
  'level_j',
  'level_ms',
  'priced_j',
  'priced_ms',
  'price_ms',
  'carbon_j',
  'carbon_ms',
  'carbon_estimated_j',
  'factor_ms',
  'factor_estimated_ms',
  'cue_it_j',
  'cue_ms',
  'accepted_diff',
  'wall_j',
  'wall_diff',
  'wall_ms',
  'mining_facility_j',
  'mining_facility_diff',
  'mining_facility_ms',
  'hashprice_ms',
  'hash_revenue_j',
  'gpu_expected_ms',
  'ai_revenue_j',
  ...flexWholeNames,
  ...facilityWholeNames,
  ...economicWholeNames,
  ...jobWholes,
  ...networkWholeNames,
  'gpu_price_ms',
] as const;

/** Amounts of `rollup_site` that add up over time, in units of 10^-12. */
export const amountNames = [
  'contracted_j',
  'cost',
  'price_time',
  'carbon_g',
  'factor_time',
  'cue_g',
  'hashprice_time',
  'pool_fee_time',
  'hash_revenue_usd',
  'ai_revenue_usd',
  ...flexAmountNames,
  ...facilityAmountNames,
  ...economicAmountNames,
  ...jobAmounts,
  ...networkAmountNames,
  'gpu_price_time',
] as const;

/** Counts by name of `rollup_site`, which add up name by name. */
export const tallyNames = ['pool_blocks'] as const;

/** What holds at the end of a bucket: of several that of the last. */
export const lastNames = ['deployed_ghs'] as const;
