/** Length of the finest stored bucket of a device, ms. */
export const quarterMs = 900_000;
/** Prices and energy are joined in slices of 5 minutes. */
export const sliceMs = 300_000;

/** Buckets to recompute, UTC ms, half-open. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const firstBucket = (ms: number): number => Math.floor(ms / quarterMs);
const endBucket = (ms: number): number => Math.ceil(ms / quarterMs);

/** Merges sorted ranges that are at most `gap` ms apart. */
export function merged(ranges: readonly Range[], gap = 0): Range[] {
  const result: { from: number; to: number }[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last && range.from - last.to <= gap) last.to = Math.max(last.to, range.to);
    else result.push({ ...range });
  }
  return result;
}

/** Cuts a range at the instants that lie within it. */
export function cutAt({ from, to }: Range, instants: readonly number[]): Range[] {
  const within = [...new Set(instants)].filter((at) => at > from && at < to).sort((a, b) => a - b);
  const starts = [from, ...within];
  return starts.map((start, index) => ({ from: start, to: starts[index + 1] ?? to }));
}

/** Cuts a range into parts of at most `buckets` buckets. */
export function pieces({ from, to }: Range, buckets: number): Range[] {
  const step = Math.max(1, buckets) * quarterMs;
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => ({
    from: from + index * step,
    to: Math.min(from + (index + 1) * step, to),
  }));
}

/** A set of 15-minute buckets. */
export class Buckets {
  readonly #numbers = new Set<number>();

  get size(): number {
    return this.#numbers.size;
  }

  /** All buckets that (from, to] touches. */
  add({ from, to }: Range): void {
    for (let bucket = firstBucket(from); bucket < endBucket(to); bucket++) this.#numbers.add(bucket);
  }

  /** Whether any bucket that (from, to] touches is among them. */
  touches({ from, to }: Range): boolean {
    for (let bucket = firstBucket(from); bucket < endBucket(to); bucket++) if (this.#numbers.has(bucket)) return true;
    return false;
  }

  addAll(other: Buckets): void {
    for (const bucket of other.#numbers) this.#numbers.add(bucket);
  }

  remove(other: Buckets): void {
    for (const bucket of other.#numbers) this.#numbers.delete(bucket);
  }

  /** The buckets in order, neighbours as one range. */
  ranges(): Range[] {
    const sorted = [...this.#numbers].sort((a, b) => a - b);
    return merged(sorted.map((bucket) => ({ from: bucket * quarterMs, to: (bucket + 1) * quarterMs })));
  }

  /** From the first bucket to the end of the last; undefined when empty. */
  hull(): Range | undefined {
    const ranges = this.ranges();
    const [first, last] = [ranges[0], ranges.at(-1)];
    return first && last && { from: first.from, to: last.to };
  }
}
