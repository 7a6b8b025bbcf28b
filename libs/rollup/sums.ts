import type { ResultBlock } from '#store';
import { isSmall, type Overlap, share, shareOf } from './apportion.ts';
import { quarterMs } from './dirty.ts';
import { addNumber, type Longs, newLongs, numberAt, numbersOf, valueAt, viewOf } from './longs.ts';

/** A run of buckets, or of slices of buckets, one after the other. */
export interface Slots {
  /** UTC ms of the first. */
  readonly from: number;
  readonly count: number;
  readonly widthMs: number;
}

/** What the readings of all classes that overlap each 15-minute bucket have in common. */
export class Extents {
  readonly #slots: Slots;
  /** Readings that overlap the bucket. */
  readonly overlapping: Float64Array;
  /** Longest reading that ends in it, ms. */
  readonly longestMs: Float64Array;
  /** Earliest start and latest end of those that overlap it, UTC ms; infinite when there are none. */
  readonly firstMs: Float64Array;
  readonly lastMs: Float64Array;

  constructor(slots: Slots) {
    this.#slots = slots;
    this.overlapping = new Float64Array(slots.count);
    this.longestMs = new Float64Array(slots.count);
    this.firstMs = new Float64Array(slots.count).fill(Infinity);
    this.lastMs = new Float64Array(slots.count).fill(-Infinity);
  }

  /** Counts `readings` that lie within [from, to], the longest of which has `longestMs`. */
  add(from: number, to: number, { readings, longestMs }: { readings: number; longestMs: number }): void {
    const { from: origin, count } = this.#slots;
    const last = Math.floor((to - 1 - origin) / quarterMs);
    for (let at = Math.max(0, Math.floor((from - origin) / quarterMs)); at <= Math.min(last, count - 1); at++) {
      this.overlapping[at] = valueAt(this.overlapping, at) + readings;
      this.firstMs[at] = Math.min(valueAt(this.firstMs, at), from);
      this.lastMs[at] = Math.max(valueAt(this.lastMs, at), to);
      if (at === last) this.longestMs[at] = Math.max(valueAt(this.longestMs, at), longestMs);
    }
  }

  /** Adds what is known of the same buckets of other readings. */
  addAll(other: Extents): void {
    for (let at = 0; at < other.overlapping.length; at++) {
      this.overlapping[at] = valueAt(this.overlapping, at) + valueAt(other.overlapping, at);
      this.longestMs[at] = Math.max(valueAt(this.longestMs, at), valueAt(other.longestMs, at));
      this.firstMs[at] = Math.min(valueAt(this.firstMs, at), valueAt(other.firstMs, at));
      this.lastMs[at] = Math.max(valueAt(this.lastMs, at), valueAt(other.lastMs, at));
    }
  }
}

const initialRows = 1024;

interface Column {
  readonly name: string;
  longs: Longs;
}

/** A column of a result and the sums that it goes to. */
interface Flow {
  readonly source: Longs;
  readonly sums: Column;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Columns of the statements `sums-*` that are not sums. */
const keyNames = ['bucket', 'span_from', 'span_to', 'readings', 'first_ms', 'last_ms', 'longest_ms', 'flags'] as const;
type KeyName = (typeof keyNames)[number];
type Keys = Readonly<Record<KeyName, Float64Array>>;

function keysOf(block: ResultBlock): Keys {
  const column = (name: KeyName): Float64Array => numbersOf(viewOf(block.longs.get(name) ?? new BigInt64Array(0)));
  return Object.fromEntries(keyNames.map((name) => [name, column(name)])) as Record<KeyName, Float64Array>;
}

function grown<Values extends { set(values: Values): void }>(values: Values, empty: Values): Values {
  empty.set(values);
  return empty;
}

function addBig({ values }: Longs, at: number, whole: bigint): void {
  values[at] = BigInt.asIntN(64, (values[at] ?? 0n) + whole);
}

/** Readings of one class, summed by slot and device: those within a slot by the store, those over a boundary apportioned here. */
export class ReadingSums {
  readonly slots: Slots;
  readonly #columns: Column[] = [];
  readonly #rows: Map<string, number>[];
  #capacity = initialRows;
  #count = 0;
  /** Per row: readings that end in the slot, their flags, and the latest end. */
  readings = new Float64Array(initialRows);
  flags = new Uint32Array(initialRows);
  through = new Float64Array(initialRows);

  constructor(slots: Slots) {
    this.slots = slots;
    this.#rows = Array.from({ length: slots.count }, () => new Map<string, number>());
  }

  /** The rows of a slot, by device. */
  in(slot: number): ReadonlyMap<string, number> {
    return this.#rows[slot] ?? new Map<string, number>();
  }

  /** One sum of all rows, by the name of its column. */
  of(name: string): Longs {
    return this.#column(name).longs;
  }

  #column(name: string): Column {
    const known = this.#columns.find((column) => column.name === name);
    if (known) return known;
    const column = { name, longs: newLongs(this.#capacity) };
    this.#columns.push(column);
    return column;
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const column of this.#columns)
      column.longs = viewOf(grown(column.longs.values, new BigInt64Array(this.#capacity)));
    this.readings = grown(this.readings, new Float64Array(this.#capacity));
    this.flags = grown(this.flags, new Uint32Array(this.#capacity));
    this.through = grown(this.through, new Float64Array(this.#capacity));
  }

  #row(slot: number, device: string): number {
    const rows = this.#rows[slot];
    const known = rows?.get(device);
    if (known !== undefined) return known;
    if (this.#count === this.#capacity) this.#grow();
    rows?.set(device, this.#count);
    return this.#count++;
  }

  /** Where the columns of a block go. */
  flows(columns: readonly (readonly [string, Longs])[]): Flow[] {
    return columns.map(([name, source]) => ({ source, sums: this.#column(name) }));
  }

  /** Adds a row of a block. */
  add(device: string, keys: Keys, { flows, row }: { readonly flows: readonly Flow[]; readonly row: number }): void {
    const { from, widthMs, count } = this.slots;
    const span = { from: valueAt(keys.span_from, row), to: valueAt(keys.span_to, row) };
    const slot = valueAt(keys.bucket, row) - from / widthMs;
    if (span.to === 0) this.#addWhole(this.#row(slot, device), flows, row);
    else this.#addParts(device, span, { flows, row });
    if (slot < count) this.#addEnds(this.#row(slot, device), keys, row);
  }

  #addEnds(at: number, keys: Pick<Keys, 'readings' | 'flags' | 'last_ms'>, row: number): void {
    this.readings[at] = valueAt(this.readings, at) + valueAt(keys.readings, row);
    this.flags[at] = valueAt(this.flags, at) | valueAt(keys.flags, row);
    this.through[at] = Math.max(valueAt(this.through, at), valueAt(keys.last_ms, row));
  }

  #addWhole(at: number, flows: readonly Flow[], row: number): void {
    for (const { source, sums } of flows) {
      const whole = numberAt(source, row);
      if (Number.isSafeInteger(whole)) addNumber(sums.longs, at, whole);
      else addBig(sums.longs, at, source.values[row] ?? 0n);
    }
  }

  #addParts(device: string, span: Span, { flows, row }: { flows: readonly Flow[]; row: number }): void {
    const { from, widthMs, count } = this.slots;
    const d = span.to - span.from;
    const last = Math.min(Math.floor((span.to - 1 - from) / widthMs), count - 1);
    for (let slot = Math.max(Math.floor((span.from - from) / widthMs), 0); slot <= last; slot++) {
      const slotFrom = from + slot * widthMs - span.from;
      const overlap: Overlap = { x0: Math.max(slotFrom, 0), x1: Math.min(slotFrom + widthMs, d), d };
      const at = this.#row(slot, device);
      for (const { source, sums } of flows) {
        const whole = numberAt(source, row);
        if (isSmall(whole, d)) addNumber(sums.longs, at, shareOf(whole, overlap));
        else addBig(sums.longs, at, share(source.values[row] ?? 0n, overlap));
      }
    }
  }

  /** The same sums in slots that are `factor` times as wide. */
  coarser(factor: number): ReadingSums {
    const { from, count, widthMs } = this.slots;
    const coarse = new ReadingSums({ from, count: Math.ceil(count / factor), widthMs: widthMs * factor });
    coarse.addAll(this, factor);
    return coarse;
  }

  /** Adds other sums, the slots of which begin at the same instant and of which `factor` go into one of these. */
  addAll(other: ReadingSums, factor = 1): void {
    const flows = other.#columns.map(({ name, longs }) => ({ source: longs, sums: this.#column(name) }));
    const ends = { readings: other.readings, last_ms: other.through, flags: Float64Array.from(other.flags) };
    for (const [slot, rows] of other.#rows.entries()) {
      for (const [device, row] of rows) {
        const at = this.#row(Math.floor(slot / factor), device);
        this.#addWhole(at, flows, row);
        this.#addEnds(at, ends, row);
      }
    }
  }
}

/** Where the readings of a site go: their sums, and what they have in common with those of other classes. */
export interface Gathered {
  readonly sums: ReadingSums;
  readonly extents: Extents;
}

/** Where the readings of a site go, and those that are settled where they are kept. */
export interface Targets {
  readonly into: Gathered;
  readonly kept?: Gathered | undefined;
}

/** Adds a block of a result of `sums-*`, by site. */
export function addBlock(block: ResultBlock, bySite: ReadonlyMap<string, Targets>): void {
  const [site, device] = [block.texts.get('site'), block.texts.get('device')];
  if (!site || !device) throw new Error('A result without sites and devices');
  const columns = [...block.longs]
    .filter(([name]) => name !== 'is_settled' && !keyNames.includes(name as KeyName))
    .map(([name, values]) => [name, viewOf(values)] as const);
  const flowing = (to: Gathered | undefined) => to && { ...to, flows: to.sums.flows(columns) };
  const into = site.keys.map((name) => flowing(bySite.get(name)?.into));
  const kept = site.keys.map((name) => flowing(bySite.get(name)?.kept));
  const keys = keysOf(block);
  const settled = block.longs.get('is_settled');
  for (let row = 0; row < block.rows; row++) {
    const to = (settled?.[row] === 1n ? kept : into)[valueAt(site.indices, row)];
    if (!to) continue;
    to.extents.add(valueAt(keys.first_ms, row), valueAt(keys.last_ms, row), {
      readings: valueAt(keys.readings, row),
      longestMs: valueAt(keys.longest_ms, row),
    });
    to.sums.add(device.keys[valueAt(device.indices, row)] ?? '', keys, { flows: to.flows, row });
  }
}
