export {
  type BlockReward,
  difficultyOf,
  expectedBlocksPerPhDay,
  hashesPerDifficulty,
  hashpriceBtc,
  networkHashrate,
  phDayHashes,
  subsidySat,
} from './bitcoin.ts';
export { type BlockRow, blockRows, type ChainBlock } from './block.ts';
export { BlockWalk, type BlockWalkOptions, confirmations, type ReadBlocks } from './block-walk.ts';
export { type FeedRows, type ParseOptions, parserVersion } from './body.ts';
export { type CarbonRow, parseElectricityMaps, parseWattTime } from './carbon.ts';
export { carbonAsker, type CarbonSource, parseCarbon } from './carbon-feed.ts';
export { type NetworkPowerRow, parseCbeci } from './cbeci.ts';
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
export { askMempoolBlocks, type BlocksAnswer, parseMempoolBlocks } from './mempool-blocks.ts';
export { gpuAsker, type GpuSeriesRow, type GpuSource, parseGpuPrice } from './gpu-feed.ts';
export {
  gpuMethod,
  gpuModelOf,
  type GpuOffer,
  type GpuOptions,
  type GpuPriceRow,
  gpuPrices,
  parseGpuhunt,
  parseLambda,
  parseSkypilot,
  parseVast,
} from './gpu/index.ts';
export { feeBlocks, type NodeBodies, nodeCalls, type NodePart, parseNode } from './node.ts';
export { NodeAsker, type NodeLogin } from './node-feed.ts';
export { parsePowerPrices, type PowerPriceRow, type PowerProduct, type PowerStatus } from './power.ts';
export {
  dayIn,
  dayText,
  powerConventions,
  type PowerKind,
  type PowerOptions,
  type PowerParser,
  powerParsers,
} from './power/index.ts';
export { parsePower, type PowerAnswer, PowerReader, type PowerSource } from './power-feed.ts';
export { type Anchor, type Derived, type DerivedTerm, deriveTerms } from './retarget.ts';
export { parseTargets } from './targets.ts';
export { type PublicDataset, publicDatasets, type PublicFigure } from './public/index.ts';
