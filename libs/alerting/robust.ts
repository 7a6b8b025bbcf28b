/** The middle of some numbers, between the two middle ones of an even count; NaN of none. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The median distance from the median, scaled to be the standard deviation of normal numbers. Less than half of them being wild does not move it. */
export function robustDeviationOf(numbers: readonly number[]): number {
  const median = medianOf(numbers);
  return 1.4826 * medianOf(numbers.map((number) => Math.abs(number - median)));
}
