export type { CodecName } from './codec.ts';
export { type KafkaStreamOptions, openKafkaStream } from './open.ts';
