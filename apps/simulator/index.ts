export type { RawAnswer } from './answers/answers.ts';
export type { CgminerAnswer } from './answers/cgminer.ts';
export { type DcgmAnswer, type DcgmBoard, dcgmText } from './answers/dcgm.ts';
export type { MinerFigures } from './answers/miner-figures.ts';
export { type InferenceAnswer, inferenceAnswer, type ServingFamily, servingFamilies } from './answers/inference.ts';
export type { RedfishAnswer } from './answers/redfish.ts';
export type { SunspecAnswer } from './answers/sunspec.ts';
export type { Chain, ChainState } from './model/chain.ts';
export type { DispatchRow } from './model/dispatch.ts';
export type { SimulatedEvent } from './model/events.ts';
export type {
  HallPlan,
  HostPlan,
  Inventory,
  LoopPlan,
  MeterPlan,
  MinerModel,
  MinerPlan,
  ServerPlan,
} from './model/inventory.ts';
export type { Condition } from './model/play.ts';
export { gpuPriceList } from './model/gpu-rent.ts';
export { estimateError, type GridCarbon, measuredAfterMs } from './model/grid-carbon.ts';
export type { PowerPrice, PriceRow } from './model/power-price.ts';
export { createSite, type SiteModel, type SiteOptions } from './model/site.ts';
export { between, type DeviceTruth, type HallTruth, type Truth } from './model/truth.ts';
export { type CgminerServerOptions, startCgminerServer } from './servers/cgminer.ts';
export { type DcgmServerOptions, startDcgmServer } from './servers/dcgm.ts';
export type { Fault, FaultSource } from './servers/faults.ts';
export { type FeedServerOptions, startFeedServer } from './servers/feeds.ts';
export { type InferenceServerOptions, startInferenceServer } from './servers/inference.ts';
export type { Listener } from './servers/listener.ts';
export { type MempoolServerOptions, startMempoolServer } from './servers/mempool.ts';
export { type RedfishServerOptions, startRedfishServer } from './servers/redfish.ts';
export { startSunspecServer, type SunspecServerOptions } from './servers/sunspec.ts';
export { type RunningSite, type Simulator, type SimulatorOptions, startSimulator } from './simulator.ts';
export { redfishLogin, siteFile, siteTerms, type SiteAddresses, type SiteFileContent } from './site-file.ts';
