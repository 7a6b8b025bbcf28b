import { flag, type Origin } from '#contracts';
import type { Reading } from './reading.ts';

/**
 * One reading for two neighbouring ones of the same device: resolution is lost, totals are not.
 * A quantity that is known in one of them only keeps what is known, as a sum over both would.
 */
export function mergeReadings(earlier: Reading, later: Reading): Reading {
  return {
    ...later,
    startedAt: earlier.startedAt,
    observedMs: earlier.observedMs + later.observedMs,
    flags: earlier.flags | later.flags | flag.merged,
    quantities: later.quantities.map((amount, i) => sum(earlier.quantities[i] ?? null, amount)),
    sources: later.sources.map((source, i) => known(source, earlier.sources[i])),
    activity: later.activity === 'none' ? earlier.activity : later.activity,
  };
}

const sum = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);

const known = (source: Origin, otherwise: Origin | undefined): Origin =>
  source === 'none' ? (otherwise ?? 'none') : source;
