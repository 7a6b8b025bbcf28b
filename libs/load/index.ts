export type { Bounds } from './block.ts';
export type { DeadReason } from './cursor.ts';
export type { DeadLetter } from './dead-letter.ts';
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
export type { SchemaLookup } from './message.ts';
export { mergeSpans } from './spans.ts';
export type { Span } from './takeover.ts';
