const initialSubsidySat = 5_000_000_000n;
/** Blocks between two halvings of the subsidy. */
export const halvingBlocks = 210_000;
/** Difficulty 1: the easiest target that the compact form could express when the chain began. */
export const maxTarget = 0xffffn << 208n;
/** Hashes that one share of difficulty 1 takes on average. */
export const hashesPerDifficulty = 2 ** 32;
/** Hashes of 1 PH/s in a day. */
export const phDayHashes = 1e15 * 86_400;
const satPerBtc = 100_000_000;

/** Subsidy of the block at a height, sat. */
export function subsidySat(height: number): number {
  return Number(initialSubsidySat >> BigInt(Math.floor(height / halvingBlocks)));
}

/** Difficulty of a block target, to the precision of a double. */
export function difficultyOf(target: bigint): number {
  return Number((maxTarget << 64n) / target) / 2 ** 64;
}

/** Blocks that 1 PH/s finds in a day on average. */
export function expectedBlocksPerPhDay(difficulty: number): number {
  return phDayHashes / (difficulty * hashesPerDifficulty);
}

/** What a block pays, and at what difficulty. */
export interface BlockReward {
  readonly difficulty: number;
  readonly subsidySat: number;
  /** Mean fees per block, sat. */
  readonly feeSat: number;
}

/** Hashprice: what 1 PH/s earns in a day on average, BTC. */
export function hashpriceBtc({ difficulty, subsidySat, feeSat }: BlockReward): number {
  return (expectedBlocksPerPhDay(difficulty) * (subsidySat + feeSat)) / satPerBtc;
}

/** Hash rate of the network, H/s, at a difficulty and a mean block interval. */
export function networkHashrate(difficulty: number, blockIntervalS: number): number {
  return (difficulty * hashesPerDifficulty) / blockIntervalS;
}
