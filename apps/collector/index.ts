export type { FeedRow } from '#contracts';
export { blockFeedRows, chainRows } from './chain-feed.ts';
export { carbonRows, eventRows } from './feeds.ts';
export { gpuRows } from './gpu-source.ts';
export { pollOf } from './poller.ts';
export { powerRows } from './power-source.ts';
export {
  type FeedRows,
  openRecorder,
  type PolledSource,
  type PollSource,
  type Recorded,
  type Recorder,
  type RecorderOptions,
} from './recorder.ts';
export { type Sender, type SenderOptions, startSender } from './sender.ts';
export { maxRatesOf } from './targets.ts';
