import { askMempoolBlocks, type BlockRow, type BlocksAnswer, BlockWalk } from '#market';
import type { Site } from '#register';
import type { Clock } from '#runtime';
import type { FeedRows } from './recorder.ts';

/** Blocks as rows to record: one per height, and another when the height has another block, or more is known of it. */
export const blockFeedRows = (feed: string, rows: readonly BlockRow[]): FeedRows => ({
  topic: 'market.block',
  key: feed,
  rows: rows.map((row) => {
    const { known_at: _, ...block } = row;
    return { id: `${row.height}`, content: Object.values(block), row: { ...row } };
  }),
});

/** Whether a row of this id has ever been recorded. */
export type IsRecorded = (named: Pick<FeedRows, 'topic' | 'key'> & { readonly id: string }) => boolean;

export interface BlockFeedOptions {
  readonly chain: NonNullable<Site['market']['chain']>;
  readonly isRecorded: IsRecorded;
  readonly clock: Clock;
}

type AskBlocks = (etag: string | null, signal: AbortSignal) => Promise<BlocksAnswer>;

/** How the blocks of a chain feed are asked for: from its newest back to those that are recorded. */
export function blockAsker({ chain, isRecorded, clock }: BlockFeedOptions): AskBlocks {
  const { feed, url, timeoutMs } = chain;
  const walk = new BlockWalk({
    feed,
    isRecorded: (height) => isRecorded({ topic: 'market.block', key: feed, id: `${height}` }),
  });
  return (etag, signal) => askMempoolBlocks({ feed, url, timeoutMs, clock, signal, etag }, walk);
}
