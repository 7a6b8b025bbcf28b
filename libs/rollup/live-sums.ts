import type { Topic } from '#contracts';
import { pieces, quarterMs, type Range } from './dirty.ts';
import { Extents, type Gathered, ReadingSums, type Slots } from './sums.ts';

/** All messages of a partition of a topic below `offset`, in this generation of its log, are in the store. */
export interface StoredTo {
  readonly partition: number;
  readonly log: number;
  readonly offset: number;
}

/** What sums rest on beside readings: how the register rates units, and whether stored readings have been removed or replaced. */
export interface Basis {
  readonly revision: number;
  /** Correction epoch. */
  readonly epoch: number;
}

/** The readings of a topic in a bucket below an offset. */
interface Kept {
  readonly gathered: Gathered;
  readonly from: number;
  readonly basis: Basis;
  readonly below: StoredTo;
}

/** A read of what is not kept yet: of this log what lies at or above `below`, of others everything. */
export interface LiveRead {
  readonly below: StoredTo;
  /** What is found below this offset is added to `kept`, the rest to what is read. */
  readonly upto: number;
  readonly kept: Gathered;
  /** To be told when all was read. */
  keep(): void;
}

/** Buckets that are kept: the open one, and the one before, which has stragglers. */
const keptBuckets = 2;

const isOneBasis = (a: Basis, b: Basis): boolean => a.revision === b.revision && a.epoch === b.epoch;
const isOneLog = (a: StoredTo, b: StoredTo): boolean => a.partition === b.partition && a.log === b.log;

/** Whether a range is one bucket, among the newest before `now`, UTC ms. */
export const isLive = ({ from, to }: Range, now: number): boolean =>
  to - from === quarterMs && to > now - (keptBuckets - 1) * quarterMs;

/** Where the buckets of a range begin that are: they are read by themselves. */
export const liveStarts = ({ from, to }: Range, now: number): number[] =>
  pieces({ from: Math.max(from, (Math.floor(now / quarterMs) + 1 - keptBuckets) * quarterMs), to }, 1).map(
    ({ from: start }) => start,
  );

/**
 * Sums of the readings of a site in its newest buckets, from one recompute to the next. An open bucket is recomputed with every poll, and its
 * readings are many towards its end: only those are read that were not there the last time. Readings do not change, and a loader stores them in the
 * order of their offsets, so what was summed below an offset up to which all is stored is summed for good.
 */
export class LiveSums {
  readonly #stored = new Map<Topic, StoredTo>();
  readonly #kept = new Map<string, Kept>();

  /** Notes how far a topic is stored without a gap. */
  store(topic: Topic, to: StoredTo): void {
    this.#stored.set(topic, to);
  }

  /** Begins to read a bucket; undefined where nothing can be kept. */
  begin(topic: Topic, slots: Slots, { revision, epoch }: Basis): LiveRead | undefined {
    const basis = { revision, epoch };
    const stored = this.#stored.get(topic);
    if (!stored) return undefined;
    const key = `${topic} ${slots.from}`;
    const known = this.#kept.get(key);
    // Should the read fail in the middle, nobody would know what of it was added.
    this.#kept.delete(key);
    const { gathered, below } =
      known && isOneLog(known.below, stored) && isOneBasis(known.basis, basis) ? known : nothingOf(slots, stored);
    const upto = Math.max(stored.offset, below.offset);
    const keep = (): void =>
      void this.#kept.set(key, { gathered, from: slots.from, basis, below: { ...below, offset: upto } });
    return { below, upto, kept: gathered, keep };
  }

  /** Forgets buckets that are no longer live at `now`, UTC ms; returns which those were. */
  forget(now: number): Range[] {
    const gone = new Set<number>();
    for (const [key, { from }] of this.#kept) {
      if (isLive({ from, to: from + quarterMs }, now)) continue;
      this.#kept.delete(key);
      gone.add(from);
    }
    return [...gone].map((from) => ({ from, to: from + quarterMs }));
  }
}

const nothingOf = (slots: Slots, stored: StoredTo): Pick<Kept, 'gathered' | 'below'> => ({
  gathered: {
    sums: new ReadingSums(slots),
    extents: new Extents({ from: slots.from, count: 1, widthMs: quarterMs }),
  },
  below: { ...stored, offset: 0 },
});
