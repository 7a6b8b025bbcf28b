export {
  type BlockReward,
  difficultyOf,
  expectedBlocksPerPhDay,
  hashpriceBtc,
  networkHashrate,
  subsidySat,
} from './bitcoin.ts';
export { type FeedRows, type ParseOptions } from './body.ts';
export { parseDispatch, type SiteEventRow } from './dispatch.ts';
export { askFeed, askMempool, type FeedAnswer, type FeedRequest, type MempoolAnswer } from './feed.ts';
export {
  type ChainRow,
  type MempoolBodies,
  type MempoolPart,
  mempoolPaths,
  type NetworkHistory,
  parseMempool,
  parseNetworkHistory,
} from './mempool.ts';
export { parsePowerPrices, type PowerPriceRow } from './power.ts';
