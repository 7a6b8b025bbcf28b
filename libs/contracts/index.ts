export type {
  AsicBatch,
  BatchHeader,
  BlockBatch,
  CarbonIntensityBatch,
  ChainBatch,
  CoolingBatch,
  GpuBatch,
  InferenceBatch,
  JobBatch,
  MeterBatch,
  PowerPriceBatch,
  SiteEventBatch,
} from './generated/batches.ts';
export {
  activitySources,
  type ActivitySource,
  dayMs,
  type EnergyOrigin,
  energyOrigins,
  flag,
  type Origin,
  origins,
  utcDay,
} from './flags.ts';
export { type BoardName, boardNameOf, instanceName } from './board-name.ts';
export { type Encoder, encoderOf, type FeedRow, rowEncoder } from './encoder.ts';
export { dtypes, type JobEvent, jobEvent, jobRow } from './job-event.ts';
export { type BatchSchema, batchSchemas, type Column, currentSchema, schemaById } from './schemas.ts';
export {
  deadTopic,
  type DeviceClass,
  deviceClasses,
  type DeviceKind,
  deviceKinds,
  maxBatchBytes,
  maxBatchRows,
  telemetryTopic,
  type Topic,
  type TopicContract,
  topicNames,
  topics,
} from './topics.ts';
