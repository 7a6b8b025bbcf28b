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
  /** Where it is going to be, beside the next rounds: whether it then is. Whoever awaits it is told of a failure. */
  readonly rolling?: Promise<boolean>;
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

/** Makes what recomputes all sites once: their quarters at every call, their coarser rows from time to time, beside the quarters. */
export function createRounds(
  rollups: readonly SiteRollup[],
  { clock, coarseEveryMs }: { readonly clock: Clock; readonly coarseEveryMs: number },
): (given: RecomputeOptions) => Promise<Recomputed> {
  const openedAt = clock.monotonic();
  let [coarseSince, coarseMs] = [-Infinity, 0];
  let rolling: Promise<boolean> | undefined;

  /** Recomputes the quarters that are dirty; resolves to their number. */
  async function quarters(given: RecomputeOptions): Promise<number> {
    let buckets = 0;
    for (const group of groupsOf(rollups.filter(({ isDirty }) => isDirty))) {
      const each = await allSettled(group.map((rollup) => rollup.recompute({ ...given, sites: group.length })));
      buckets += each.reduce((sum, count) => sum + count, 0);
    }
    return buckets;
  }

  async function finish(given: RecomputeOptions): Promise<void> {
    await allSettled(rollups.map((rollup) => rollup.finish(given)));
  }

  /** Brings the coarser rows of all sites up to their quarters. */
  async function roll(given: RecomputeOptions): Promise<boolean> {
    const began = clock.monotonic();
    let areWhole = true;
    for (const group of groupsOf(rollups.filter(({ isWhole }) => !isWhole))) {
      const each = await allSettled(group.map((rollup) => rollup.roll({ ...given, sites: group.length })));
      areWhole &&= each.every((isWhole) => isWhole);
    }
    coarseSince = clock.monotonic();
    coarseMs = coarseSince - began;
    return areWhole;
  }

  /** For all sites at once, as nothing is committed before all are whole. */
  function mayWait(): boolean {
    const isLive = rollups.every(({ isWhole, isOpenOnly }) => isWhole || isOpenOnly);
    const leisureMs = coarseEveryMs * (isLive ? 1 : leisureInThePast);
    // Whoever begins in the past has something to catch up with first.
    const since = isLive ? coarseSince : Math.max(coarseSince, openedAt);
    return clock.monotonic() - since < Math.max(leisureMs, shareOfCoarse * coarseMs);
  }

  function begin(given: RecomputeOptions): Promise<boolean> {
    const mine = roll(given).finally(() => (rolling = undefined));
    mine.catch(() => undefined);
    rolling = mine;
    return mine;
  }

  return async (given) => {
    const isWhole = given.isWhole !== false;
    if (isWhole) await rolling?.catch(() => false);
    await finish(given);
    let buckets = await quarters(given);
    if (rollups.every(({ isWhole }) => isWhole)) return { buckets, isWhole: true };
    if (!isWhole) return { buckets, isWhole: false, ...(!rolling && !mayWait() && { rolling: begin(given) }) };
    while (!(await roll(given))) buckets += await quarters(given);
    await finish(given);
    return { buckets, isWhole: true };
  };
}
