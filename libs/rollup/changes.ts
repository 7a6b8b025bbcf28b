import { within } from '#runtime';
import { Buckets, merged, quarterMs, type Range } from './dirty.ts';
import { minuteMs } from './orders.ts';

const spanOf = (known: Range | undefined, { from, to }: Range): Range =>
  known ? { from: Math.min(known.from, from), to: Math.max(known.to, to) } : { from, to };

/** What has changed of a site since it was recomputed. */
export class Changes {
  readonly buckets = new Buckets();
  /** From where on what was computed is to be compared with what there is to compute from, UTC ms; infinite for nowhere. */
  #reviewFrom = Infinity;
  /** From the first to the last instant of readings that came, UTC ms; undefined where more has changed of the buckets than that. */
  #read: Range | undefined;
  #isMore = false;

  get isNone(): boolean {
    return this.#reviewFrom === Infinity && this.buckets.size === 0;
  }

  get read(): Range | undefined {
    return this.#isMore ? undefined : this.#read;
  }

  addRead(range: Range): void {
    this.buckets.add(range);
    this.#read = spanOf(this.#read, range);
  }

  /** Notes whether there are more buckets than the `marked` ones: they are recomputed for other reasons than readings of them. */
  addOthers(marked: number): void {
    this.#isMore ||= this.buckets.size > marked;
  }

  /** A bucket that follows from other facts than it was computed from. */
  addStale(range: Range): void {
    this.buckets.add(range);
    this.#isMore = true;
  }

  addReview(from: number): void {
    this.#reviewFrom = Math.min(this.#reviewFrom, from);
  }

  /** From where on there is something to compare, which is going to be done. */
  takeReview(): number {
    const from = this.#reviewFrom;
    this.#reviewFrom = Infinity;
    return from;
  }

  /** Adds what is recomputed once more, and what was to be compared. */
  addAll(buckets: Buckets, reviewFrom = Infinity): void {
    this.buckets.addAll(buckets);
    this.addReview(reviewFrom);
    this.#isMore = true;
  }
}

interface Recomputed {
  /** Correction epoch that it was computed under. */
  readonly epoch: number;
  /** All buckets of the site. */
  readonly hull: Range;
}

/** Buckets of a site that are recomputed in 15 minutes, and not yet in minutes, hours, days and months. */
export class Unrolled {
  readonly buckets = new Buckets();
  /** Those of which every minute may be another. */
  readonly #whole = new Buckets();
  #read: Range | undefined;
  #isOpenOnly = true;
  #epoch = Infinity;

  /** Least correction epoch that any of them was computed under. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Whether they are the last bucket of the site or the one before. */
  get isOpenOnly(): boolean {
    return this.#isOpenOnly;
  }

  add({ buckets, read }: Changes, { epoch, hull }: Recomputed): void {
    this.buckets.addAll(buckets);
    if (read) this.#read = spanOf(this.#read, read);
    else this.#whole.addAll(buckets);
    this.#epoch = Math.min(this.#epoch, epoch);
    this.#isOpenOnly = (this.buckets.hull()?.from ?? Infinity) >= hull.to - 2 * quarterMs;
  }

  /** Adds what is to be rolled up once more, whatever came of it. */
  addAll({ buckets, epoch }: Unrolled): void {
    this.buckets.addAll(buckets);
    this.#whole.addAll(buckets);
    this.#epoch = Math.min(this.#epoch, epoch);
    this.#isOpenOnly = false;
  }

  /** Ranges of minutes that may be others than they were. */
  minutes(): Range[] {
    const read = this.#read;
    const first = Math.floor((read?.from ?? 0) / minuteMs) * minuteMs;
    const behind = Math.ceil((read?.to ?? 0) / minuteMs) * minuteMs;
    const parts = this.buckets.ranges().flatMap((range) => within(range, { from: first, to: behind }) ?? []);
    return merged([...parts, ...this.#whole.ranges()].sort((a, b) => a.from - b.from));
  }
}
