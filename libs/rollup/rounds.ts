import { allSettled, type Clock } from '#runtime';
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

/** Sites with so many units in all are recomputed at once: their statements are put together, their rows are in memory together. */
const unitsAtOnce = 50_000;

/** Groups of neighbours that are recomputed at once. */
function groupsOf(rollups: readonly SiteRollup[]): SiteRollup[][] {
  const groups: SiteRollup[][] = [];
  let units = Infinity;
  for (const rollup of rollups) {
    units += rollup.units;
    if (units > unitsAtOnce) {
      groups.push([]);
      units = rollup.units;
    }
    groups.at(-1)?.push(rollup);
  }
  return groups;
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
    for (const group of groupsOf(rollups.filter(({ isDirty }) => isDirty))) {
      const each = await allSettled(group.map((rollup) => rollup.recompute({ ...given, sites: group.length })));
      buckets += each.reduce((sum, count) => sum + count, 0);
    }
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
    for (const group of groupsOf(behind)) {
      const rollingSince = clock.monotonic();
      await allSettled(group.map((rollup) => rollup.roll({ ...given, sites: group.length })));
      coarseMs += clock.monotonic() - rollingSince;
      // What comes in meanwhile is not kept waiting until the last sites have their coarser rows; those of its own follow the next time.
      if (given.isWhole === true || !isLive || clock.monotonic() - freshAt <= quartersMs) continue;
      buckets += await quarters(given);
      freshAt = clock.monotonic();
    }
    coarseSince = clock.monotonic();
    return { buckets, isWhole: true };
  };
}
