import type { Threshold } from '#catalogue';
import type { Interval } from './bootstrap.ts';

export const verdicts = ['supported', 'contradicted', 'inconclusive', 'insufficient_data', 'not_testable'] as const;
export type Verdict = (typeof verdicts)[number];

const isWithin: Readonly<Record<Threshold['direction'], (value: number, threshold: number) => boolean>> = {
  above: (value, threshold) => value > threshold,
  at_least: (value, threshold) => value >= threshold,
  at_most: (value, threshold) => value <= threshold,
  below: (value, threshold) => value < threshold,
};

/** Supported or contradicted only when the whole interval lies on one side. */
export function verdictOf({ low, high }: Interval, { value, direction }: Threshold): Verdict {
  const sides = [low, high].map((end) => isWithin[direction](end, value));
  if (sides.every(Boolean)) return 'supported';
  return sides.some(Boolean) ? 'inconclusive' : 'contradicted';
}
