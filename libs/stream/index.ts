export {
  type Appended,
  type JoinOptions,
  maxMetadataBytes,
  type Member,
  type PartitionBounds,
  type Position,
  type ReadLimit,
  type Stream,
  type StreamMessage,
  type StreamRecord,
  type TakeLimit,
  type TopicSpec,
} from './stream.ts';
export { openStream } from './open.ts';
export { partitionOf } from './partition.ts';
