import type { Clock } from '#runtime';
import type { RecomputeOptions, SiteRollup } from './site-rollup.ts';

/** How much longer coarser rows may wait while more than the open quarter is recomputed. */
const leisureInThePast = 8;
/** They wait for so many times as long as they took the last time, so that they do not take most of the time from what is looked at live. */
const shareOfCoarse = 3;

export interface Recomputed {
  readonly buckets: number;
  /** Whether all that was dirty when it was asked for is stored in every grain. */
  readonly isWhole: boolean;
}

/** Makes what recomputes all sites once: their quarters at every call, their coarser rows from time to time. */
export function createRounds(
  rollups: readonly SiteRollup[],
  { clock, coarseEveryMs }: { readonly clock: Clock; readonly coarseEveryMs: number },
): (given: RecomputeOptions) => Promise<Recomputed> {
  const openedAt = clock.monotonic();
  let [coarseSince, coarseMs] = [-Infinity, 0];

  /** Recomputes the quarters that are dirty; resolves to their number. */
  async function quarters(given: RecomputeOptions): Promise<number> {
    let buckets = 0;
    for (const rollup of rollups) if (rollup.isDirty) buckets += await rollup.recompute(given);
    return buckets;
  }

  /** For all sites at once, as nothing is committed before all are whole. */
  function mayWait(isLive: boolean): boolean {
    const leisureMs = coarseEveryMs * (isLive ? 1 : leisureInThePast);
    // Whoever begins in the past has something to catch up with first.
    const since = isLive ? coarseSince : Math.max(coarseSince, openedAt);
    return clock.monotonic() - since < Math.max(leisureMs, shareOfCoarse * coarseMs);
  }

  return async (given) => {
    const began = clock.monotonic();
    let buckets = await quarters(given);
    const behind = rollups.filter((rollup) => !rollup.isWhole);
    if (behind.length === 0) return { buckets, isWhole: true };
    const isLive = behind.every((rollup) => rollup.isOpenOnly);
    if (given.isWhole !== true && mayWait(isLive)) return { buckets, isWhole: false };
    let freshAt = clock.monotonic();
    const quartersMs = freshAt - began;
    coarseMs = 0;
    for (const rollup of behind) {
      const rollingSince = clock.monotonic();
      await rollup.roll(given);
      coarseMs += clock.monotonic() - rollingSince;
      // What comes in meanwhile is not kept waiting until the last site has its coarser rows; those of its own follow the next time.
      if (given.isWhole === true || !isLive || clock.monotonic() - freshAt <= quartersMs) continue;
      buckets += await quarters(given);
      freshAt = clock.monotonic();
    }
    coarseSince = clock.monotonic();
    return { buckets, isWhole: true };
  };
}
