import { Temporal } from 'temporal-polyfill';
import { dayMs, type Topic } from '#contracts';
import type { Site } from '#register';
import type { Clock, Logger } from '#runtime';
import type { Store } from '#store';
import { addBorneOn } from './borne-on.ts';
import type { Calendar } from './calendar.ts';
import { type Chain, finish, recomputeCoarse, recomputeMinutes, retire } from './chain.ts';
import { Changes, Unrolled } from './changes.ts';
import { type Buckets, cutAt, merged, pieces, quarterMs, type Range } from './dirty.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { type Inventory, loadInventory, ratingChanges } from './inventory.ts';
import { isLive, liveStarts, LiveSums, type StoredTo } from './live-sums.ts';
import { computeQuarters, writeQuarters } from './quarters.ts';
import type { SharedRows } from './shared-rows.ts';
import {
  type Before,
  feedsOf,
  isUnlike,
  nothingBefore,
  readBefore,
  readStale,
  readState,
  type State,
} from './site-state.ts';
import type { Together } from './together.ts';

/** One piece is computed from at most about this many readings … */
const readingsPerPiece = 1_500_000;
/** … and has about this many rows of units: they are in memory together. */
const rowsPerPiece = 100_000;
const coarseRowsPerStatement = 200_000;
/** Site facts have hundreds of columns: a block of more buckets than this takes much memory in the store. */
const mostBuckets = 1_000;
const minutesKeptMs = 60 * dayMs;

/** What must be known here of a site; everything else is read from its register in the store. */
export interface RollupSite extends Pick<Site, 'id' | 'zone'> {
  readonly units: { readonly length: number };
  readonly market: {
    readonly chain: { readonly feed: string } | null;
    readonly power: { readonly feed: string } | null;
    readonly reference?: { readonly feed: string } | null;
    readonly carbon: { readonly feed: string } | null;
    readonly marginal: { readonly feed: string } | null;
    readonly gpu?: { readonly price: { readonly feed: string } | null } | null;
  };
}

export interface SiteRollupOptions {
  readonly store: Store;
  readonly site: RollupSite;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly calendar: Calendar;
  /** Shared by all sites. */
  readonly together: Together;
  readonly shared: SharedRows;
  /** What is recomputed wins over what is stored, also where it was computed from more readings. */
  readonly isCorrection: boolean;
  /** Sums of its newest readings are kept in memory. */
  readonly isKept: boolean;
}

export interface RecomputeOptions {
  readonly signal?: AbortSignal;
  /** All grains are wanted, those of the open quarter too. */
  readonly isWhole?: boolean;
  /** How many sites are recomputed at once: their rows are in memory together. */
  readonly sites?: number;
}

interface Quarters {
  readonly state: State;
  /** All buckets of the site. */
  readonly hull: Range;
  /** Correction epoch that is written. */
  readonly epoch: number;
  readonly sites: number;
}

/** What is dirty of one site, and how it is recomputed. Nothing is remembered that the store does not know, but what is dirty. */
export class SiteRollup {
  readonly #options: SiteRollupOptions;
  readonly #coarseBuckets: number;
  #dirty = new Changes();
  #unrolled = new Unrolled();
  /** Greatest that was seen since this was opened: length of a reading, and readings in a bucket. */
  #longestMs = 0;
  #densest = 0;
  /** Undefined where the sums of so many units are not kept. */
  readonly #live: LiveSums | undefined;
  #inventory: { readonly revision: number; readonly facts: Inventory } | undefined;

  constructor(options: SiteRollupOptions) {
    this.#options = options;
    this.#dirty.addReview(-Infinity);
    this.#live = options.isKept ? new LiveSums() : undefined;
    const byRows = Math.floor(coarseRowsPerStatement / Math.max(options.site.units.length, 1));
    this.#coarseBuckets = Math.min(Math.max(byRows, 96), mostBuckets);
  }

  get units(): number {
    return this.#options.site.units.length;
  }

  get isDirty(): boolean {
    return !this.#dirty.isNone;
  }

  markReadings(range: Range): void {
    this.#dirty.addRead(range);
  }

  /** All messages of a topic below an offset are in the store. */
  markStored(topic: Topic, to: StoredTo): void {
    this.#live?.store(topic, to);
  }

  /** What bears on buckets from an instant on has changed: prices, chain, orders. */
  markReview(from: number): void {
    this.#dirty.addReview(from);
  }

  /** Whether every grain is stored of all that was recomputed. */
  get isWhole(): boolean {
    return this.#unrolled.buckets.size === 0;
  }

  /** Whether what lacks its coarser rows is of the open quarter of an hour or the one before. */
  get isOpenOnly(): boolean {
    return this.#unrolled.isOpenOnly;
  }

  /** Recomputes the quarters that are dirty, the coarser grains of which follow with `roll`; what fails is dirty again. Resolves to their number. */
  async recompute(options: RecomputeOptions): Promise<number> {
    const changes = this.#dirty;
    this.#dirty = new Changes();
    try {
      return await this.#recompute(changes, options);
    } catch (error) {
      this.#dirty.addAll(changes.buckets, changes.takeReview());
      throw error;
    }
  }

  /** Finds what another processor's market rows or a new register revision made stale. */
  async review(): Promise<void> {
    const { clock, logger, site, together } = this.#options;
    const state = await readState(together, site.id, undefined);
    const chain = this.#chain(state, undefined);
    this.#dirty.addReview(-Infinity);
    await this.#review(chain, state, this.#dirty);
    // What was summed bit by bit while it was live is counted once when it no longer is.
    for (const bucket of this.#live?.forget(clock.now()) ?? []) {
      if (this.#dirty.buckets.touches(bucket) || !(await isUnlike(chain, bucket))) continue;
      logger.warn({ site: site.id, ...bucket }, 'the store has other readings than were summed; computed anew');
      this.#dirty.addRead(bucket);
    }
  }

  /**
   * Recomputes the minutes and coarser rows of all quarters that have been recomputed since the last time. They may follow at leisure: the
   * store knows that they are not done, so a crash loses nothing.
   */
  async roll(options: RecomputeOptions): Promise<void> {
    const { signal, sites = 1 } = options;
    const { site, together } = this.#options;
    let state = await readState(together, site.id, signal);
    if (state.epoch > this.#unrolled.epoch) {
      // A repair came between: what was computed before it lost against it, whatever it had counted.
      this.#dirty.addAll(this.#unrolled.buckets);
      this.#unrolled = new Unrolled();
      await this.recompute(options);
      state = await readState(together, site.id, signal);
    }
    await this.#coarse({ ...this.#chain(state, signal), ahead: this.#ahead(state) }, sites);
  }

  async #recompute(changes: Changes, { signal, sites = 1 }: RecomputeOptions): Promise<number> {
    const { site, store, calendar, together, isCorrection } = this.#options;
    const state = await readState(together, site.id, signal);
    const chain = this.#chain(state, signal);
    await this.#review(chain, state, changes);
    const { buckets } = changes;
    const marked = buckets.size;
    const hull = fillGaps(state, buckets);
    if (!hull) return 0;
    await calendar.ensure(store, { zone: site.zone, ...hull });
    await addBorneOn(chain, buckets, hull);
    changes.addOthers(marked);
    const epoch = state.epoch + Number(isCorrection);
    for (const range of buckets.ranges()) await this.#quarters(chain, range, { state, hull, epoch, sites });
    this.#unrolled.add(changes, { epoch, hull });
    return buckets.size;
  }

  async #coarse(chain: Chain, sites: number): Promise<void> {
    const ranges = this.#unrolled.buckets.ranges();
    const oldest = this.#options.clock.now() - minutesKeptMs;
    for (const range of this.#unrolled.minutes().filter(({ to }) => to > oldest)) {
      for (const piece of pieces(range, this.#bucketsPerPiece(sites))) await recomputeMinutes(chain, piece);
    }
    for (const group of merged(ranges, dayMs)) {
      for (const piece of pieces(group, this.#coarseBuckets)) await recomputeCoarse(chain, piece);
    }
    for (const range of ranges) await finish(chain, range);
    this.#unrolled = new Unrolled();
  }

  async #quarters(chain: Chain, range: Range, { state, hull, epoch, sites }: Quarters): Promise<void> {
    const { clock, logger, site } = this.#options;
    const began = clock.monotonic();
    const before = await this.#before(chain, range, state);
    this.#longestMs = Math.max(this.#longestMs, before.longest_ms);
    this.#densest = Math.max(this.#densest, (before.readings * quarterMs) / (range.to - range.from));
    const inventory = await this.#inventoryOf(state.revision);
    const reading = { ...chain, ahead: this.#ahead(state) };
    const { revision } = state;
    const cuts = [...monthStarts(range), ...ratingChanges(inventory), ...liveStarts(range, clock.now())];
    const all = cutAt(range, cuts).flatMap((part) => pieces(part, this.#bucketsPerPiece(sites)));
    const options = { site: site.id, inventory, hull, revision, epoch };
    // The store reads for the next piece and stores the last one while this one is computed.
    let next = held(all[0] && this.#read(reading, all[0]));
    let writing = held(Promise.resolve());
    for (const [index, piece] of all.entries()) {
      const inputs = await next;
      const following = all[index + 1];
      next = held(following && this.#read(reading, following));
      const rows = inputs && computeQuarters(piece, inputs, options);
      await writing;
      writing = held(rows && writeQuarters(reading, piece, rows));
    }
    await writing;
    if (before.changed > 0 || this.#options.isCorrection) for (const piece of all) await retire(reading, piece);
    logger.debug({ site: site.id, ...range, ms: Math.round(clock.monotonic() - began) }, 'recomputed');
  }

  #read(chain: Chain, piece: Range): Promise<Inputs> {
    if (!isLive(piece, this.#options.clock.now())) return readInputs(chain, piece);
    // Behind it there is little to look through, and a reading that was passed over would not be looked for again.
    return readInputs({ ...chain, live: this.#live, ahead: dayMs }, piece);
  }

  async #inventoryOf(revision: number): Promise<Inventory> {
    const { store, site } = this.#options;
    if (this.#inventory?.revision !== revision)
      this.#inventory = { revision, facts: await loadInventory(store, site.id, revision) };
    return this.#inventory.facts;
  }

  /** How far behind a range a reading may end that began in it. */
  #ahead(state: State): number {
    return Math.min(Math.max(state.ahead, this.#longestMs), dayMs);
  }

  /** How many buckets one piece takes, from how dense their readings are. */
  #bucketsPerPiece(sites: number): number {
    const byReadings = readingsPerPiece / sites / Math.max(this.#densest, 1);
    const byRows = rowsPerPiece / sites / Math.max(this.units, 1);
    return Math.max(Math.floor(Math.min(byReadings, byRows, mostBuckets)), 1);
  }

  /** What the range holds; not asked for the newest bucket, behind which no reading ends. */
  async #before(chain: Chain, range: Range, state: State): Promise<Before> {
    const isNewest = range.to >= state.hull_to && range.to - range.from <= 2 * quarterMs;
    if (isNewest && state.unfinished === this.#unrolled.buckets.size) return nothingBefore;
    return readBefore(chain, range);
  }

  #chain(state: State, signal: AbortSignal | undefined): Chain {
    const { store, site, together, shared } = this.#options;
    const { id, zone } = site;
    return {
      store,
      together,
      site: id,
      zone,
      revision: state.revision,
      epoch: state.epoch,
      feeds: feedsOf(state),
      ahead: 0,
      signal,
      live: undefined,
      shared,
    };
  }

  /** Adds what was computed from something else than what there is now. */
  async #review(chain: Chain, state: State, changes: Changes): Promise<void> {
    const from = Math.floor(changes.takeReview() / quarterMs) * quarterMs;
    const range = { from: Math.max(state.hull_from, from), to: state.hull_to };
    if (state.buckets === 0 || range.from >= range.to) return;
    try {
      for (const bucket of await readStale(chain, range)) changes.addStale(bucket);
    } catch (error) {
      changes.addReview(from);
      throw error;
    }
  }
}

/** A promise that is awaited later: until then its failure is nobody's. */
function held<Value>(promise: Promise<Value> | undefined): Promise<Value | undefined> {
  promise?.catch(() => undefined);
  return promise ?? Promise.resolve(undefined);
}

/** Starts of the UTC months within a range: the tables are partitioned by them, and a block is of one partition. */
function monthStarts({ from, to }: Range): number[] {
  const starts: number[] = [];
  let month = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO('UTC').toPlainDate().with({ day: 1 });
  for (;;) {
    month = month.add({ months: 1 });
    const start = month.toZonedDateTime('UTC').epochMilliseconds;
    if (start >= to) return starts;
    starts.push(start);
  }
}

/**
 * A time without readings between two with readings is computed as well, or it would raise coverage; and the bucket that was the first
 * or the last of the site again, since it is due whole now. Returns the span of all buckets of the site.
 */
function fillGaps(state: State, dirty: Buckets): Range | undefined {
  const known = state.buckets > 0 ? { from: state.hull_from, to: state.hull_to } : undefined;
  const fresh = dirty.hull();
  if (!fresh) return known;
  if (!known) {
    dirty.add(fresh);
    return fresh;
  }
  if (fresh.from < known.from) dirty.add({ from: fresh.from, to: known.from + quarterMs });
  if (fresh.to > known.to) dirty.add({ from: known.to - quarterMs, to: fresh.to });
  return { from: Math.min(known.from, fresh.from), to: Math.max(known.to, fresh.to) };
}
