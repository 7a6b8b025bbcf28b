import {
  askMempool,
  askMempoolBlocks,
  type BlockRow,
  type BlocksAnswer,
  BlockWalk,
  type ChainRow,
  type FeedRequest,
  NodeAsker,
  parseMempool,
} from '#market';
import type { Site } from '#register';
import type { Clock } from '#runtime';
import type { FeedRows } from './recorder.ts';

const hourMs = 3_600_000;

/** State of the chain as rows to record: a new one when anything has changed, or an hour has begun. */
export const chainRows = (feed: string, rows: readonly ChainRow[]): FeedRows => ({
  topic: 'market.chain',
  key: feed,
  rows: rows.map((row) => {
    const { observed_at: observedAt, known_at: _, ...state } = row;
    return { id: 'state', content: [Math.floor(observedAt / hourMs), ...Object.values(state)], row: { ...row } };
  }),
});

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

export interface ChainFeedOptions {
  readonly chain: NonNullable<Site['market']['chain']>;
  readonly isRecorded: IsRecorded;
  readonly clock: Clock;
}

/** What a chain feed is asked for: its state, and its blocks from the newest back to those that are recorded. */
export interface ChainFeed {
  state(signal: AbortSignal): Promise<Omit<BlocksAnswer, 'rows'> & { readonly rows: readonly ChainRow[] }>;
  blocks(etag: string | null, signal: AbortSignal): Promise<BlocksAnswer>;
}

/** How a site's chain feed is asked. */
export function chainFeed({ chain, isRecorded, clock }: ChainFeedOptions): ChainFeed {
  const { feed, url, timeoutMs, login } = chain;
  const request = (signal: AbortSignal): FeedRequest => ({ feed, url, timeoutMs, clock, signal });
  const walk = new BlockWalk({
    feed,
    isRecorded: (height) => isRecorded({ topic: 'market.block', key: feed, id: `${height}` }),
  });
  if (login) {
    const node = new NodeAsker(login);
    const plain = { retryAfterMs: null, etag: null };
    return {
      state: async (signal) => ({ ...plain, ...(await node.state(request(signal))) }),
      blocks: async (_, signal) => ({ ...plain, ...(await node.blocks(request(signal), walk)) }),
    };
  }
  return {
    state: async (signal) => {
      const { bodies, problems, retryAfterMs } = await askMempool(request(signal));
      const parsed = parseMempool(bodies, { feed, knownAt: clock.now() });
      return { rows: parsed.rows, problems: [...problems, ...parsed.problems], retryAfterMs, etag: null };
    },
    blocks: (etag, signal) => askMempoolBlocks({ ...request(signal), etag }, walk),
  };
}
