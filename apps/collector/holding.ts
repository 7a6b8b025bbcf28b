import { dayMs, type Topic, utcDay } from '#contracts';
import { areAlike, mergeReadings, type Reading } from '#metering';
import type { Logger } from '#runtime';
import type { HeldReading, Spool } from './spool.ts';

/** Shares of the spool's bound: above `tight` readings are merged, until it is below `free` again. */
const share = { free: 6 / 8, tight: 7 / 8 };

/** `tight`: neighbours that are alike are merged, others stay apart. `full`: they are merged all the same. */
type Room = 'free' | 'tight' | 'full';

/** What a recording changes of what is held. */
export interface HeldDraft {
  readonly held: Map<string, HeldReading | null>;
  readonly counts: { merged: number; blanked: number };
}

/** A reading and where it belongs. */
export interface Placed {
  readonly topic: Topic;
  readonly site: string;
  readonly pollMs: number;
  readonly reading: Reading;
}

export interface HoldingOptions {
  readonly spool: Spool;
  /** Most bytes that may wait for the stream. */
  readonly bound: number;
  readonly logger: Logger;
}

/** A merged reading ends on the UTC day of all its parts, and like any other it covers at most 24 h. */
const mayMerge = (earlier: Reading, later: Reading): boolean =>
  earlier.endedAt === later.startedAt &&
  utcDay(earlier.endedAt) === utcDay(later.endedAt) &&
  later.endedAt - earlier.startedAt <= dayMs;

/** Quantities that only one of two readings knows. */
const unequal = (a: Reading, b: Reading): number =>
  a.quantities.filter((amount, i) => (amount === null) !== (b.quantities[i] === null)).length;

/**
 * The last reading of each device while the spool is short of room: the next ones are merged into it, so that a device takes
 * more room only when the day changes or it knows something else. What waits in the spool already is never rewritten.
 */
export class Holding {
  readonly #options: HoldingOptions;
  readonly #held: Map<string, HeldReading>;
  #merged = 0;

  constructor(options: HoldingOptions) {
    this.#options = options;
    this.#held = options.spool.held();
  }

  /** Readings held. */
  get size(): number {
    return this.#held.size;
  }

  /** Readings are spooled as they are, and whatever is held is to be handed on. */
  get isFree(): boolean {
    return this.#room === 'free';
  }

  /** Resolves when there is room to hand on what is held. */
  free(): Promise<void> {
    return this.#options.spool.belowBytes(share.free * this.#options.bound);
  }

  /** Holds a reading, merged with the one held before where that may be; otherwise returns that one, to be spooled. */
  hold(draft: HeldDraft, { topic, site, pollMs, reading }: Placed): Reading | null {
    const key = `${site}/${reading.device}`;
    const changed = draft.held.get(key);
    const earlier = (changed === undefined ? this.#held.get(key) : changed)?.reading;
    const isMerged = earlier && mayMerge(earlier, reading) && (this.#room === 'full' || areAlike(earlier, reading));
    draft.held.set(key, { topic, site, reading: isMerged ? mergeReadings(earlier, reading, pollMs) : reading });
    if (!isMerged) return earlier ?? null;
    draft.counts.merged += 1;
    draft.counts.blanked += unequal(earlier, reading);
    return null;
  }

  /** Everything held, which is held no longer. */
  release(draft: HeldDraft): HeldReading[] {
    for (const key of this.#held.keys()) draft.held.set(key, null);
    return [...this.#held.values()];
  }

  /** What was drafted is on disk. */
  committed({ held, counts }: HeldDraft): void {
    const wasEmpty = this.size === 0;
    for (const [key, reading] of held) {
      if (reading) this.#held.set(key, reading);
      else this.#held.delete(key);
    }
    this.#merged += counts.merged;
    const { logger, spool, bound } = this.#options;
    if (wasEmpty && this.size > 0) {
      const facts = { spooledBytes: spool.bytes, spoolBytes: bound };
      logger.warn(facts, 'the spool fills up: neighbouring readings of a device are merged until the stream is back');
    }
    if (!wasEmpty && this.size === 0) {
      logger.info({ merged: this.#merged }, 'the spool has room again: readings are no longer merged');
      this.#merged = 0;
    }
  }

  get #room(): Room {
    const { spool, bound } = this.#options;
    if (spool.bytes > bound) return 'full';
    return spool.bytes > bound * (this.size > 0 ? share.free : share.tight) ? 'tight' : 'free';
  }
}
