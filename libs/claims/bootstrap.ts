import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { quantile, type Sample, totalOver, valueOver } from './statistic.ts';

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
 * What a number is over days drawn by circular block bootstrap, in order: whole local days in blocks of seven, so that neither a day's shape nor a week's is
 * torn apart. Null when more than a twentieth of the draws leave it undefined.
 */
export function drawsOf(
  { fold, rows, blockRows }: Sample,
  options: Omit<BootstrapOptions, 'level'> = bootstrap,
): number[] | null {
  const { draws, seed } = options;
  const blockDays = blockRows ?? options.blockDays;
  if (rows.length === 0) return null;
  const generator = xoroshiro128plus(seed);
  const values: number[] = [];
  const blocks = { whole: Math.floor(rows.length / blockDays), rest: rows.length % blockDays };
  const ofBlocks = [...togetherIn({ fold, rows }, blockDays), ...togetherIn({ fold, rows }, blocks.rest)];
  for (let draw = 0; draw < draws; draw++) {
    const value = valueOver(fold, ofBlocks, drawnBlocks(generator, rows.length, blocks));
    if (value !== null) values.push(value);
  }
  return values.length < 0.95 * draws ? null : values.sort((one, other) => one - other);
}

/** Percentile interval of a level, from draws in order. Small samples give intervals that are too narrow (Chandy et al. 2024). */
export const intervalOf = (draws: readonly number[], level: number): Interval => ({
  low: quantile(draws, (1 - level) / 2),
  high: quantile(draws, (1 + level) / 2),
});

/** The days of a block together, for each day that it may begin with: a draw has fewer blocks to add up than days. */
const togetherIn = ({ fold, rows }: Sample, length: number): Float64Array[] =>
  rows.map((_, start) =>
    totalOver(
      fold,
      rows,
      Array.from({ length }, (_each, at) => (start + at) % rows.length),
    ),
  );

/** As many days as there are, in blocks that begin anywhere and go around; what is left is a shorter one, found after the whole ones. */
function* drawnBlocks(
  generator: ReturnType<typeof xoroshiro128plus>,
  days: number,
  { whole, rest }: { readonly whole: number; readonly rest: number },
): Generator<number> {
  for (let block = 0; block < whole; block++) yield uniformInt(generator, 0, days - 1);
  if (rest > 0) yield days + uniformInt(generator, 0, days - 1);
}
