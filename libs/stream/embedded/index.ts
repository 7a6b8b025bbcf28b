export { type EmbeddedStreamOptions, openEmbeddedStream } from './open.ts';
