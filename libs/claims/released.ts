import type { Quarter } from './day.ts';
import { type LoadSeries, quarterMs, quartersOf } from './series.ts';
import { part, type Statistic } from './statistic.ts';

/** What both drew on average in the hour before an instant; undefined where none of it is known. */
function before(quarters: ReadonlyMap<number, Quarter>, at: number): Pick<Quarter, 'ai' | 'mining'> | undefined {
  const first = Math.floor(at / quarterMs) * quarterMs;
  const hour = [1, 2, 3, 4].flatMap((back) => quarters.get(first - back * quarterMs) ?? []);
  if (hour.length === 0) return undefined;
  const mean = (of: (quarter: Quarter) => number): number =>
    hour.reduce((sum, quarter) => sum + of(quarter), 0) / hour.length;
  return { ai: mean(({ ai }) => ai), mining: mean(({ mining }) => mining) };
}

/** Why nothing is released; null where mining was ever to yield. */
export const noRequest = ({ requests }: LoadSeries): string | null =>
  requests.length === 0 ? 'no event says that mining was to yield to AI' : null;

/**
 * Energy that mining gave up and AI took in the quarters of an hour that lie in requests of AI, MWh: of what mining drew less and AI drew more than in
 * the hour before the request, whichever is less.
 */
export function releasedToAi(series: LoadSeries): Statistic {
  const quarters = new Map(quartersOf(series).map((quarter) => [quarter.at, quarter]));
  const released = new Map<number, number>();
  for (const { from, to } of series.requests) {
    const usual = before(quarters, from);
    if (!usual) continue;
    for (let at = Math.ceil(from / quarterMs) * quarterMs; at + quarterMs <= to; at += quarterMs) {
      const quarter = quarters.get(at);
      if (quarter) released.set(at, Math.max(0, Math.min(usual.mining - quarter.mining, quarter.ai - usual.ai)));
    }
  }
  return {
    parts: ['sum'],
    measure: (day) => [day.quarters.reduce((sum, { at }) => sum + ((released.get(at) ?? 0) * 0.25) / 1000, 0)],
    value: (total) => part(total, 0),
  };
}
