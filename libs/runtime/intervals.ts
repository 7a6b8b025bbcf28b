/** A span of time, UTC ms, half-open. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Length of the union of intervals, ms. */
export function unionMs(intervals: readonly Interval[]): number {
  let length = 0;
  let end = -Infinity;
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    length += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return length;
}

/** What of an interval lies within another; undefined when nothing does. */
export function within({ from, to }: Interval, other: Interval): Interval | undefined {
  const part = { from: Math.max(from, other.from), to: Math.min(to, other.to) };
  return part.from < part.to ? part : undefined;
}
