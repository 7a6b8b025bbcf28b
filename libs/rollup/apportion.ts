/** Whole divided by whole, rounded down; for a positive divisor. */
const floorDiv = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;

/** Of a quantity spread evenly over `d` ms, what falls into the first `x` ms, rounded half up: neighbouring parts add up to it. */
const running = (quantity: bigint, x: number, d: number): bigint =>
  floorDiv(2n * quantity * BigInt(x) + BigInt(d), 2n * BigInt(d));

const runningSmall = (quantity: number, x: number, d: number): number => Math.floor((2 * quantity * x + d) / (2 * d));

/** The part of a reading that lies in a bucket: from `x0` to `x1` of its `d` ms. */
export interface Overlap {
  readonly x0: number;
  readonly x1: number;
  readonly d: number;
}

/** What falls into an overlap of a quantity that is spread evenly over a reading. Parts of one reading add up to the whole. */
export function share(quantity: bigint, { x0, x1, d }: Overlap): bigint {
  const small = Number(quantity);
  // Exact in a double: the numerator is a safe integer, and then so is the rounded down quotient.
  if (small >= 0 && small * 2 * d + d < Number.MAX_SAFE_INTEGER)
    return BigInt(runningSmall(small, x1, d) - runningSmall(small, x0, d));
  return running(quantity, x1, d) - running(quantity, x0, d);
}

/**
 * Gives each of a row of weights its part of a whole, by differences of the running share rounded towards 0: the parts add up to the
 * whole, whatever their number. `total` is the sum of all weights and not 0.
 */
export function parting(whole: bigint, total: bigint): (weight: bigint) => bigint {
  let run = 0n;
  let given = 0n;
  return (weight) => {
    run += weight;
    const upTo = (whole * run) / total;
    const part = upTo - given;
    given = upTo;
    return part;
  };
}
