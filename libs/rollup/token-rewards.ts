import type { Facts } from '#register';
import { portion, unionMs } from '#runtime';
import { accrued, heldIn } from './accrual.ts';
import { total } from './apportion.ts';
import type { Bucket } from './bucket.ts';

/** Tokens received for work in a bucket, in units of 10^-12 USD, and the board time and the time for which the register tells them. */
export interface TokenRewards {
  readonly usd: bigint;
  readonly gpuMs: bigint;
  readonly ms: number;
}

/** `gpuMs` is the time for which boards are expected in the due part of the bucket. */
export function tokenRewardsOf(bucket: Bucket, rewards: Facts['token_rewards'], gpuMs: number): TokenRewards {
  const held = heldIn(rewards, bucket);
  const ms = unionMs(held);
  return {
    usd: total(held.map(({ fact, from, to }) => accrued(fact.amount_usd, { from, to }, fact))),
    gpuMs: ms === 0 ? 0n : portion(BigInt(gpuMs), BigInt(ms), BigInt(bucket.dueMs)),
    ms,
  };
}
