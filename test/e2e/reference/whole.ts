/** Greatest whole number not above `a / b`. */
export function floorOf(a: bigint, b: bigint): bigint {
  const whole = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? whole - 1n : whole;
}

/** The whole number nearest to `a / b`; a half goes up. */
export const rounded = (a: bigint, b: bigint): bigint => floorOf(2n * a + b, 2n * b);

/** Cuts a whole by weights: each part is a difference of the rounded running share, so that the parts add up to the whole. */
export function cut(whole: bigint, weights: readonly bigint[]): bigint[] {
  const all = sumOf(weights);
  let running = 0n;
  return weights.map((weight) => {
    if (all === 0n) return 0n;
    const before = rounded(whole * running, all);
    running += weight;
    return rounded(whole * running, all) - before;
  });
}

export function sumOf(values: readonly bigint[]): bigint {
  let sum = 0n;
  for (const value of values) sum += value;
  return sum;
}
