import type { Span } from '#register';
import { portion } from '#runtime';
import type { Bucket } from './bucket.ts';

/** The facts that hold as a bucket begins: a change within a quarter of an hour counts from the next. */
export const heldAt = <Held extends Span>(facts: readonly Held[], { from: at }: { readonly from: number }): Held[] =>
  facts.filter(({ from, to }) => from <= at && at < to);

/** What falls into the due part of a bucket of a whole that is spread evenly over a time: parts add up to the whole. */
export function spreadOver(whole: bigint, { from, to }: Span, { dueFrom, dueTo }: Bucket): bigint {
  const upTo = (at: number): bigint =>
    portion(whole, BigInt(Math.min(Math.max(at, from), to) - from), BigInt(to - from));
  return dueFrom < dueTo ? upTo(dueTo) - upTo(dueFrom) : 0n;
}
