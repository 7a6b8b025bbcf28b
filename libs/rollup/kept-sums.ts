import { type DeviceClass, deviceClasses } from '#contracts';
import type { BlockAdder } from './add-readings.ts';
import { merged, pieces, quarterMs, type Range, sliceMs } from './dirty.ts';
import { Extents, type Gathered, gather, ReadingSums, type Slots } from './sums.ts';
import type { Terms } from './terms.ts';

/** Who loads a partition: another one whenever it was taken anew. */
export interface Loading {
  readonly partition: number;
  readonly loader: object;
}

/** How far a topic is stored: all messages of the partition below `offset`, in this generation of its log. */
export interface StoredTo extends Loading {
  readonly log: number;
  readonly offset: number;
}

/** What sums rest on beside readings: what the register says of units, and whether stored readings have been removed or replaced. */
export interface Basis {
  readonly revision: number;
  /** Correction epoch. */
  readonly epoch: number;
  readonly terms: Terms;
}

/** A read of a bucket from the store, after which it is kept: all but what of this log lies at or above the offset, as that is added here. */
export interface KeptRead {
  readonly upto: StoredTo;
  readonly into: Gathered;
  /** To be told when all was read. */
  keep(): void;
}

/** The readings of a class in a bucket: all that are stored, once it is whole. */
interface Kept {
  readonly gathered: Gathered;
  /** False while the store is asked for what came before. */
  isWhole: boolean;
  /** Came since the bucket was last computed. */
  isFresh: boolean;
}

/** The open bucket, and the one before, which has stragglers. */
const newestBuckets = 2;

/** How many rows are kept is counted when so many more buckets are. */
const opensPerCount = 16;

const bucketAt = (ms: number): number => Math.floor(ms / quarterMs) * quarterMs;
const slotsOf = (deviceClass: DeviceClass, from: number): Slots => {
  const widthMs = deviceClass === 'meter' ? sliceMs : quarterMs;
  return { from, count: quarterMs / widthMs, widthMs };
};

/** A bucket without readings. */
const nothingOf = (deviceClass: DeviceClass, from: number, terms: Terms | undefined): Gathered => ({
  sums: new ReadingSums(deviceClass, slotsOf(deviceClass, from), terms),
  extents: new Extents({ from, count: 1, widthMs: quarterMs }),
});

/** Whether a range is one bucket, among the newest before `now`, UTC ms. */
export const isLive = ({ from, to }: Range, now: number): boolean =>
  to - from === quarterMs && to > now - (newestBuckets - 1) * quarterMs;

/** Where the buckets of a range begin that are: they are read by themselves. */
export const liveStarts = ({ from, to }: Range, now: number): number[] =>
  pieces({ from: Math.max(from, bucketAt(now) + (1 - newestBuckets) * quarterMs), to }, 1).map(
    ({ from: start }) => start,
  );

/** What is kept of a class. */
class ClassSums {
  readonly kept = new Map<number, Kept>();
  /** Of all that ends behind it everything was added here, UTC ms. */
  frontier: number;
  /** Latest end of what was added, UTC ms. */
  newest = -Infinity;

  constructor(frontier: number) {
    this.frontier = frontier;
  }

  isWhole(from: number): boolean {
    return this.kept.get(from)?.isWhole ?? from >= this.frontier;
  }

  forget(from: number): void {
    this.kept.delete(from);
    this.frontier = Math.max(this.frontier, from + quarterMs);
  }
}

/**
 * Sums of the readings of a site from the time that they are stored on, so that they need not be read again. Readings do not change, and
 * whoever loads a site loads all of it: of a bucket that begins behind everything that was stored before, what was added here is all
 * there is. A bucket that is open when loading begins is read from the store, once. Another loader, another revision of the register
 * or a repair begins anew.
 */
export class KeptSums {
  readonly #mostRows: number;
  #opened = 0;
  readonly #stored = new Map<DeviceClass, StoredTo>();
  readonly #loaders = new Map<number, object>();
  /** By partition: with what sums are kept as soon as its loader stores something of the site. */
  readonly #ready = new Map<number, { readonly loader: object; readonly basis: Basis; readonly frontier: number }>();
  /** Latest end of any reading that is known of. */
  #newest = -Infinity;
  /** Undefined while nothing can be kept. */
  #basis: Basis | undefined;
  #classes = new Map<DeviceClass, ClassSums>();
  #forgotten: Range[] = [];

  /** Of so many rows of units sums are kept, some 300 bytes each; the oldest are forgotten first. */
  constructor(mostRows: number) {
    this.#mostRows = mostRows;
  }

  /** Notes readings that were stored, whoever did it. */
  note({ to }: Range): void {
    this.#newest = Math.max(this.#newest, to);
  }

  /** Notes how far a class is stored without a gap. */
  store(deviceClass: DeviceClass, to: StoredTo): void {
    this.#follow(to);
    this.#stored.set(deviceClass, to);
  }

  #follow({ partition, loader }: Loading): void {
    if (this.#loaders.get(partition) === loader) return;
    const isFirst = this.#loaders.size === 0;
    this.#loaders.set(partition, loader);
    this.#basis = undefined;
    this.#stored.clear();
    const ready = this.#ready.get(partition);
    this.#ready.delete(partition);
    if (isFirst && ready?.loader === loader) this.#beginWith(ready.basis, ready.frontier);
  }

  /** A partition is going to be loaded: should it be the one of the site, everything behind `until` is added here, UTC ms. */
  take({ partition, loader }: Loading, basis: Basis, until: number): void {
    this.#ready.set(partition, { loader, basis, frontier: this.#behind(until) });
  }

  /** The first bucket that nothing lies in of what was stored before. */
  #behind(until: number): number {
    return bucketAt(Math.max(until, this.#newest) - 1) + quarterMs;
  }

  #beginWith(basis: Basis, frontier: number): void {
    this.#basis = basis;
    this.#classes = new Map(deviceClasses.map((name) => [name, new ClassSums(frontier)]));
    this.#forgotten = [];
  }

  get isKeeping(): boolean {
    return this.#basis !== undefined;
  }

  /** Keeps nothing until the site is loaded anew, by whoever: what is stored is not what was added. Only if it has the partition, where one is named. */
  release(partition?: number): void {
    if (partition !== undefined) this.#ready.delete(partition);
    if (partition !== undefined && !this.#loaders.has(partition)) return;
    this.#loaders.clear();
    this.#basis = undefined;
    this.#stored.clear();
  }

  /** Begins with what sums rest on now, unless it has already; all buckets of the site end at `until`, UTC ms, or are noted. */
  begin(basis: Basis, until: number): void {
    const { revision, epoch } = basis;
    if (this.#loaders.size === 0 || (this.#basis?.revision === revision && this.#basis.epoch === epoch)) return;
    this.#beginWith(basis, this.#behind(until));
  }

  /** Adds readings that were stored, rows [from, to) of a block. To be told before they are marked. */
  add(deviceClass: DeviceClass, adder: BlockAdder, [from, to]: readonly [number, number]): void {
    const mine = this.#classes.get(deviceClass);
    if (!this.#basis || !mine) return;
    const { started, ended } = adder.readings;
    let [last, rows]: [number, number[] | undefined] = [NaN, undefined];
    for (let row = from; row < to; row++) {
      const end = ended[row] as number;
      if (end > mine.newest) mine.newest = end;
      for (let bucket = bucketAt(started[row] as number); bucket < end; bucket += quarterMs) {
        if (bucket !== last) {
          const kept = this.#keptIn(mine, deviceClass, bucket);
          [last, rows] = [bucket, kept && adder.rowsInto(kept.gathered)];
        }
        rows?.push(row);
      }
    }
  }

  /** Where what is stored of a bucket goes, if that is kept. */
  #keptIn(mine: ClassSums, deviceClass: DeviceClass, bucket: number): Kept | undefined {
    const known = mine.kept.get(bucket);
    const kept = known ?? (bucket >= mine.frontier ? this.#open(mine, deviceClass, bucket) : undefined);
    if (kept) kept.isFresh = true;
    return kept;
  }

  #open(mine: ClassSums, deviceClass: DeviceClass, from: number, isWhole = true): Kept {
    const kept = { gathered: nothingOf(deviceClass, from, this.#basis?.terms), isWhole, isFresh: false };
    if (++this.#opened % opensPerCount === 0) this.#bound();
    mine.kept.set(from, kept);
    return kept;
  }

  /** The sums of a class over buckets, added to `into`, if all of them are kept; says whether they are. */
  gather(into: Gathered): boolean {
    const { deviceClass, slots } = into.sums;
    const mine = this.#classes.get(deviceClass);
    if (!this.#basis || !mine) return false;
    const buckets = pieces({ from: slots.from, to: slots.from + slots.count * slots.widthMs }, 1);
    if (!buckets.every(({ from }) => mine.isWhole(from))) return false;
    for (const { from } of buckets) {
      const kept = mine.kept.get(from);
      if (!kept) continue;
      kept.isFresh = false;
      gather(into, kept.gathered);
    }
    return true;
  }

  /** Begins to read a live bucket that is not kept; undefined where it cannot be. */
  read({ deviceClass, slots }: ReadingSums): KeptRead | undefined {
    const mine = this.#classes.get(deviceClass);
    const upto = this.#stored.get(deviceClass);
    const basis = this.#basis;
    // Of two partitions it cannot be said by one offset what is added here.
    if (!basis || !mine || !upto || this.#loaders.size > 1) return undefined;
    const { from } = slots;
    // What is stored meanwhile is added to it, and what was stored before as soon as it is read.
    const since = this.#open(mine, deviceClass, from, false);
    const into = nothingOf(deviceClass, from, basis.terms);
    const keep = (): void => {
      if (this.#basis !== basis || mine.kept.get(from) !== since) return;
      gather(since.gathered, into);
      since.isWhole = true;
    };
    return { upto, into, keep };
  }

  /** From where on all classes are kept, UTC ms: what is computed is cut there. */
  get from(): number {
    return this.#basis ? Math.max(...[...this.#classes.values()].map(({ frontier }) => frontier)) : Infinity;
  }

  /** Forgets buckets that are computed and have newer ones behind them. */
  sweep(): void {
    for (const mine of this.#classes.values()) {
      const oldest = bucketAt(mine.newest - 1) - (newestBuckets - 1) * quarterMs;
      for (const [from, { isFresh }] of mine.kept) if (from < oldest && !isFresh) this.#forget(mine, from);
    }
  }

  #forget(mine: ClassSums, from: number): void {
    mine.forget(from);
    this.#forgotten.push({ from, to: from + quarterMs });
  }

  /** What waits to be computed, as a part of what may be kept: above 1 it is going to be forgotten, and read from the store. */
  get backlog(): number {
    let rows = 0;
    for (const { kept } of this.#classes.values())
      for (const { isFresh, gathered } of kept.values()) if (isFresh) rows += gathered.sums.count;
    return rows / this.#mostRows;
  }

  #bound(): void {
    const all = [...this.#classes.values()].flatMap((mine) =>
      [...mine.kept].map(([from, { gathered }]) => ({ mine, from, rows: gathered.sums.count })),
    );
    let rows = all.reduce((sum, each) => sum + each.rows, 0);
    if (rows <= this.#mostRows) return;
    for (const each of all.sort((a, b) => a.from - b.from)) {
      this.#forget(each.mine, each.from);
      if ((rows -= each.rows) <= this.#mostRows) return;
    }
  }

  /** Which buckets were forgotten since it was last asked, with those that are no longer live at `now`, UTC ms: their readings may be counted. */
  takeForgotten(now: number): Range[] {
    for (const mine of this.#classes.values()) {
      for (const [from, { isFresh }] of mine.kept)
        if (!isFresh && !isLive({ from, to: from + quarterMs }, now)) this.#forget(mine, from);
    }
    const forgotten = merged(this.#forgotten.sort((a, b) => a.from - b.from));
    this.#forgotten = [];
    return forgotten;
  }
}
