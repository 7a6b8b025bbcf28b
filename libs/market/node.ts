import { z } from 'zod';
import { messageOf, PipelineError } from '#runtime';
import { subsidySat } from './bitcoin.ts';
import { feedError, type FeedRows, jsonOf, type ParseOptions } from './body.ts';
import { faultsOf } from './instant.ts';
import type { ChainRow } from './mempool.ts';

/** What is asked of a Bitcoin node, and the part of the state that each call gives; `stats` is a batch of calls, one per height. */
export const nodeCalls = { info: 'getblockchaininfo', mining: 'getmininginfo', stats: 'getblockstats' } as const;
export type NodePart = keyof typeof nodeCalls;

/** Answers by part; one that was not asked for or answered is absent. */
export type NodeBodies = { readonly [part in NodePart]?: Uint8Array };

/** Blocks that the mean of fees is taken over, the last ones up to the tip: about a day. */
export const feeBlocks = 144;

const height = z.int().min(0).max(1e8);
const positive = z.number().positive();
const satoshi = z.int().min(0).max(21e14);

/** JSON-RPC 1.0 says `error: null`, 2.0 leaves out the one of both that does not apply. */
const replySchema = z.object({
  result: z.unknown(),
  error: z.object({ code: z.int(), message: z.string() }).nullish(),
});
const infoSchema = z.object({
  chain: z.string(),
  blocks: height,
  difficulty: positive,
  initialblockdownload: z.boolean(),
});
const miningSchema = z.object({ blocks: height, networkhashps: z.number().min(0) });
const statsSchema = z.object({ height, subsidy: satoshi, totalfee: satoshi });

/** What a JSON-RPC reply gives; throws `FEED_ANSWER` for an error of the node and for anything else. */
export function nodeResult<Schema extends z.ZodType>(schema: Schema, reply: unknown, feed: string): z.output<Schema> {
  const { data, error } = replySchema.safeParse(reply);
  if (!data) throw feedError(feed, `no JSON-RPC reply: ${faultsOf(error)}`, error);
  if (data.error) throw feedError(feed, `error ${data.error.code}: ${data.error.message}`);
  const result = schema.safeParse(data.result);
  if (!result.success) throw feedError(feed, faultsOf(result.error), result.error);
  return result.data;
}

interface Reader {
  readonly bodies: NodeBodies;
  readonly feed: string;
  readonly problems: string[];
}

/** A part that cannot be used loses only what it would have given. */
function attempt<T>({ problems }: Reader, part: NodePart, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    problems.push(`${nodeCalls[part]}: ${messageOf(error)}`);
    return null;
  }
}

function hashrateOf(reader: Reader): number | null {
  const body = reader.bodies.mining;
  if (!body) return null;
  const mining = attempt(reader, 'mining', () => nodeResult(miningSchema, jsonOf(body, reader.feed), reader.feed));
  return mining && mining.networkhashps > 0 ? mining.networkhashps : null;
}

/** Mean fees of the last blocks, rounded half up; null unless all of them are known. A block that pays another subsidy is of another chain. */
function feeOf(reader: Reader, tip: number): number | null {
  const { bodies, feed, problems } = reader;
  const body = bodies.stats;
  if (!body) return null;
  const replies = attempt(reader, 'stats', () => {
    const value = jsonOf(body, feed);
    return Array.isArray(value) ? (value as readonly unknown[]) : [value];
  });
  const fees = new Map<number, number>();
  for (const reply of replies ?? []) {
    const block = attempt(reader, 'stats', () => nodeResult(statsSchema, reply, feed));
    if (!block || block.height > tip || block.height <= tip - feeBlocks) continue;
    if (block.subsidy === subsidySat(block.height)) fees.set(block.height, block.totalfee);
    else problems.push(`feed ${feed}: the block at ${block.height} pays a subsidy of ${block.subsidy} sat`);
  }
  const blocks = Math.min(feeBlocks, tip + 1);
  if (fees.size === blocks) return Math.round([...fees.values()].reduce((sum, fee) => sum + fee, 0) / blocks);
  if (replies) problems.push(`feed ${feed}: fees of ${fees.size} of the last ${blocks} blocks are known`);
  return null;
}

/** What a node says of its chain. Throws `FEED_ANSWER` while it is still downloading the chain, and for a test chain. */
export function nodeInfo(body: Uint8Array, feed: string): z.output<typeof infoSchema> {
  const info = nodeResult(infoSchema, jsonOf(body, feed), feed);
  if (info.chain !== 'main') throw feedError(feed, `the chain ${info.chain} is not the main one`);
  if (info.initialblockdownload)
    throw feedError(feed, `the node is downloading the chain, ${info.blocks} blocks so far`);
  return info;
}

/**
 * The state of the chain from a Bitcoin node's JSON-RPC replies, as one row observed when it was learned; a node knows no price.
 * Source: Bitcoin Core RPC documentation, v30. Throws `FEED_ANSWER` without `getblockchaininfo`, while the node is still downloading the chain, and for a test chain.
 */
export function parseNode(bodies: NodeBodies, { feed, knownAt }: ParseOptions): FeedRows<ChainRow> {
  if (!bodies.info) throw feedError(feed, `${nodeCalls.info} was not answered`);
  const info = nodeInfo(bodies.info, feed);
  const problems: string[] = [];
  const reader: Reader = { bodies, feed, problems };
  const row: ChainRow = {
    observed_at: knownAt,
    known_at: knownAt,
    height: info.blocks,
    difficulty: info.difficulty,
    subsidy_sat: subsidySat(info.blocks),
    fee_sat: feeOf(reader, info.blocks),
    network_hashrate_hs: hashrateOf(reader),
    price_usd: null,
  };
  return { rows: [row], problems };
}
