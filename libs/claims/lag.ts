import { pearson, slotsOf } from './rotation.ts';
import { type LoadSeries, quarterMs } from './series.ts';

const hourMs = 3_600_000;
/** A day to either side. */
const mostLag = (24 * hourMs) / quarterMs;

/** How loads go together when one is shifted. */
export interface Lag {
  /** Hours by which mining comes after AI. */
  readonly hours: number;
  /** Pearson's correlation of what both deviate from the means of their weeks; null without two pairs. */
  readonly correlation: number | null;
}

/** Cross-correlation of the load of AI and that of mining, by quarters of an hour from a day before to a day after. */
export function lagProfile(series: LoadSeries): Lag[] {
  const count = Math.round((series.to - series.from) / quarterMs);
  const [ai, mining] = [slotsOf(series, 'ai', count), slotsOf(series, 'mining', count)];
  return Array.from({ length: 2 * mostLag + 1 }, (_, at) => {
    const lag = at - mostLag;
    const cut = Math.max(0, count - Math.abs(lag));
    const [first, second] = lag < 0 ? [ai.slice(-lag), mining.slice(0, cut)] : [ai.slice(0, cut), mining.slice(lag)];
    return { hours: (lag * quarterMs) / hourMs, correlation: pearson(first, second, 0) };
  });
}

/** The lag at which loads go together or against each other most, hours; of several alike the shortest. Null where they never do. */
export function strongestLag(series: LoadSeries): number | null {
  const known = lagProfile(series).filter(({ correlation }) => correlation !== null && correlation !== 0);
  const strength = ({ correlation }: Lag): number => Math.abs(correlation ?? 0);
  // What differs by the rounding of its sums is alike.
  const rank = (lag: Lag): number => Math.round(strength(lag) * 1e9);
  const [strongest] = known.toSorted((a, b) => rank(b) - rank(a) || Math.abs(a.hours) - Math.abs(b.hours));
  return strongest?.hours ?? null;
}
