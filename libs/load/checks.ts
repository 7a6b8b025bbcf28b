import { dayMs, type Topic, topics } from '#contracts';
import { type BlockColumn, type Longs, longAt } from './columns.ts';
import type { Faults } from './faults.ts';

/** A reading may end this much after the stream took it; clocks are not perfect. */
const aheadMs = 5 * 60_000;
/** Raw readings are kept this long; older ones would be dropped by the table's TTL as soon as they are stored. */
const keptMs = 400 * dayMs;

/** The pair of columns that a row's span is, per topic: the first must be before the second. */
const spans: Readonly<Record<Topic, readonly [string, string] | null>> = {
  'telemetry.asic': ['started_at', 'ended_at'],
  'telemetry.gpu': ['started_at', 'ended_at'],
  'telemetry.cooling': ['started_at', 'ended_at'],
  'telemetry.meter': ['started_at', 'ended_at'],
  'telemetry.inference': ['started_at', 'ended_at'],
  'market.chain': null,
  'market.power': ['start_at', 'end_at'],
  'market.carbon': ['start_at', 'end_at'],
  'market.block': ['started_at', 'ended_at'],
  'market.gpu': null,
  'site.event': ['started_at', 'ended_at'],
  'site.job': ['first_at', 'ended_at'],
};

/** Topics with rows of no length: the median times of two blocks may be the same. */
const mayBeMoments: ReadonlySet<Topic> = new Set<Topic>(['market.block']);

/** The columns between which the rows of a topic lie. */
export function spanColumns(topic: Topic): { readonly start: string; readonly end: string } {
  const { dayColumn } = topics[topic];
  const [start, end] = spans[topic] ?? [dayColumn, dayColumn];
  return { start, end };
}

export interface RowChecks {
  /** Adds a fault for each row in [from, to) that is not of `day`, or whose span is empty, in the future or too old. */
  check(faults: Faults, from: number, to: number, day: number, appendedAt: number): void;
  /** What the rows [from, to) cover, in UTC ms; null when there are none. */
  span(from: number, to: number): readonly [number, number] | null;
}

const longsNamed = (columns: readonly BlockColumn[], name: string): Longs => {
  const column = columns.find((each) => each.name === name);
  if (column?.kind !== 'long') throw new Error(`The schema has no column ${name} of type long`);
  return column;
};

const isNull = (column: Longs, row: number): boolean => column.isNullable && column.nulls[row] === 1;

/** The checks of a topic that need more than one column, over the columns of one block. */
export function createRowChecks(topic: Topic, columns: readonly BlockColumn[]): RowChecks {
  const { dayColumn, isTelemetry } = topics[topic];
  const dayOf = longsNamed(columns, dayColumn);
  const names = spans[topic];
  const least = mayBeMoments.has(topic) ? 0 : 1;
  const [start, end] = names ? names.map((name) => longsNamed(columns, name)) : [];

  const checkRow = (faults: Faults, row: number, day: number, appendedAt: number): void => {
    const at = longAt(dayOf, row);
    if (Math.floor(at / dayMs) !== day) faults.add(row, 'wrong_day', dayColumn, at);
    if (isTelemetry && appendedAt > 0) {
      if (at > appendedAt + aheadMs) faults.add(row, 'future', dayColumn, at);
      if (at < appendedAt - keptMs) faults.add(row, 'expired', dayColumn, at);
    }
    if (!start || !end || isNull(end, row)) return;
    if (longAt(end, row) - longAt(start, row) < least) faults.add(row, 'interval', end.name, longAt(end, row));
  };

  return {
    check(faults, from, to, day, appendedAt) {
      for (let row = from; row < to; row++) checkRow(faults, row, day, appendedAt);
    },
    span(from, to) {
      let least = Infinity;
      let greatest = -Infinity;
      for (let row = from; row < to; row++) {
        const first = longAt(start ?? dayOf, row);
        const last = end && !isNull(end, row) ? longAt(end, row) : longAt(dayOf, row);
        if (first < least) least = first;
        if (last > greatest) greatest = last;
      }
      return least <= greatest ? [least, greatest] : null;
    },
  };
}
