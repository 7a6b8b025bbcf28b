import { Temporal } from 'temporal-polyfill';
import type { Interval } from '../bootstrap.ts';
import type { Sample } from '../statistic.ts';
import type { Dataset, Figure } from './figures.ts';
import { growthSample, runningTop } from './trend.ts';

/** A number with what it may as well be. */
export interface Estimate {
  readonly value: number;
  /** Null where the table says none. */
  readonly interval: Interval | null;
}

export const figuresOf = (figures: readonly Figure[], dataset: Dataset): Figure[] =>
  figures.filter((figure) => figure.dataset === dataset);

const yearMs = 365.25 * 86_400_000;
const startOf = (year: number): number =>
  Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime('UTC').epochMilliseconds;
const notableSince = startOf(2010);
const frontierSince = startOf(2018);
const frontierSize = 10;
/** The end of what the thesis speaks of. */
const horizon = 2030;

/** How many times a year the compute of notable training runs since 2010 grows. */
export const trainingGrowth = (figures: readonly Figure[]): Sample =>
  growthSample(
    figuresOf(figures, 'epoch-models').filter(({ at, tags }) => at >= notableSince && tags.includes('notable')),
  );

/** Training runs that were among the ten greatest when they were published, since 2018. */
const frontier = (figures: readonly Figure[]): Figure[] =>
  runningTop(figuresOf(figures, 'epoch-models'), frontierSize).filter(({ at }) => at >= frontierSince);

/** Compute of the frontier at the end of 2030 against that of a base year, at the growth of the ten greatest since 2018. */
export const frontierBy2030 = (figures: readonly Figure[], base: number): Sample =>
  growthSample(frontier(figures), (growth) => growth ** (horizon - base));

/** What a quantity comes to by the end of 2030 against its first figure, of an instant each, at their growth. */
export function carriedOn(figures: readonly Pick<Figure, 'at' | 'value'>[]): Sample {
  const years = (startOf(horizon + 1) - Math.min(...figures.map(({ at }) => at))) / yearMs;
  return growthSample(figures, (growth) => growth ** years);
}

/** The greatest training run so far against the greatest until the end of a base year; null without one. */
export function frontierRatio(figures: readonly Figure[], base: number): number | null {
  const models = figuresOf(figures, 'epoch-models');
  const most = (some: readonly Figure[]): number => some.reduce((top, { value }) => Math.max(top, value), 0);
  const before = most(models.filter(({ at }) => at < startOf(base + 1)));
  return before > 0 ? most(models) / before : null;
}

/** The chips of the maker with the most, by quarter. */
function largestStock(figures: readonly Figure[]): Figure[] {
  const chips = figuresOf(figures, 'epoch-chips');
  const [largest] = chips.toSorted((one, other) => other.value - one.value);
  return chips.filter(({ subject }) => subject === largest?.subject).toSorted((one, other) => one.at - other.at);
}

/** The figure of about an instant, within a fortnight: quarters end on a day of their own. */
const near = (stock: readonly Figure[], at: number): Figure | undefined =>
  stock.find((figure) => Math.abs(figure.at - at) < yearMs / 26);

/** One end of the interval of each of three figures; null where any has none. */
function boundsOf(figures: readonly [Figure, Figure, Figure], end: 'low' | 'high'): [number, number, number] | null {
  const [one, other, third] = figures.map((figure) => figure[end]);
  return typeof one === 'number' && typeof other === 'number' && typeof third === 'number' ? [one, other, third] : null;
}

/**
 * Installed compute of the largest maker at the end of 2030 against that at the end of a base year, at the growth of the last four quarters. The interval
 * takes the ends of the table's own that are farthest apart, as if they were independent, so that it is wider than it need be.
 */
export function installedBy2030(figures: readonly Figure[], base: number): Estimate | null {
  const stock = largestStock(figures);
  const last = stock.at(-1);
  const [then, before] = [near(stock, startOf(base + 1)), near(stock, (last?.at ?? 0) - yearMs)];
  if (!last || !then || !before) return null;
  const years = (startOf(horizon + 1) - last.at) / yearMs;
  const of = (now: number, past: number, origin: number): number => (now / origin) * (now / past) ** years;
  const [lows, highs] = [boundsOf([last, before, then], 'low'), boundsOf([last, before, then], 'high')];
  return {
    value: of(last.value, before.value, then.value),
    interval: lows && highs && { low: of(lows[0], highs[1], highs[2]), high: of(highs[0], lows[1], lows[2]) },
  };
}
