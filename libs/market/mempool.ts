import { z } from 'zod';
import { messageOf, PipelineError } from '#runtime';
import { subsidySat } from './bitcoin.ts';
import { feedError, type FeedRows, jsonOf, type ParseOptions } from './body.ts';

/** The state of the chain and its price as one poll of a feed saw it; a row of `market.chain`. */
export interface ChainRow {
  readonly observed_at: number;
  readonly known_at: number;
  readonly height: number | null;
  readonly difficulty: number | null;
  readonly subsidy_sat: number | null;
  readonly fee_sat: number | null;
  readonly network_hashrate_hs: number | null;
  readonly price_usd: number | null;
}

/** What is asked of a mempool server, below its base URL, and the part of the state that each path gives. */
export const mempoolPaths = {
  tip: '/api/blocks/tip/height',
  retarget: '/api/v1/difficulty-adjustment',
  hashrate: '/api/v1/mining/hashrate/3d',
  adjustments: '/api/v1/mining/difficulty-adjustments/1m',
  rewards: '/api/v1/mining/reward-stats/144',
  prices: '/api/v1/prices',
} as const;
export type MempoolPart = keyof typeof mempoolPaths;

/** Seconds since 1970 reach this in the year 5138, milliseconds passed it in 1973. */
const leastMs = 1e11;

/** UTC ms of a time in seconds or in ms; versions of the server differ. Null for 0 or less. */
export function millisecondsOf(time: number): number | null {
  if (!(time > 0)) return null;
  return time < leastMs ? time * 1000 : time;
}

/** The server shows 0 for what it does not know, and -1 for a missing price. */
const known = z.number().transform((value) => (value > 0 && Number.isFinite(value) ? value : null));
const height = z.int().min(0).max(1e8);
const satoshi = z.union([z.string().regex(/^\d+$/), z.int().min(0)]).transform((value) => BigInt(value));

const retargetSchema = z.object({ nextRetargetHeight: height, remainingBlocks: z.int().min(0).max(2016) });

const hashrateSchema = z.object({ currentHashrate: known.nullish(), currentDifficulty: known.nullish() });

/** `[time, height, difficulty, ratio]`, newest first; those that do not fit are left out. */
const adjustmentsSchema = z
  .array(z.unknown())
  .transform((items) => items.map((item) => z.tuple([z.number(), height, known]).rest(z.unknown()).safeParse(item)))
  .transform((items) => items.flatMap(({ data }) => (data?.[2] ? [{ height: data[1], difficulty: data[2] }] : [])));

const rewardsSchema = z
  .object({ startBlock: height, endBlock: height, totalFee: satoshi })
  .refine(({ startBlock, endBlock }) => startBlock <= endBlock, 'the blocks are not in order');

const pricesSchema = z.object({ time: z.number(), USD: known });

interface Reader {
  readonly bodies: MempoolBodies;
  readonly feed: string;
  readonly problems: string[];
}

/** Bodies by part; one that was not answered is absent. */
export type MempoolBodies = { readonly [part in MempoolPart]?: Uint8Array };

/** A part that cannot be used loses only what it would have given. */
function partOf<Schema extends z.ZodType>(reader: Reader, part: MempoolPart, schema: Schema): z.output<Schema> | null {
  const body = reader.bodies[part];
  if (!body) return null;
  try {
    const { success, data, error } = schema.safeParse(jsonOf(body, reader.feed));
    if (success) return data;
    reader.problems.push(`feed ${reader.feed}, ${mempoolPaths[part]}: ${z.prettifyError(error).replaceAll('\n', ' ')}`);
  } catch (error) {
    if (!(error instanceof PipelineError)) throw error;
    reader.problems.push(`${mempoolPaths[part]}: ${messageOf(error)}`);
  }
  return null;
}

function heightOf(reader: Reader): number | null {
  const tip = partOf(reader, 'tip', height);
  if (tip !== null) return tip;
  const retarget = partOf(reader, 'retarget', retargetSchema);
  return retarget && retarget.nextRetargetHeight - retarget.remainingBlocks;
}

/** Mean fees per block, rounded half up. */
function feeOf(reader: Reader): number | null {
  const rewards = partOf(reader, 'rewards', rewardsSchema);
  if (!rewards) return null;
  const blocks = BigInt(rewards.endBlock - rewards.startBlock + 1);
  return Number((2n * rewards.totalFee + blocks) / (2n * blocks));
}

function newestDifficulty(reader: Reader): number | null {
  const adjustments = partOf(reader, 'adjustments', adjustmentsSchema) ?? [];
  return adjustments.toSorted((a, b) => b.height - a.height)[0]?.difficulty ?? null;
}

/**
 * The state of the chain from a mempool server's answers, as one row observed when it was learned. Throws `FEED_ANSWER` where no part can be used.
 * Difficulty is that of the newest adjustment where the server does not know its node's: its daily figures are means and are not used.
 */
export function parseMempool(bodies: MempoolBodies, { feed, knownAt }: ParseOptions): FeedRows<ChainRow> {
  const problems: string[] = [];
  const reader: Reader = { bodies, feed, problems };
  const tip = heightOf(reader);
  const hashrate = partOf(reader, 'hashrate', hashrateSchema);
  const row: ChainRow = {
    observed_at: knownAt,
    known_at: knownAt,
    height: tip,
    difficulty: hashrate?.currentDifficulty ?? newestDifficulty(reader),
    subsidy_sat: tip === null ? null : subsidySat(tip),
    fee_sat: feeOf(reader),
    network_hashrate_hs: hashrate?.currentHashrate ?? null,
    price_usd: partOf(reader, 'prices', pricesSchema)?.USD ?? null,
  };
  const { observed_at: _, known_at: __, ...state } = row;
  if (Object.values(state).every((value) => value === null)) {
    throw feedError(
      feed,
      `no part of the chain's state is known${problems.length > 0 ? `: ${problems.join('; ')}` : ''}`,
    );
  }
  return { rows: [row], problems };
}

const historySchema = z.object({
  hashrates: z.array(z.object({ timestamp: z.number(), avgHashrate: z.number() })).default([]),
  difficulty: z
    .array(z.object({ time: z.number().optional(), timestamp: z.number().optional(), height, difficulty: known }))
    .default([]),
});

/** Daily means of the network, UTC ms and H/s, and the difficulty that each began with. */
export interface NetworkHistory {
  readonly hashrates: readonly { readonly at: number; readonly hashrateHs: number }[];
  readonly difficulties: readonly { readonly at: number; readonly height: number; readonly difficulty: number }[];
}

/** The history in the answer to `/api/v1/mining/hashrate/:interval`, whose difficulties name their time `time` or `timestamp`. Throws `FEED_ANSWER`. */
export function parseNetworkHistory(body: Uint8Array, feed: string): NetworkHistory {
  const { success, data, error } = historySchema.safeParse(jsonOf(body, feed));
  if (!success) throw feedError(feed, z.prettifyError(error).replaceAll('\n', ' '), error);
  return {
    hashrates: data.hashrates.flatMap(({ timestamp, avgHashrate }) => {
      const at = millisecondsOf(timestamp);
      return at !== null && avgHashrate > 0 ? [{ at, hashrateHs: avgHashrate }] : [];
    }),
    difficulties: data.difficulty.flatMap(({ time, timestamp, height, difficulty }) => {
      const at = millisecondsOf(time ?? timestamp ?? 0);
      return at !== null && difficulty !== null ? [{ at, height, difficulty }] : [];
    }),
  };
}
