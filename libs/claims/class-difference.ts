import { groupBy } from '#runtime';
import type { OfMetric } from './of-metric.ts';
import type { ByClass } from './site-classes.ts';
import { type Fold, measured, type Statistic, totalOver, valueOver } from './statistic.ts';

/** What is stored of days of the sites of a class, by what it is on which date. */
interface OfDays<Item> {
  readonly dateOf: (item: Item) => number;
  /** Whether enough of it is known. */
  readonly isKnown: (item: Item) => boolean;
  /** What some items come to together; their parts are added up. */
  readonly statisticOf: (items: readonly Item[]) => Statistic<Item>;
}

/** A statistic at sites of AI alone less the same at sites of mining alone, `scale` times, over the dates that are known of both. */
export function differenceOf<Item>(
  items: ByClass<readonly Item[]>,
  { dateOf, isKnown, statisticOf }: OfDays<Item>,
  scale = 1,
): OfMetric {
  const knownOf = (all: readonly Item[]): ReadonlyMap<number, readonly Item[]> => groupBy(all.filter(isKnown), dateOf);
  const [ai, mining] = [knownOf(items.ai), knownOf(items.mining)];
  const shared = [...ai.keys()].filter((date) => mining.has(date)).sort((one, other) => one - other);
  const measuredOf = (known: typeof ai): { statistic: Statistic<Item>; rows: Float64Array[] } => {
    const days = shared.map((date) => known.get(date) ?? []);
    const statistic = statisticOf(days.flat());
    return { statistic, rows: days.map((some) => totalOver(statistic, measured(statistic, some), some.keys())) };
  };
  const [here, there] = [measuredOf(ai), measuredOf(mining)];
  const rows = here.rows.map((row, at) => Float64Array.of(...row, ...(there.rows[at] ?? [])));
  const parts = here.statistic.parts.length;
  const fold: Fold = {
    parts: [...here.statistic.parts, ...there.statistic.parts],
    value: (total) => {
      const atAi = here.statistic.value(total.subarray(0, parts));
      const atMining = there.statistic.value(total.subarray(parts));
      return atAi === null || atMining === null ? null : (atAi - atMining) * scale;
    },
  };
  const dates = new Set([...items.ai, ...items.mining].map(dateOf)).size;
  return {
    value: valueOver(fold, rows, rows.keys()),
    reason: rows.length === 0 ? 'no day is known of sites of both classes' : null,
    coverage: dates === 0 ? null : rows.length / dates,
    days: rows.length,
    sample: { fold, rows },
  };
}
