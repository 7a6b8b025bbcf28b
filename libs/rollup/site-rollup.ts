import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { dayMs, type Topic } from '#contracts';
import type { Site } from '#register';
import type { Clock, Logger } from '#runtime';
import { safeInteger, type Store } from '#store';
import { addBorneOn } from './borne-on.ts';
import type { Calendar } from './calendar.ts';
import {
  asked,
  type Chain,
  type Feeds,
  finish,
  rangeParams,
  recomputeCoarse,
  recomputeMinutes,
  retire,
} from './chain.ts';
import { Buckets, cutAt, merged, pieces, quarterMs, type Range } from './dirty.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { type Inventory, loadInventory, ratingChanges } from './inventory.ts';
import { computeQuarters, writeQuarters } from './quarters.ts';
import { isLive, LiveSums, type StoredTo } from './live-sums.ts';
import type { SharedRows } from './shared-rows.ts';
import { statement } from './statement.ts';
import type { Together } from './together.ts';

const stateRow = z.object({
  site: z.string(),
  revision: safeInteger,
  power_feed: z.string(),
  chain_feed: z.string(),
  carbon_feed: z.string(),
  marginal_feed: z.string(),
  reference_feed: z.string(),
  gpu_feed: z.string(),
  buckets: safeInteger,
  hull_from: safeInteger,
  hull_to: safeInteger,
  ahead: safeInteger,
  unfinished: safeInteger,
  epoch: safeInteger,
});
type State = z.output<typeof stateRow>;

const staleRow = z.object({ start_ms: safeInteger });
const unlikeRow = staleRow.extend({ site: z.string() });
const beforeRow = z.object({ site: z.string(), longest_ms: safeInteger, readings: safeInteger, changed: safeInteger });
type Before = Omit<z.output<typeof beforeRow>, 'site'>;

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

interface Dirty {
  /** From where on what was computed is to be compared with what there is to compute from, UTC ms; infinite for nowhere. */
  readonly reviewFrom: number;
  readonly buckets: Buckets;
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
  #dirty = new Buckets();
  /** Computed in 15 minutes, and not yet in hours, days and months. */
  #unrolled = new Buckets();
  #isOpenOnly = true;
  /** Least correction epoch that any of those was computed under. */
  #epoch = Infinity;
  /** Greatest that was seen since this was opened: length of a reading, and readings in a bucket. */
  #longestMs = 0;
  #densest = 0;
  /** From where on what was computed is to be compared with what there is to compute from, UTC ms. */
  #reviewFrom = -Infinity;
  /** Undefined where the sums of so many units are not kept. */
  readonly #live: LiveSums | undefined;
  #inventory: { readonly revision: number; readonly facts: Inventory } | undefined;

  constructor(options: SiteRollupOptions) {
    this.#options = options;
    this.#live = options.isKept ? new LiveSums() : undefined;
    const byRows = Math.floor(coarseRowsPerStatement / Math.max(options.site.units.length, 1));
    this.#coarseBuckets = Math.min(Math.max(byRows, 96), mostBuckets);
  }

  get units(): number {
    return this.#options.site.units.length;
  }

  get isDirty(): boolean {
    return this.#reviewFrom < Infinity || this.#dirty.size > 0;
  }

  markReadings(range: Range): void {
    this.#dirty.add(range);
  }

  /** All messages of a topic below an offset are in the store. */
  markStored(topic: Topic, to: StoredTo): void {
    this.#live?.store(topic, to);
  }

  /** What bears on buckets from an instant on has changed: prices, chain, orders. */
  markReview(from: number): void {
    this.#reviewFrom = Math.min(this.#reviewFrom, from);
  }

  /** Whether every grain is stored of all that was recomputed. */
  get isWhole(): boolean {
    return this.#unrolled.size === 0;
  }

  /** Whether what lacks its coarser rows is of the open quarter of an hour or the one before. */
  get isOpenOnly(): boolean {
    return this.#isOpenOnly;
  }

  /** Recomputes the quarters that are dirty, the coarser grains of which follow with `roll`; what fails is dirty again. Resolves to their number. */
  async recompute(options: RecomputeOptions): Promise<number> {
    const [reviewFrom, buckets] = [this.#reviewFrom, this.#dirty];
    [this.#reviewFrom, this.#dirty] = [Infinity, new Buckets()];
    try {
      return await this.#recompute({ reviewFrom, buckets }, options);
    } catch (error) {
      this.markReview(reviewFrom);
      this.#dirty.addAll(buckets);
      throw error;
    }
  }

  /** Finds what another processor's market rows or a new register revision made stale. */
  async review(): Promise<void> {
    const state = await this.#state(undefined);
    if (state) await this.#review(state, { reviewFrom: -Infinity, buckets: this.#dirty }, undefined);
    this.#reviewFrom = Infinity;
    if (state) await this.#recount(this.#chain(state, undefined));
  }

  /** What was summed bit by bit while it was live is counted once when it no longer is. */
  async #recount(chain: Chain): Promise<void> {
    const { clock, logger, site } = this.#options;
    for (const bucket of this.#live?.forget(clock.now()) ?? []) {
      const unlike = await chain.together.rows('recount', asked({ ...chain, ahead: dayMs }, bucket), unlikeRow);
      if (unlike.length === 0) continue;
      logger.warn({ site: site.id, ...bucket }, 'the store has other readings than were summed; computed anew');
      this.markReadings(bucket);
    }
  }

  /**
   * Recomputes the minutes and coarser rows of all quarters that have been recomputed since the last time. They may follow at leisure: the
   * store knows that they are not done, so a crash loses nothing.
   */
  async roll(options: RecomputeOptions): Promise<void> {
    const { signal, sites = 1 } = options;
    let state = await this.#published(signal);
    if (state.epoch > this.#epoch) {
      // A repair came between: what was computed before it lost against it, whatever it had counted.
      this.#dirty.addAll(this.#unrolled);
      this.#forgetUnrolled();
      await this.recompute(options);
      state = await this.#published(signal);
    }
    await this.#coarse({ ...this.#chain(state, signal), ahead: this.#ahead(state) }, sites);
  }

  async #published(signal: AbortSignal | undefined): Promise<State> {
    const state = await this.#state(signal);
    if (!state) throw new Error(`The register of ${this.#options.site.id} is not published`);
    return state;
  }

  async #recompute({ reviewFrom, buckets }: Dirty, { signal, sites = 1 }: RecomputeOptions): Promise<number> {
    const state = await this.#published(signal);
    if (reviewFrom < Infinity) await this.#review(state, { reviewFrom, buckets }, signal);
    const hull = fillGaps(state, buckets);
    if (!hull) return 0;
    const { site, store, calendar } = this.#options;
    await calendar.ensure(store, { zone: site.zone, ...hull });
    const chain = this.#chain(state, signal);
    await addBorneOn(chain, buckets, hull);
    const epoch = state.epoch + Number(this.#options.isCorrection);
    for (const range of buckets.ranges()) await this.#quarters(chain, range, { state, hull, epoch, sites });
    this.#unrolled.addAll(buckets);
    this.#epoch = Math.min(this.#epoch, epoch);
    this.#isOpenOnly = (this.#unrolled.hull()?.from ?? Infinity) >= hull.to - 2 * quarterMs;
    return buckets.size;
  }

  async #coarse(chain: Chain, sites: number): Promise<void> {
    const ranges = this.#unrolled.ranges();
    const oldest = this.#options.clock.now() - minutesKeptMs;
    for (const range of ranges.filter(({ to }) => to > oldest)) {
      for (const piece of pieces(range, this.#bucketsPerPiece(sites))) await recomputeMinutes(chain, piece);
    }
    for (const group of merged(ranges, dayMs)) {
      for (const piece of pieces(group, this.#coarseBuckets)) await recomputeCoarse(chain, piece);
    }
    for (const range of ranges) await finish(chain, range);
    this.#forgetUnrolled();
  }

  #forgetUnrolled(): void {
    this.#unrolled = new Buckets();
    this.#epoch = Infinity;
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
    if (isNewest && state.unfinished === this.#unrolled.size) return { longest_ms: 0, changed: 0, readings: 0 };
    const rows = await chain.together.rows('before', asked(chain, range), beforeRow);
    return rows[0] ?? { longest_ms: 0, changed: 0, readings: 0 };
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
      feeds: feedsOf(state),
      ahead: 0,
      signal,
      live: undefined,
      shared,
    };
  }

  async #state(signal: AbortSignal | undefined): Promise<State | undefined> {
    const { site, together } = this.#options;
    const [state] = await together.rows('state', { site: site.id, revision: 0, params: {}, signal }, stateRow);
    return state && state.revision > 0 ? state : undefined;
  }

  async #review(state: State, { reviewFrom, buckets }: Dirty, signal: AbortSignal | undefined): Promise<void> {
    if (state.buckets === 0) return;
    const { store, site } = this.#options;
    const bucketFrom = Math.floor(reviewFrom / quarterMs) * quarterMs;
    const range = { from: Math.max(state.hull_from, bucketFrom), to: state.hull_to };
    if (range.from >= range.to) return;
    const { revision } = state;
    const params = { site: site.id, sites: [site.id], revision, ...feedsOf(state), ...rangeParams(range) };
    const rows = await store.query(statement('stale'), { params, schema: staleRow, ...(signal && { signal }) });
    for (const { start_ms } of rows) buckets.add({ from: start_ms, to: start_ms + quarterMs });
  }
}

const feedsOf = (state: State): Feeds => {
  const { power_feed, chain_feed, carbon_feed, marginal_feed, reference_feed, gpu_feed } = state;
  return { power_feed, chain_feed, carbon_feed, marginal_feed, reference_feed, gpu_feed };
};

/** A promise that is awaited later: until then its failure is nobody's. */
function held<Value>(promise: Promise<Value> | undefined): Promise<Value | undefined> {
  promise?.catch(() => undefined);
  return promise ?? Promise.resolve(undefined);
}

/** Live buckets are read by themselves. */
const liveStarts = ({ from, to }: Range, now: number): number[] =>
  pieces({ from: Math.max(from, Math.floor(now / quarterMs - 2) * quarterMs), to }, 1).map(({ from: start }) => start);

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
