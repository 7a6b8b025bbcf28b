import { hashesPerDifficulty, hashpriceBtc, phDayHashes } from '#market';
import { portion } from '#runtime';
import type { Bucket } from './bucket.ts';
import type { ChainRow } from './inputs.ts';
import { isCovered } from './joint.ts';
import { latestOf } from './latest.ts';
import { toScaled } from './money.ts';
import type { PowerCost } from './tariff.ts';

const satPerBtc = 1e8;

/** What a hash earns on average in each bucket, sat: by the latest whole row of the chain feed, at most 24 h before its end; else 0. */
export function rewardsOf(buckets: readonly Bucket[], rows: readonly ChainRow[]): number[] {
  const known = rows.flatMap(({ observed_ms: seenMs, difficulty, subsidy_sat, fee_sat }) => {
    if (difficulty === null || subsidy_sat === null || fee_sat === null) return [];
    const btc = hashpriceBtc({ difficulty, subsidySat: subsidy_sat, feeSat: fee_sat });
    return [{ seenMs, value: (btc * satPerBtc) / phDayHashes }];
  });
  return latestOf(buckets, known).map((each) => each ?? 0);
}

/** What was mined in a bucket where both it and its power are known; of a time of 0 nothing is. */
export interface Mined {
  /** Expected reward of the accepted hashes, in units of 10^-12 sat. */
  readonly sat: bigint;
  /** Mining's part of what the site drew of the grid. */
  readonly joules: bigint;
  /** The same part of what power cost by energy, and of the credits. */
  readonly cost: bigint;
  readonly credit: bigint;
  readonly ms: number;
}

export const notMined: Mined = { sat: 0n, joules: 0n, cost: 0n, credit: 0n, ms: 0 };

export interface MinedSources {
  /** Sat per hash; 0 when not known. */
  readonly reward: number;
  /** Facility energy and accepted difficulty of mining, and the time in which both are known. */
  readonly mining: { readonly joules: bigint; readonly other: bigint; readonly ms: number };
  readonly site: { readonly m0J: bigint; readonly m0Ms: number; readonly facilityJ: bigint };
  readonly power: PowerCost;
  readonly dueMs: number;
}

/** The expected reward of what mining counts, in units of 10^-12 sat; undefined where either is not known. */
export const rewardOf = ({ reward, mining, dueMs }: Pick<MinedSources, 'reward' | 'mining' | 'dueMs'>) =>
  reward > 0 && isCovered(mining.ms, dueMs) ? toScaled(Number(mining.other) * hashesPerDifficulty * reward) : undefined;

/** Mining bears the part of a bucket's cost that it has in the facility energy. */
export function minedOf(sources: MinedSources): Mined {
  const { mining, site, power, dueMs } = sources;
  const sat = rewardOf(sources);
  const isPriced = isCovered(power.ms, dueMs) || power.invoiceMs > 0;
  if (sat === undefined || !isPriced || !isCovered(site.m0Ms, dueMs)) return notMined;
  const part = (whole: bigint): bigint => (site.facilityJ > 0n ? portion(whole, mining.joules, site.facilityJ) : 0n);
  return { sat, joules: part(site.m0J), cost: part(power.cost), credit: part(power.credit), ms: dueMs };
}
