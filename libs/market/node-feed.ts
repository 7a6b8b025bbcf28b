import { z } from 'zod';
import { messageOf, PipelineError } from '#runtime';
import { subsidySat } from './bitcoin.ts';
import { type BlockRow, blockRows, type ChainBlock } from './block.ts';
import type { BlockWalk } from './block-walk.ts';
import { feedError, type FeedRows, itemsOf } from './body.ts';
import { askFeed, type FeedRequest } from './feed.ts';
import type { ChainRow } from './mempool.ts';
import { feeBlocks, nodeInfo, nodeResult, parseNode } from './node.ts';

/** Who asks a node. */
export interface NodeLogin {
  readonly username: string;
  readonly password: string;
}

interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Replies to calls, in their order, each as the node gave it. */
type Replies = readonly unknown[];

/** So many blocks are asked for at once. */
const pageBlocks = 15;
const statsOf = ['height', 'subsidy', 'totalfee'] as const;

const answered = z.object({ id: z.int() });
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'not a hash of 64 hexadecimal digits');
const seconds = z
  .int()
  .positive()
  .transform((value) => value * 1000);
const headerSchema = z.object({
  hash,
  height: z.int().min(0),
  time: seconds,
  mediantime: seconds,
  difficulty: z.number().positive(),
  previousblockhash: hash.optional(),
});
const feesSchema = z.object({ totalfee: z.int().min(0).max(21e14) });

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Asks a Bitcoin node by JSON-RPC for the state of its chain and for its blocks. Errors are `FEED_ANSWER`; a node knows no price. */
export class NodeAsker {
  readonly #authorization: string;
  /** Replies to `getblockstats` by hash: the fees of a block never change. */
  #stats = new Map<string, unknown>();

  constructor({ username, password }: NodeLogin) {
    this.#authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }

  /** The state of the chain, with the fees of the last 144 blocks. Refused while the node is downloading the chain. */
  async state(asked: FeedRequest): Promise<FeedRows<ChainRow>> {
    const calls = [
      { method: 'getblockchaininfo', params: [] },
      { method: 'getmininginfo', params: [] },
    ];
    const [info, mining] = (await this.#call(asked, calls)).map(bytesOf);
    if (!info) throw feedError(asked.feed, 'getblockchaininfo was not answered');
    const { blocks: tip } = nodeInfo(info, asked.feed);
    const stats = await this.#lastStats(asked, tip);
    const bodies = { info, ...(mining && { mining }), stats: bytesOf(stats) };
    return parseNode(bodies, { feed: asked.feed, knownAt: asked.clock.now() });
  }

  /** The blocks that a walk has not seen. Errors as of the walk too. */
  async blocks(asked: FeedRequest, walk: BlockWalk): Promise<FeedRows<BlockRow>> {
    const problems: string[] = [];
    const blocks = await walk.follow((from) => this.#page(asked, from, problems));
    return { rows: blockRows(blocks ?? [], asked.clock.now()), problems };
  }

  async #page(asked: FeedRequest, from: number | null, problems: string[]): Promise<ChainBlock[]> {
    const { feed } = asked;
    const top = from ?? (await this.#tip(asked));
    const hashes = await this.#hashes(asked, range(Math.max(top - pageBlocks + 1, 0), top));
    const headers = await this.#call(
      asked,
      hashes.map((params) => ({ method: 'getblockheader', params: [params, true] })),
    );
    const stats = await this.#statsOf(asked, hashes);
    return headers.map((reply, index): ChainBlock => {
      const header = nodeResult(headerSchema, reply, feed);
      return {
        height: header.height,
        hash: header.hash,
        parent: header.previousblockhash ?? '',
        foundAt: header.time,
        medianAt: header.mediantime,
        difficulty: header.difficulty,
        subsidySat: subsidySat(header.height),
        feeSat: feesIn(stats[index], feed, problems),
        orphans: null,
        pool: null,
        poolName: null,
      };
    });
  }

  async #tip(asked: FeedRequest): Promise<number> {
    const [info] = await this.#call(asked, [{ method: 'getblockchaininfo', params: [] }]);
    return nodeInfo(bytesOf(info), asked.feed).blocks;
  }

  async #lastStats(asked: FeedRequest, tip: number): Promise<Replies> {
    const hashes = await this.#hashes(asked, range(Math.max(tip - feeBlocks + 1, 0), tip));
    const stats = await this.#statsOf(asked, hashes);
    const kept = new Set(hashes);
    this.#stats = new Map([...this.#stats].filter(([each]) => kept.has(each)));
    return stats;
  }

  async #hashes(asked: FeedRequest, heights: readonly number[]): Promise<string[]> {
    const replies = await this.#call(
      asked,
      heights.map((height) => ({ method: 'getblockhash', params: [height] })),
    );
    return replies.map((reply) => nodeResult(hash, reply, asked.feed));
  }

  async #statsOf(asked: FeedRequest, hashes: readonly string[]): Promise<Replies> {
    const known = new Map(hashes.map((each) => [each, this.#stats.get(each)]));
    const missing = hashes.filter((each) => known.get(each) === undefined);
    const replies = await this.#call(
      asked,
      missing.map((each) => ({ method: 'getblockstats', params: [each, statsOf] })),
    );
    missing.forEach((each, index) => {
      known.set(each, replies[index]);
      // One that failed is asked for again.
      if (!hasError(replies[index])) this.#stats.set(each, replies[index]);
    });
    return hashes.map((each) => known.get(each));
  }

  /** Makes calls in one batch; rejects when any of them has no reply at all. */
  async #call(asked: FeedRequest, calls: readonly Call[]): Promise<Replies> {
    if (calls.length === 0) return [];
    const body = JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call })));
    const post = { type: 'application/json', body };
    const answer = await askFeed({ ...asked, etag: null, headers: { authorization: this.#authorization }, post });
    if (answer.kind !== 'body') throw feedError(asked.feed, 'the node gave no replies');
    const byId = new Map(
      itemsOf(answer.body, asked.feed).flatMap((reply) => {
        const { success, data } = answered.safeParse(reply);
        return success ? [[data.id, reply] as const] : [];
      }),
    );
    return calls.map(({ method }, id) => {
      if (!byId.has(id)) throw feedError(asked.feed, `${method} was not answered`);
      return byId.get(id);
    });
  }
}

const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const hasError = (reply: unknown): boolean => z.object({ error: z.object({}) }).safeParse(reply).success;

/** The fees of a block; a pruned node may not know them. */
function feesIn(reply: unknown, feed: string, problems: string[]): number | null {
  try {
    return nodeResult(feesSchema, reply, feed).totalfee;
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    const problem = `getblockstats: ${messageOf(error)}`;
    if (!problems.includes(problem)) problems.push(problem);
    return null;
  }
}
