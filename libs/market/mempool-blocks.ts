import { z } from 'zod';
import { subsidySat } from './bitcoin.ts';
import { type BlockRow, blockRows, type ChainBlock } from './block.ts';
import type { BlockWalk, ReadBlocks } from './block-walk.ts';
import { type FeedRows, itemsOf } from './body.ts';
import { fault } from './fault.ts';
import { askFeed, type FeedRequest } from './feed.ts';
import { faultsOf } from './instant.ts';
import { millisecondsOf } from './mempool.ts';
import { gatherRows } from './rows.ts';

/** The newest blocks, below the base URL; a height behind it gives those from there downwards. */
const blocksPath = '/api/v1/blocks';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a hash of 64 hexadecimal digits');
const time = z.number().transform((value, context) => {
  const at = millisecondsOf(value);
  if (at !== null) return at;
  context.addIssue({ code: 'custom', message: 'not a time' });
  return z.NEVER;
});
const sat = z.int().min(0).max(21e14);

const blockSchema = z.object({
  id: hash,
  height: z.int().min(0).max(1e8),
  timestamp: time,
  mediantime: time,
  difficulty: z.number().positive(),
  previousblockhash: hash,
  extras: z
    .object({
      totalFees: sat.nullish(),
      reward: sat.nullish(),
      orphans: z.array(z.unknown()).nullish(),
      pool: z.object({ slug: z.string().min(1), name: z.string().min(1) }).nullish(),
    })
    .nullish(),
});

type Told = z.output<typeof blockSchema>;

/** What a block pays: by its height, and as the feed tells of its fees. A miner may claim less than is his, never more. */
function payOf({ height, extras }: Told): Pick<ChainBlock, 'subsidySat' | 'feeSat'> {
  const pay = { subsidySat: subsidySat(height), feeSat: extras?.totalFees ?? null };
  const claimed = extras?.reward ?? 0;
  if (pay.feeSat !== null && claimed > pay.subsidySat + pay.feeSat)
    throw fault('extras.reward', `${claimed} is more than subsidy and fees at ${height}: another chain`);
  return pay;
}

function blockOf(item: unknown): ChainBlock {
  const { success, data, error } = blockSchema.safeParse(item);
  if (!success) throw fault('block', faultsOf(error));
  return {
    height: data.height,
    hash: data.id,
    parent: data.previousblockhash,
    foundAt: data.timestamp,
    medianAt: data.mediantime,
    difficulty: data.difficulty,
    ...payOf(data),
    orphans: data.extras?.orphans?.length ?? null,
    pool: data.extras?.pool?.slug ?? null,
    poolName: data.extras?.pool?.name ?? null,
  };
}

/** The blocks of an answer to `/api/v1/blocks[/:height]`; a bad one loses only itself. Throws `FEED_ANSWER`. */
export function parseMempoolBlocks(body: Uint8Array, feed: string): FeedRows<ChainBlock> {
  const gatherer = gatherRows<ChainBlock>(feed, (block) => block.hash);
  itemsOf(body, feed).forEach((item, index) => gatherer.add(`block ${index}`, () => blockOf(item)));
  return gatherer.done();
}

/** Blocks that a feed has told of. */
export interface BlocksAnswer extends FeedRows<BlockRow> {
  /** The wait that it asks for; null where it asks for none. */
  readonly retryAfterMs: number | null;
  /** Of the newest blocks, once all below them are known too. */
  readonly etag: string | null;
}

/** Asks a mempool server for the blocks that a walk has not seen, a page after the other. Rejects as `askFeed` and `BlockWalk.follow`. */
export async function askMempoolBlocks(asked: FeedRequest, walk: BlockWalk): Promise<BlocksAnswer> {
  const { feed, clock } = asked;
  const url = `${asked.url.replace(/\/+$/, '')}${blocksPath}`;
  const problems: string[] = [];
  let retryAfterMs: number | null = null;
  let etag: string | null = null;
  let isUnchanged = false;
  const read: ReadBlocks = async (from) => {
    const page = from === null ? { url, etag: asked.etag ?? null } : { url: `${url}/${from}`, etag: null };
    const answer = await askFeed({ ...asked, ...page });
    isUnchanged = answer.kind === 'unchanged';
    if (answer.kind === 'wait') retryAfterMs = answer.retryAfterMs;
    if (answer.kind !== 'body') return null;
    if (from === null) etag = answer.etag;
    const parsed = parseMempoolBlocks(answer.body, feed);
    problems.push(...parsed.problems);
    return parsed.rows;
  };
  const blocks = await walk.follow(read);
  return {
    rows: blockRows(blocks ?? [], clock.now()),
    problems,
    retryAfterMs,
    etag: blocks ? etag : isUnchanged ? (asked.etag ?? null) : null,
  };
}
