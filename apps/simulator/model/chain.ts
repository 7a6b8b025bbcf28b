import { hourMs } from './local-time.ts';
import { keyOf, lattice, noise, randomOf } from './random.ts';

const blockMs = 600_000;
const anchor = { height: 840_000, at: 1_713_571_767_000 };
const epochBlocks = 2_016;
const baseEpoch = 460;
const baseDifficulty = 1.3e14;

/** State of a plausible Bitcoin chain; a pure function of time and seed. */
export interface Chain {
  /** Height of the best block. */
  height(ms: number): number;
  /** When a block was found, UTC ms. */
  blockAt(height: number): number;
  /** Difficulty in force for a height; changes every 2016 blocks. */
  difficulty(height: number): number;
  /** Fees of a block, sat. */
  feeSat(height: number): number;
  /** Subsidy of a block, sat. */
  subsidySat(height: number): number;
  /** Hash of a block, in hexadecimal; the same for the same seed. */
  hash(height: number): string;
  /** Median of the times of a block and the ten before it, UTC ms. */
  medianAt(height: number): number;
  /** Who found a block, as mempool names pools. */
  pool(height: number): Pool;
  /** Hashes per second that the difficulty implies. */
  networkHashrateHs(height: number): number;
  priceUsd(ms: number): number;
  /** All of it at an instant, for those who need history. */
  at(ms: number): ChainState;
}

export interface Pool {
  readonly id: number;
  readonly name: string;
  readonly slug: string;
}

/** Pools by their share of the network's blocks; the first is the one that simulated sites mine for, the last nobody knows. */
const pools = [
  [{ id: 1, name: 'Sim Pool', slug: 'sim-pool' }, 0.1],
  [{ id: 2, name: 'First Pool', slug: 'first-pool' }, 0.29],
  [{ id: 3, name: 'Second Pool', slug: 'second-pool' }, 0.24],
  [{ id: 4, name: 'Third Pool', slug: 'third-pool' }, 0.15],
  [{ id: 5, name: 'Fourth Pool', slug: 'fourth-pool' }, 0.12],
  [{ id: 6, name: 'Fifth Pool', slug: 'fifth-pool' }, 0.08],
  [{ id: 0, name: 'Unknown', slug: 'unknown' }, 0.02],
] as const satisfies readonly (readonly [Pool, number])[];

/** The pool that simulated sites mine for, and its part of the network's hash rate. */
export const ownPool = { slug: pools[0][0].slug, share: pools[0][1] } as const;

/** The pool at a place between 0 and 1 of all blocks. */
function poolAt(place: number): Pool {
  let end = 0;
  for (const [pool, share] of pools) {
    end += share;
    if (place < end) return pool;
  }
  return pools[0][0];
}

function hashOf(seed: number, height: number): string {
  const random = randomOf(seed, 'chain-hash', height);
  const word = (): string => random.integer(0, 0xffff_ffff).toString(16).padStart(8, '0');
  return '0'.repeat(16) + Array.from({ length: 6 }, word).join('');
}

/** What the feed shows of the chain at an instant. */
export interface ChainState {
  readonly height: number;
  readonly difficulty: number;
  readonly subsidySat: number;
  /** Mean fees of the last 144 blocks, sat. */
  readonly feeSat: number;
  readonly networkHashrateHs: number;
  readonly priceUsd: number;
}

const feeBlocks = 144;

/** A chain whose blocks come every ten minutes on average, with retargets of a few percent and a wandering price. */
export function createChain(seed: number): Chain {
  const pace = keyOf(seed, 'chain-pace');
  const steps = keyOf(seed, 'chain-difficulty');
  const feeKey = keyOf(seed, 'chain-fees');
  const price = keyOf(seed, 'chain-price');
  const blockAt = (height: number): number =>
    Math.round(anchor.at + (height - anchor.height) * blockMs + 0.45 * blockMs * lattice(pace, height));
  const height = (ms: number): number => {
    let best = anchor.height + Math.floor((ms - anchor.at) / blockMs) + 1;
    while (blockAt(best) > ms) best--;
    return best;
  };
  const difficulties = new Map<number, number>();
  const difficulty = (at: number): number => {
    const epoch = Math.floor(at / epochBlocks);
    const known = difficulties.get(epoch);
    if (known !== undefined) return known;
    let value = baseDifficulty;
    for (let step = baseEpoch + 1; step <= epoch; step++) value *= 1.002 + 0.04 * lattice(steps, step);
    difficulties.set(epoch, value);
    return value;
  };
  const chain: Chain = {
    height,
    blockAt,
    difficulty,
    hash: (block) => hashOf(seed, block),
    // Blocks come in the order of their times here, so that the median is the time of the fifth before.
    medianAt: (block) => blockAt(block - 5),
    pool: (block) => poolAt(randomOf(seed, 'chain-pool', block).between(0, 1)),
    feeSat: (block) => Math.round(4_000_000 * Math.exp(1.2 * lattice(feeKey, block))),
    subsidySat: (at) => Number(5_000_000_000n >> BigInt(Math.floor(at / 210_000))),
    networkHashrateHs: (at) => (difficulty(at) * 2 ** 32) / 600,
    priceUsd: (ms) =>
      Math.round(
        95_000 *
          Math.exp(
            0.12 * noise(price, ms / (240 * hourMs)) +
              0.03 * noise(price + 1, ms / (20 * hourMs)) +
              0.004 * noise(price + 2, ms / hourMs),
          ),
      ),
    at: (ms) => {
      const best = height(ms);
      let fees = 0;
      for (let block = best - feeBlocks + 1; block <= best; block++) fees += chain.feeSat(block);
      return {
        height: best,
        difficulty: difficulty(best),
        subsidySat: chain.subsidySat(best),
        feeSat: fees / feeBlocks,
        networkHashrateHs: chain.networkHashrateHs(best),
        priceUsd: chain.priceUsd(ms),
      };
    },
  };
  return chain;
}
