export type { FeedRow } from '#contracts';
export { blockFeedRows } from './block-feed.ts';
export { carbonRows, chainRows, eventRows, powerRows } from './feeds.ts';
export { pollOf } from './poller.ts';
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
