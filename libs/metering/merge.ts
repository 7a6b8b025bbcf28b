import { activitySources, flag, type Origin, origins } from '#contracts';
import { mergeInstances } from './instances.ts';
import { heldPolls, type Reading } from './reading.ts';

/** Both know the same quantities from the same sources, so that merging them makes none of these less certain. */
export const areAlike = (a: Reading, b: Reading): boolean =>
  a.activity === b.activity &&
  (a.instances === undefined) === (b.instances === undefined) &&
  a.sources.every((source, i) => source === b.sources[i]) &&
  a.quantities.every((amount, i) => (amount === null) === (b.quantities[i] === null));

/**
 * One reading for two neighbouring ones of the same device: resolution is lost, totals are not.
 * A quantity that one of them does not know is unknown for the whole: the sum of a part would claim all of the time.
 */
export function mergeReadings(earlier: Reading, later: Reading, pollMs: number): Reading {
  const isLong = later.endedAt - earlier.startedAt > heldPolls * pollMs;
  const { instances: added, ...rest } = later;
  return {
    ...rest,
    startedAt: earlier.startedAt,
    observedMs: earlier.observedMs + later.observedMs,
    flags: earlier.flags | later.flags | flag.merged | (isLong ? flag.bridged : 0),
    quantities: later.quantities.map((amount, i) => sum(earlier.quantities[i] ?? null, amount)),
    sources: later.sources.map((source, i) => weakest(origins, earlier.sources[i] ?? 'none', source)),
    activity: weakest(activitySources, earlier.activity, later.activity),
    ...(earlier.instances && added && { instances: mergeInstances(earlier.instances, added) }),
  };
}

const sum = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a + b);

/** `order` has `none` first, and then from the strongest to the weakest. */
function weakest<T extends Origin | Reading['activity']>(order: readonly T[], a: T, b: T): T {
  const [none] = order;
  if (none !== undefined && (a === none || b === none)) return none;
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}
