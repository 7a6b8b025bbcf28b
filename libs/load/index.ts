export { adoptLog, findLostLogs, type LostLog } from './adopt.ts';
export type { Bounds } from './block.ts';
export type { DeadReason } from './cursor.ts';
export type { DeadLetter } from './dead-letter.ts';
export {
  countDeadLetters,
  type DeadAction,
  type DeadFilter,
  readDeadLetters,
  resolveDeadLetters,
  type StoredDeadLetter,
} from './dead-letters.ts';
export type { DeadLetterLimitOptions } from './limit.ts';
export {
  type Batch,
  type Checkpoint,
  defaultLimits,
  type LoaderLimits,
  type LoaderOptions,
  openLoader,
  PartitionLoader,
} from './loader.ts';
export { loaderGroup } from './log.ts';
export type { SchemaLookup } from './message.ts';
export { type DayTotals, type Gap, reconcileTopic, type TopicReconciled } from './reconcile.ts';
export { type Refused, type Replayed, replayDeadLetters, type ReplayOptions } from './replay.ts';
export { mergeSpans } from './spans.ts';
export type { Span } from './takeover.ts';
