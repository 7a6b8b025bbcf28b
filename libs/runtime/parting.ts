/** Whole divided by whole, rounded down; for a positive divisor. */
const floorDiv = (a: bigint, b: bigint): bigint => (a - (((a % b) + b) % b)) / b;

/** The part of a whole that has a weight of `total`, which is positive; rounded half up. */
export const portion = (whole: bigint, weight: bigint, total: bigint): bigint =>
  floorDiv(2n * whole * weight + total, 2n * total);

/**
 * Gives each of a row of weights its part of a whole, by differences of the rounded running share: where `total`, which is positive, is the sum of all weights,
 * the parts add up to the whole, whatever their number; where it is more, what is left over is the part of the rest.
 */
export function parting(whole: bigint, total: bigint): (weight: bigint) => bigint {
  let run = 0n;
  let given = 0n;
  return (weight) => {
    run += weight;
    const upTo = portion(whole, run, total);
    const part = upTo - given;
    given = upTo;
    return part;
  };
}
