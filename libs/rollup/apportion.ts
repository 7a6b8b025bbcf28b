import { portion } from '#runtime';

/** The sum of whole amounts; none of them is 0. */
export const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

/** The part of a reading that lies in a bucket: from `x0` to `x1` of its `d` ms. */
export interface Overlap {
  readonly x0: number;
  readonly x1: number;
  readonly d: number;
}

/** What falls into an overlap of a quantity that is spread evenly over a reading. Parts of one reading add up to the whole. */
export const share = (quantity: bigint, { x0, x1, d }: Overlap): bigint =>
  portion(quantity, BigInt(x1), BigInt(d)) - portion(quantity, BigInt(x0), BigInt(d));

/** Whether `shareOf` is exact: its numerator is a safe integer, and then so is the quotient rounded down. */
export const isSmall = (quantity: number, d: number): boolean =>
  quantity >= 0 && quantity * 2 * d + d < Number.MAX_SAFE_INTEGER;

/** The same of a quantity that is small. */
export const shareOf = (quantity: number, { x0, x1, d }: Overlap): number =>
  Math.floor((2 * quantity * x1 + d) / (2 * d)) - Math.floor((2 * quantity * x0 + d) / (2 * d));
