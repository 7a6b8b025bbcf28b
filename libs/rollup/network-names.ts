/** Whole numbers of the network in `rollup_site`: blocks, sat and ms. */
export const networkWholeNames = [
  'blocks',
  'blocks_ms',
  'orphans',
  'subsidy_sat',
  'fee_blocks',
  'fee_sat',
  'fees_ms',
  'priced_blocks_ms',
  'pools_ms',
  'own_blocks',
  'own_ms',
  'hashprice_btc_ms',
  'btc_usd_ms',
] as const;

/** Amounts of it, in units of 10^-12. */
export const networkAmountNames = [
  'block_diff',
  'block_usd',
  'priced_diff',
  'own_expected',
  'hashprice_btc_time',
  'btc_usd_time',
] as const;
