import { dayMs } from '#contracts';
import type { Bucket } from './bucket.ts';

/** A figure that a feed states now and then, as it stood at an instant. */
export interface Stated {
  readonly seenMs: number;
  readonly value: number;
}

/** The figure of each bucket: the latest that was stated by its end, at most 24 h before it; of several at one instant the last. Both are in order of time. */
export function latestOf(buckets: readonly Bucket[], stated: readonly Stated[]): (number | null)[] {
  let at = -1;
  return buckets.map(({ to }) => {
    while ((stated[at + 1]?.seenMs ?? Infinity) <= to) at++;
    const last = stated[at];
    return last && to - last.seenMs <= dayMs ? last.value : null;
  });
}
