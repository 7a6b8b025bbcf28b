import type { Range } from './dirty.ts';
import { isCovered } from './joint.ts';
import { numberAt, valueAt } from './longs.ts';
import { minuteMs } from './orders.ts';
import type { ReadingSums } from './sums.ts';

/** What meters counted by the minute, over some windows that do not overlap. */
export class Minutes {
  readonly #windows: readonly ReadingSums[];

  constructor(windows: readonly ReadingSums[]) {
    this.#windows = windows;
  }

  #at(ms: number): { sums: ReadingSums; rows: ReadonlyMap<string, number> } | undefined {
    const sums = this.#windows.find(({ slots }) => ms >= slots.from && ms < slots.from + slots.count * slots.widthMs);
    return sums && { sums, rows: sums.in((ms - sums.slots.from) / minuteMs) };
  }

  /** How many readings end in a range of whole minutes. */
  readings({ from, to }: Range): number {
    let count = 0;
    for (let minute = from; minute < to; minute += minuteMs) {
      const here = this.#at(minute);
      if (here) for (const row of here.rows.values()) count += valueAt(here.sums.readings, row);
    }
    return count;
  }

  /** Mean power of several feeders together by minute, W; undefined in a minute in which it is not known of each where its energy fell. */
  power(feeders: readonly string[], { from, to }: Range): (number | undefined)[] {
    return Array.from({ length: Math.max((to - from) / minuteMs, 0) }, (_, index) => {
      const here = this.#at(from + index * minuteMs);
      let joules = 0;
      for (const feeder of feeders) {
        const row = here?.rows.get(feeder);
        if (!here || row === undefined) return undefined;
        const { sums } = here;
        const ms = numberAt(sums.of('located_ms'), row);
        if (!isCovered(ms, minuteMs)) return undefined;
        joules += (numberAt(sums.of('located_import_j'), row) * minuteMs) / ms;
      }
      return feeders.length > 0 ? (joules * 1000) / minuteMs : undefined;
    });
  }
}

/** Mean of what is known, where that is enough. */
export function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return isCovered(known.length, values.length)
    ? known.reduce((sum, value) => sum + value, 0) / known.length
    : undefined;
}
