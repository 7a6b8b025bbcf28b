import { dayMs, type DeviceClass } from '#contracts';
import type { Site } from '#register';
import type { Clock, Logger } from '#runtime';
import type { Store } from '#store';
import { addBorneOn } from './borne-on.ts';
import type { Calendar } from './calendar.ts';
import { type Chain, finish, recomputeCoarse, recomputeMinutes, retire } from './chain.ts';
import { Changes, Unrolled } from './changes.ts';
import { Buckets, cutAt, merged, pieces, quarterMs, type Range } from './dirty.ts';
import { type Inputs, readInputs } from './inputs.ts';
import type { BlockAdder } from './add-readings.ts';
import { type Basis, isLive, KeptSums, liveStarts, type Loading, type StoredTo } from './kept-sums.ts';
import { computeQuarters, writeQuarters } from './quarters.ts';
import type { SharedRows } from './shared-rows.ts';
import {
  type Before,
  feedsOf,
  nothingBefore,
  readBefore,
  readStale,
  readState,
  readUnlike,
  type State,
} from './site-state.ts';
import { SiteRegister } from './site-register.ts';
import { noTerms } from './terms.ts';
import { held } from './held.ts';
import { bucketsPerPiece, fillGaps, monthStarts, mostBuckets } from './site-spans.ts';
import type { Together } from './together.ts';

const coarseRowsPerStatement = 200_000;
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
  /** Of so many rows of units sums are kept in memory. */
  readonly keptRows: number;
}

export interface RecomputeOptions {
  readonly signal?: AbortSignal;
  /** All grains are wanted, which they are unless it is false: else coarser ones may follow. */
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
  /** What is being rolled up, and what is and not yet noted as done. */
  #rolling: Unrolled | undefined;
  #rolled = new Buckets();
  /** Greatest that was seen since this was opened: length of a reading, and readings in a bucket. */
  #longestMs = 0;
  #densest = 0;
  /** Undefined where the sums of so many units are not kept. */
  readonly #kept: KeptSums | undefined;
  readonly #register: SiteRegister;
  /** The revision of the register that all was compared with the last time. */
  #computed: number | undefined;

  constructor(options: SiteRollupOptions) {
    this.#options = options;
    this.#dirty.addReview(-Infinity);
    this.#kept = options.keptRows > 0 ? new KeptSums(options.keptRows) : undefined;
    this.#register = new SiteRegister(options.store, options.site.id);
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
    this.#kept?.note(range);
  }

  /** Whether sums of what is stored are kept. */
  get isKeeping(): boolean {
    return this.#kept?.isKeeping ?? false;
  }

  /** What waits to be computed, as a part of what may be kept of it in memory. */
  get backlog(): number {
    return this.#kept?.backlog ?? 0;
  }

  /** A partition is going to be loaded, which may be the one of the site. */
  async take(loading: Loading): Promise<void> {
    if (!this.#kept) return;
    const state = await readState(this.#options.together, this.#options.site.id, undefined);
    this.#kept.take(loading, await this.#basisOf(state), state.hull_to);
  }

  async #basisOf({ revision, epoch }: State): Promise<Basis> {
    const { terms } = await this.#register.of(revision);
    return { revision, epoch, terms };
  }

  /** Readings of a class were stored, rows [from, to) of a block. */
  add(deviceClass: DeviceClass, adder: BlockAdder, rows: readonly [number, number]): void {
    this.#kept?.add(deviceClass, adder, rows);
  }

  /** All messages of a class below an offset are in the store. */
  markStored(deviceClass: DeviceClass, to: StoredTo): void {
    this.#kept?.store(deviceClass, to);
  }

  /** What is stored from now on is not `add`ed, or not all of it; of a partition, or of any. */
  release(partition?: number): void {
    this.#kept?.release(partition);
  }

  /** What bears on buckets from an instant on has changed: prices, chain, orders. */
  markReview(from: number): void {
    this.#dirty.addReview(from);
  }

  /** Whether every grain is stored of all that was recomputed. */
  get isWhole(): boolean {
    return this.#unrolled.buckets.size === 0 && !this.#rolling && this.#rolled.size === 0;
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
    // What was summed as it was stored is counted once, should another have stored something of the site as well.
    for (const range of this.#kept?.takeForgotten(clock.now()) ?? []) {
      for (const bucket of await readUnlike(chain, range)) {
        if (this.#dirty.buckets.touches(bucket)) continue;
        logger.warn({ site: site.id, ...bucket }, 'the store has other readings than were summed; computed anew');
        this.#dirty.addRead(bucket);
      }
    }
  }

  /**
   * Recomputes the minutes and coarser rows of all quarters that have been recomputed since the last time; resolves to whether they are whole. They
   * may follow at leisure, and beside `recompute`: the store knows that they are not done, so a crash loses nothing.
   */
  async roll({ signal, sites = 1 }: RecomputeOptions): Promise<boolean> {
    const { site, together } = this.#options;
    const unrolled = this.#unrolled;
    this.#unrolled = new Unrolled();
    this.#rolling = unrolled;
    try {
      const state = await readState(together, site.id, signal);
      if (state.epoch > unrolled.epoch) {
        // A repair came between: what was computed before it lost against it, whatever it had counted.
        this.#dirty.addAll(unrolled.buckets);
        return false;
      }
      await this.#coarse({ ...this.#chain(state, signal), ahead: this.#ahead(state) }, unrolled, sites);
      this.#rolled.addAll(unrolled.buckets);
      return true;
    } catch (error) {
      this.#unrolled.addAll(unrolled);
      throw error;
    } finally {
      this.#rolling = undefined;
    }
  }

  /** Notes in the store what is rolled up and was not computed once more meanwhile. Not beside `recompute`, whose plans would be taken for done. */
  async finish({ signal }: RecomputeOptions): Promise<void> {
    const rolled = this.#rolled;
    this.#rolled = new Buckets();
    rolled.remove(this.#unrolled.buckets);
    try {
      for (const range of rolled.ranges())
        await finish(this.#options.together, { site: this.#options.site.id, range, signal });
    } catch (error) {
      this.#rolled.addAll(rolled);
      throw error;
    }
  }

  /** Buckets that are computed here and not yet noted as done. */
  #pending(): Buckets {
    const pending = new Buckets();
    for (const each of [this.#unrolled.buckets, this.#rolling?.buckets, this.#rolled]) if (each) pending.addAll(each);
    return pending;
  }

  async #recompute(changes: Changes, { signal, sites = 1 }: RecomputeOptions): Promise<number> {
    const { site, store, calendar, together, isCorrection } = this.#options;
    const state = await readState(together, site.id, signal);
    this.#kept?.begin(await this.#basisOf(state), state.hull_to);
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
    this.#kept?.sweep();
    return buckets.size;
  }

  async #coarse(chain: Chain, unrolled: Unrolled, sites: number): Promise<void> {
    const ranges = unrolled.buckets.ranges();
    const oldest = this.#options.clock.now() - minutesKeptMs;
    for (const range of unrolled.minutes().filter(({ to }) => to > oldest)) {
      for (const piece of pieces(range, this.#bucketsPerPiece(sites))) await recomputeMinutes(chain, piece);
    }
    for (const group of merged(ranges, dayMs)) {
      for (const piece of pieces(group, this.#coarseBuckets)) await recomputeCoarse(chain, piece);
    }
  }

  async #quarters(chain: Chain, range: Range, { state, hull, epoch, sites }: Quarters): Promise<void> {
    const { clock, logger, site } = this.#options;
    const began = clock.monotonic();
    const before = await this.#before(chain, range, state);
    this.#longestMs = Math.max(this.#longestMs, before.longest_ms);
    this.#densest = Math.max(this.#densest, (before.readings * quarterMs) / (range.to - range.from));
    const { inventory, terms } = await this.#register.of(state.revision);
    const reading = { ...chain, terms, ahead: this.#ahead(state) };
    const { revision } = state;
    const cuts = [...monthStarts(range), ...liveStarts(range, clock.now()), this.#kept?.from ?? Infinity];
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
    if (this.#mayHaveLeft(before, range)) for (const piece of all) await retire(reading, piece);
    logger.debug({ site: site.id, ...range, ms: Math.round(clock.monotonic() - began) }, 'recomputed');
  }

  /** Whether rows of a range may be left where units or halls no longer are: what was cut off is not what was computed here. */
  #mayHaveLeft({ changed, unfinished }: Before, range: Range): boolean {
    if (changed > 0 || this.#options.isCorrection) return true;
    const pending = this.#pending();
    return unfinished > pieces(range, 1).filter((bucket) => pending.touches(bucket)).length;
  }

  #read(chain: Chain, piece: Range): Promise<Inputs> {
    if (!isLive(piece, this.#options.clock.now())) return readInputs({ ...chain, kept: this.#kept }, piece);
    // Behind it there is little to look through, and a reading that was passed over would not be looked for again.
    return readInputs({ ...chain, kept: this.#kept, isLive: true, ahead: dayMs }, piece);
  }

  /** How far behind a range a reading may end that began in it. */
  #ahead(state: State): number {
    return Math.min(Math.max(state.ahead, this.#longestMs), dayMs);
  }

  /** How many buckets one piece takes, from how dense their readings are. */
  #bucketsPerPiece(sites: number): number {
    return bucketsPerPiece({ sites, units: this.units, readings: this.#densest });
  }

  /** What the range holds; not asked for the newest bucket, behind which no reading ends. */
  async #before(chain: Chain, range: Range, state: State): Promise<Before> {
    const isNewest = range.to >= state.hull_to && range.to - range.from <= 2 * quarterMs;
    return isNewest && state.unfinished === this.#pending().size ? nothingBefore : readBefore(chain, range);
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
      terms: noTerms,
      ahead: 0,
      signal,
      kept: undefined,
      isLive: false,
      shared,
    };
  }

  /** Adds what was computed from something else than what there is now. */
  async #review(chain: Chain, state: State, changes: Changes): Promise<void> {
    const from = Math.floor(changes.takeReview() / quarterMs) * quarterMs;
    let to = state.hull_to;
    // What is computed anyway need not be compared: the newest, of which feeds tell most. Of another revision all of it may have changed.
    while (this.#computed === state.revision && to > from && changes.buckets.touches({ from: to - quarterMs, to }))
      to -= quarterMs;
    const range = { from: Math.max(state.hull_from, from), to };
    if (state.buckets === 0 || range.from >= range.to) return;
    const pending = this.#pending();
    try {
      for (const { isOnlyUndone, ...bucket } of await readStale(chain, range))
        if (!isOnlyUndone || !pending.touches(bucket)) changes.addStale(bucket);
      this.#computed = state.revision;
    } catch (error) {
      changes.addReview(from);
      throw error;
    }
  }
}
