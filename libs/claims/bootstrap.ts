import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { quantile, type Statistic, valueOver } from './statistic.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  readonly draws: number;
  readonly blockDays: number;
  readonly seed: number;
  readonly level: number;
}

/** How intervals are made; kept with every value, so that it can be made again. */
export const bootstrap: BootstrapOptions = { draws: 2_000, blockDays: 7, seed: 20_240_101, level: 0.95 };

/**
 * Percentile interval of a statistic, from what each day has measured, by circular block bootstrap: whole local days in blocks of seven, so that neither a day's shape nor a week's is
 * torn apart. Null when more than a twentieth of the draws leave it undefined. Small samples give intervals that are too narrow (Chandy et al. 2024).
 */
export function intervalOf(statistic: Statistic, days: readonly Float64Array[], options = bootstrap): Interval | null {
  const { draws, blockDays, seed, level } = options;
  if (days.length === 0) return null;
  const generator = xoroshiro128plus(seed);
  const values: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const value = valueOver(statistic, days, blocksOf(generator, days.length, blockDays));
    if (value !== null) values.push(value);
  }
  if (values.length < 0.95 * draws) return null;
  const sorted = values.toSorted((one, other) => one - other);
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
}

/** As many days as there are, in blocks that begin anywhere and go around. */
function* blocksOf(generator: ReturnType<typeof xoroshiro128plus>, days: number, blockDays: number): Generator<number> {
  let start = 0;
  for (let at = 0; at < days; at++) {
    if (at % blockDays === 0) start = uniformInt(generator, 0, days - 1);
    yield (start + (at % blockDays)) % days;
  }
}
