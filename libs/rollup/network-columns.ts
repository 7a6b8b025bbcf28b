import type { networkAmountNames, networkWholeNames } from './network-names.ts';
import type { SiteFact } from './site-facts.ts';

type Networked = Pick<SiteFact, 'network' | 'luck'>;

export const networkWholes: Readonly<Record<(typeof networkWholeNames)[number], (fact: Networked) => number>> = {
  blocks: ({ network }) => network.blocks,
  blocks_ms: ({ network }) => network.ms,
  orphans: ({ network }) => network.orphans,
  subsidy_sat: ({ network }) => network.subsidySat,
  fee_blocks: ({ network }) => network.fees.blocks,
  fee_sat: ({ network }) => network.fees.sat,
  fees_ms: ({ network }) => network.fees.ms,
  priced_blocks_ms: ({ network }) => network.priced.ms,
  pools_ms: ({ network }) => network.pools.ms,
  own_blocks: ({ luck }) => luck.blocks,
  own_ms: ({ luck }) => luck.ms,
  hashprice_btc_ms: ({ network }) => network.hashprice.ms,
  btc_usd_ms: ({ network }) => network.btcUsd.ms,
};

export const networkAmounts: Readonly<Record<(typeof networkAmountNames)[number], (fact: Networked) => bigint>> = {
  block_diff: ({ network }) => network.difficulty,
  block_usd: ({ network }) => network.priced.usd,
  priced_diff: ({ network }) => network.priced.difficulty,
  own_expected: ({ luck }) => luck.expected,
  hashprice_btc_time: ({ network }) => network.hashprice.integral,
  btc_usd_time: ({ network }) => network.btcUsd.integral,
};
