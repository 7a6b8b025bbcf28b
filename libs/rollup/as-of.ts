import { dayMs } from '#contracts';

/** A value from an instant on, UTC ms. */
export interface Seen<Value> {
  readonly seenMs: number;
  readonly value: Value;
}

/** The last value seen by an instant, at most 24 h before it; undefined when there is none. Values come in the order of time, of several at one instant the last counts. */
export function asOf<Value>(seen: readonly Seen<Value>[], at: number): Value | undefined {
  let [low, high] = [0, seen.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((seen[middle]?.seenMs ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  const last = seen[low - 1];
  return last && at - last.seenMs <= dayMs ? last.value : undefined;
}
