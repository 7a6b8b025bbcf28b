import { hashesPerDifficulty } from '#market';
import type { Bucket } from './bucket.ts';
import type { Fleet } from './fleet.ts';
import type { Inventory } from './inventory.ts';
import { isCovered, joint } from './joint.ts';
import { toScaled } from './money.ts';
import type { Network } from './network.ts';

/** Blocks that the pools of a site have found in a bucket, and that their work should have, in units of 10^-12; of a time of 0 nothing is known. */
export interface Luck {
  readonly blocks: number;
  readonly expected: bigint;
  readonly ms: number;
}

export const noLuck: Luck = { blocks: 0, expected: 0n, ms: 0 };

export interface LuckSources {
  readonly bucket: Bucket;
  readonly network: Network;
  readonly inventory: Pick<Inventory, 'facts'>;
  /** All miners of the site. */
  readonly fleet: Fleet;
}

/** Of the pools that the register names for the whole of a bucket: their own hash rate where it is registered, else the accepted work of the site. */
export function luckOf({ bucket, network, inventory, fleet }: LuckSources): Luck {
  const { dueFrom, dueTo, dueMs } = bucket;
  const pools = inventory.facts.pools.filter(({ from, to }) => from <= dueFrom && to >= dueTo);
  const isSolo = pools.some(({ hashrate_ehs }) => hashrate_ehs === undefined);
  const hasWork = !isSolo || (fleet.asicExpectedMs > 0 && fleet.sharesMs >= joint * fleet.asicExpectedMs);
  if (pools.length === 0 || !hasWork || !isCovered(network.pools.ms, dueMs)) return noLuck;
  const sharedHashes = pools.reduce((sum, { hashrate_ehs = 0 }) => sum + hashrate_ehs, 0) * 1e15 * dueMs;
  const work = sharedHashes / hashesPerDifficulty + (isSolo ? Number(fleet.acceptedDiff) : 0);
  const slugs = new Set(pools.map(({ slug }) => slug));
  const blocks = [...slugs].reduce((sum, slug) => sum + (network.pools.blocks.get(slug) ?? 0), 0);
  return { blocks, expected: toScaled((work * network.easeMs) / network.ms), ms: dueMs };
}
