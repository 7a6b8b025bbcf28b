import { part, type Sample, sampleOf, type Statistic } from '../statistic.ts';
import type { Figure } from './figures.ts';

const yearMs = 365.25 * 86_400_000;
/** Time is counted from here, so that no digits are lost to squares. */
const epochMs = 1_577_836_800_000;

/**
 * A number made of the growth of figures, by how many times they grow in a year: ten to the slope of log10 on time (least squares), which a fall makes
 * less than 1. Its draws are of pairs.
 */
export function growthSample(
  figures: readonly Pick<Figure, 'at' | 'value'>[],
  of: (growth: number) => number = (growth) => growth,
): Sample {
  const statistic: Statistic<Pick<Figure, 'at' | 'value'>> = {
    parts: ['sum', 'sum', 'sum', 'sum', 'sum'],
    measure: ({ at, value }) => {
      const [x, y] = [(at - epochMs) / yearMs, Math.log10(value)];
      return [1, x, y, x * x, x * y];
    },
    value: (total) => {
      const [n, x, y] = [part(total, 0), part(total, 1), part(total, 2)];
      const spread = n * part(total, 3) - x * x;
      return spread > 0 ? of(10 ** ((n * part(total, 4) - x * y) / spread)) : null;
    },
  };
  return { ...sampleOf(statistic, figures), blockRows: 1 };
}

/** Figures that were among the `count` greatest of all until then, in order of time. */
export function runningTop(figures: readonly Figure[], count: number): Figure[] {
  const greatest: number[] = [];
  return figures
    .toSorted((one, other) => one.at - other.at)
    .filter(({ value }) => {
      const isTop = greatest.length < count || value > (greatest.at(-1) ?? 0);
      greatest.push(value);
      greatest.sort((one, other) => other - one);
      greatest.length = Math.min(greatest.length, count);
      return isTop;
    });
}
