import type { Bucket } from './bucket.ts';
import { sliceMs } from './dirty.ts';
import { scaled } from './scaled.ts';

/** What holds over an interval, UTC ms. */
export interface Spanned {
  readonly start_ms: number;
  readonly end_ms: number;
  readonly value: number;
}

/** By the number of the slice since the epoch the mean over it, in units of 10^-12; a slice in which it is not known throughout has none. */
export type SliceMeans = ReadonlyMap<number, bigint>;

/** The means of what is in force in [from, to). */
export function sliceMeans(spans: readonly Spanned[], { from, to }: { from: number; to: number }): SliceMeans {
  const parts = new Map<number, { worth: bigint; ms: number }>();
  for (const { start_ms, end_ms, value } of spans) {
    const amount = scaled(value);
    const end = Math.min(end_ms, to);
    for (let slice = Math.floor(Math.max(start_ms, from) / sliceMs); slice * sliceMs < end; slice++) {
      const ms = Math.min(end, (slice + 1) * sliceMs) - Math.max(start_ms, slice * sliceMs);
      const part = parts.get(slice) ?? { worth: 0n, ms: 0 };
      parts.set(slice, { worth: part.worth + amount * BigInt(ms), ms: part.ms + ms });
    }
  }
  return new Map(
    [...parts].filter(([, { ms }]) => ms === sliceMs).map(([slice, { worth }]) => [slice, worth / BigInt(sliceMs)]),
  );
}

/** For how long of a bucket a mean is known, ms, and its integral over that time in units of 10^-12 times ms. */
export interface Integral {
  readonly ms: number;
  readonly integral: bigint;
}

/** The integral of means over the part of a bucket that is due. */
export function integralOf(means: SliceMeans, { from, to, dueFrom, dueTo }: Bucket): Integral {
  let sum: Integral = { ms: 0, integral: 0n };
  for (let slice = from / sliceMs; slice < to / sliceMs; slice++) {
    const mean = means.get(slice);
    const ms = Math.max(Math.min((slice + 1) * sliceMs, dueTo) - Math.max(slice * sliceMs, dueFrom), 0);
    if (mean !== undefined) sum = { ms: sum.ms + ms, integral: sum.integral + mean * BigInt(ms) };
  }
  return sum;
}
