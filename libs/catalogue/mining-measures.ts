import { difficulty, type Measure, ms, sum } from './measure.ts';

/** A block is counted at its median time, an hour after it was found, and may be replaced for another. */
const lateMs = 2 * 3_600_000;
/** The network is that of the whole site: of halls there is none. */
const shown = { table: 'site', ...sum, overDevices: 'none' } as const;
const network = { ...shown, lateMs } as const;
const count = { unit: '{block}', scale: 1 } as const;
const bitcoin = { unit: '{BTC}', scale: 1e-8 } as const;
const dollar = { unit: '{USD}', scale: 1 } as const;
const finders = { table: 'site', sql: 'pool_blocks', scale: 1, overDevices: 'none', lateMs } as const;
const phDayHashes = 1e15 * 86_400;

/** Measures of the Bitcoin network, by its blocks and by what its feed shows, and of mining on it. */
export const miningMeasures = {
  network_blocks: { ...network, ...count, sql: 'blocks', brief: 'Blocks by their median time.' },
  network_blocks_time: {
    ...network,
    ...ms,
    sql: 'blocks_ms',
    brief: 'Time between known blocks that follow one another.',
  },
  network_orphans: { ...network, ...count, sql: 'orphans', brief: 'Blocks that lost against one of the same height.' },
  network_rivals: {
    ...network,
    ...count,
    sql: 'blocks + orphans',
    brief: 'Blocks, those that lost against one of the same height counted.',
  },
  network_subsidy: { ...network, ...bitcoin, sql: 'subsidy_sat', brief: 'Subsidies of the blocks.' },
  network_work: {
    ...network,
    ...difficulty,
    sql: 'block_diff',
    brief: 'Hashes that the blocks take on average: their difficulties times 2^32.',
  },
  network_fee: { ...network, ...bitcoin, sql: 'fee_sat', brief: 'Fees of the blocks.' },
  network_fee_blocks: { ...network, ...count, sql: 'fee_blocks', brief: 'Blocks whose fees are known.' },
  network_fee_time: { ...network, ...ms, sql: 'fees_ms', brief: 'Time of these blocks.' },
  network_revenue: {
    ...network,
    ...dollar,
    sql: 'block_usd',
    brief: 'Subsidies and fees at the price when the block counts, of blocks of which both are known.',
  },
  network_revenue_work: {
    ...network,
    ...difficulty,
    sql: 'priced_diff',
    brief: 'Hashes that the same blocks take on average.',
  },
  network_revenue_time: { ...network, ...ms, sql: 'priced_blocks_ms', brief: 'Time of these blocks.' },
  network_finder_squares: {
    ...finders,
    unit: '{block}.{block}',
    overTime: 'squares',
    brief: 'Sum of the squares of the numbers of blocks by pool.',
  },
  network_found_square: {
    ...finders,
    unit: '{block}.{block}',
    overTime: 'square',
    brief: 'Square of the number of all blocks of which the feed tells who found them.',
  },
  network_majority: {
    ...finders,
    unit: '1',
    overTime: 'majority',
    brief: 'Fewest pools that found more than half of these blocks.',
  },
  network_any: { ...finders, unit: '1', overTime: 'any', brief: 'One where there is any such block.' },
  network_finder_time: { ...network, ...ms, sql: 'pools_ms', brief: 'Time of these blocks.' },
  site_pool_blocks: { ...network, ...count, sql: 'own_blocks', brief: 'Blocks of the pools that the site mines for.' },
  site_pool_expected: {
    ...network,
    ...count,
    sql: 'own_expected',
    brief: 'Blocks that the work of these pools finds on average at the difficulty of the same time.',
  },
  site_pool_time: { ...network, ...ms, sql: 'own_ms', brief: 'Time in which work and blocks are both known.' },
  site_hashprice_btc: {
    ...shown,
    sql: 'hashprice_btc_time',
    unit: '{BTC}.s/{hash}',
    scale: 1e-3 / phDayHashes,
    brief: 'Integral of the hashprice in bitcoin.',
  },
  site_hashprice_btc_time: { ...shown, ...ms, sql: 'hashprice_btc_ms', brief: 'Time in which it is known.' },
  site_btc_price: {
    ...shown,
    sql: 'btc_usd_time',
    unit: '{USD}.s/{BTC}',
    scale: 1e-3,
    brief: 'Integral of the price of a bitcoin.',
  },
  site_deployed: {
    table: 'site',
    sql: 'deployed_ghs',
    unit: '{hash}/s',
    scale: 1e9,
    overTime: 'last',
    overDevices: 'none',
    brief: 'Rated hash rate of the miners that are registered at the end.',
  },
  site_btc_price_time: { ...shown, ...ms, sql: 'btc_usd_ms', brief: 'Time in which it is known.' },
} as const satisfies Record<string, Measure>;
