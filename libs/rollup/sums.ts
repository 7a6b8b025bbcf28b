import type { DeviceClass } from '#contracts';
import { isSmall, share, shareOf } from './apportion.ts';
import { type Addend, type Addends, type HeldAddend, namesOf } from './class-sums.ts';
import { quarterMs } from './dirty.ts';
import { addNumber, type Longs, newLongs, valueAt } from './longs.ts';
import { noTerms, type Terms, type UnitTerms } from './terms.ts';

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

  /** Counts readings, some rows of a block: from when to when each is, UTC ms. */
  add(rows: readonly number[], started: Float64Array, ended: Float64Array): void {
    const { from: origin, count } = this.#slots;
    const { overlapping, longestMs, firstMs, lastMs } = this;
    for (const row of rows) {
      const [from, to] = [started[row] as number, ended[row] as number];
      const last = Math.floor((to - 1 - origin) / quarterMs);
      for (let at = Math.max(0, Math.floor((from - origin) / quarterMs)); at <= last && at < count; at++) {
        overlapping[at] = valueAt(overlapping, at) + 1;
        if (at === last) longestMs[at] = Math.max(valueAt(longestMs, at), to - from);
        firstMs[at] = Math.min(valueAt(firstMs, at), from);
        lastMs[at] = Math.max(valueAt(lastMs, at), to);
      }
    }
  }

  /** Adds what is known of some of the buckets of other readings. */
  addAll(other: Extents): void {
    const offset = (other.#slots.from - this.#slots.from) / quarterMs;
    for (let at = 0; at < other.#slots.count; at++) {
      this.overlapping[at + offset] = valueAt(this.overlapping, at + offset) + valueAt(other.overlapping, at);
      this.longestMs[at + offset] = Math.max(valueAt(this.longestMs, at + offset), valueAt(other.longestMs, at));
      this.firstMs[at + offset] = Math.min(valueAt(this.firstMs, at + offset), valueAt(other.firstMs, at));
      this.lastMs[at + offset] = Math.max(valueAt(this.lastMs, at + offset), valueAt(other.lastMs, at));
    }
  }
}

const initialRows = 64;

/**
 * Readings, or parts of them, that go to rows of sums: which one, to which row, and what part of its `d` ms, from `x0` to `x1`; of one that
 * goes there whole `d` is 0.
 */
export class Parts {
  static readonly capacity = 512;
  readonly row = new Int32Array(Parts.capacity);
  readonly at = new Int32Array(Parts.capacity);
  readonly x0 = new Float64Array(Parts.capacity);
  readonly x1 = new Float64Array(Parts.capacity);
  readonly d = new Float64Array(Parts.capacity);
  count = 0;

  get isFull(): boolean {
    return this.count === Parts.capacity;
  }

  push(row: number, at: number, x0: number, x1: number, d: number): void {
    const { count } = this;
    this.row[count] = row;
    this.at[count] = at;
    this.x0[count] = x0;
    this.x1[count] = x1;
    this.d[count] = x0 === 0 && x1 === d ? 0 : d;
    this.count++;
  }
}

/** What of a whole number falls into a part. */
function partOf(whole: number, x0: number, x1: number, d: number): number {
  const overlap = { x0, x1, d };
  return isSmall(whole, d) ? shareOf(whole, overlap) : Number(share(BigInt(whole), overlap));
}

const grown = <Values extends { set(values: Values): void }>(values: Values, empty: Values): Values => {
  empty.set(values);
  return empty;
};

/** Readings of one class, summed by slot and device; what lies over a boundary is apportioned. Whole numbers, exact however large. */
export class ReadingSums {
  readonly deviceClass: DeviceClass;
  readonly slots: Slots;
  readonly #terms: Terms;
  readonly #names: readonly string[];
  readonly #rows: Map<string, number>[];
  #capacity = initialRows;
  #count = 0;
  /** Row by row. A sum that is no longer safe as a number goes on from 0, and what it was is `#large`. */
  #values: Float64Array;
  readonly #large = new Map<number, bigint>();
  readonly #ofUnits: UnitTerms[] = [];
  readonly #columns = new Map<string, Longs>();
  /** Per row: readings that end in the slot, their flags, and the latest end. */
  readings = new Float64Array(initialRows);
  flags = new Uint32Array(initialRows);
  through = new Float64Array(initialRows);

  constructor(deviceClass: DeviceClass, slots: Slots, terms: Terms = noTerms) {
    this.deviceClass = deviceClass;
    this.slots = slots;
    this.#terms = terms;
    this.#names = namesOf(deviceClass).sums;
    this.#values = new Float64Array(initialRows * this.#names.length);
    this.#rows = Array.from({ length: slots.count }, () => new Map<string, number>());
  }

  /** How many rows there are, in all slots. */
  get count(): number {
    return this.#count;
  }

  /** The rows of a slot, by device. */
  in(slot: number): ReadonlyMap<string, number> {
    return this.#rows[slot] ?? new Map<string, number>();
  }

  /** One sum of all rows, by its name; what a class does not have is 0. */
  of(name: string): Longs {
    const known = this.#columns.get(name);
    if (known) return known;
    const column = newLongs(this.#count);
    const index = this.#names.indexOf(name);
    const width = this.#names.length;
    for (let row = 0; row < (index < 0 ? 0 : this.#count); row++) {
      addNumber(column, row, valueAt(this.#values, row * width + index));
      const large = this.#large.get(row * width + index);
      if (large !== undefined) column.values[row] = BigInt.asIntN(64, (column.values[row] ?? 0n) + large);
    }
    this.#columns.set(name, column);
    return column;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#values = grown(this.#values, new Float64Array(this.#capacity * this.#names.length));
    this.readings = grown(this.readings, new Float64Array(this.#capacity));
    this.flags = grown(this.flags, new Uint32Array(this.#capacity));
    this.through = grown(this.through, new Float64Array(this.#capacity));
  }

  /** The row of a device in a slot. */
  row(slot: number, device: string): number {
    const rows = this.#rows[slot];
    const known = rows?.get(device);
    if (known !== undefined) return known;
    if (this.#count === this.#capacity) this.#grow();
    rows?.set(device, this.#count);
    const from = this.slots.from + slot * this.slots.widthMs;
    this.#ofUnits.push(this.#terms.of(device, { from, to: from + this.slots.widthMs }));
    return this.#count++;
  }

  /** Counts readings that end in the slots, some rows of a block: to which row of the sums each belongs, −1 for none, its flags and its end. */
  addEnds(into: Int32Array, rows: readonly number[], flags: Float64Array, ended: Float64Array): void {
    const { readings, flags: allFlags, through } = this;
    for (let index = 0; index < rows.length; index++) {
      const [at, row] = [into[index] as number, rows[index] as number];
      if (at < 0) continue;
      readings[at] = valueAt(readings, at) + 1;
      allFlags[at] = valueAt(allFlags, at) | (flags[row] as number);
      through[at] = Math.max(valueAt(through, at), ended[row] as number);
    }
  }

  /** Adds what parts of readings add to each sum, and empties them. */
  addParts(parts: Parts, addends: Addends): void {
    this.#columns.clear();
    this.#names.forEach((name, index) => {
      const addend = addends[name];
      if (typeof addend === 'function') this.#addHeld(index, parts, addend);
      else if (addend) this.#addValues(index, parts, addend);
    });
    parts.count = 0;
  }

  #addValues(index: number, parts: Parts, { values, where, large }: Addend): void {
    if (large) return this.#addLargeValues(index, parts, { values, large, ...(where && { where }) });
    const { row, at, x0, x1, d, count } = parts;
    const sums = this.#values;
    const width = this.#names.length;
    for (let part = 0; part < count; part++) {
      const reading = row[part] as number;
      if (where !== undefined && where[reading] === 0) continue;
      const whole = values[reading] as number;
      if (whole === 0 || Number.isNaN(whole)) continue;
      const length = d[part] as number;
      const here = length === 0 ? whole : partOf(whole, x0[part] as number, x1[part] as number, length);
      const place = (at[part] as number) * width + index;
      const sum = (sums[place] as number) + here;
      if (Number.isSafeInteger(sum)) sums[place] = sum;
      else this.#addLarge(place, BigInt(here));
    }
  }

  /** The same where some values are not exact as numbers. */
  #addLargeValues(index: number, { row, at, x0, x1, d, count }: Parts, { values, where, large }: Addend): void {
    for (let part = 0; part < count; part++) {
      const reading = row[part] as number;
      if (where?.[reading] === 0 || Number.isNaN(values[reading])) continue;
      const whole = large?.get(reading) ?? BigInt(values[reading] as number);
      const length = d[part] as number;
      const overlap = { x0: x0[part] as number, x1: x1[part] as number, d: length };
      const place = (at[part] as number) * this.#names.length + index;
      this.#addLarge(place, length === 0 ? whole : share(whole, overlap));
    }
  }

  #addHeld(index: number, { row, at, x0, x1, d, count }: Parts, addend: HeldAddend): void {
    for (let part = 0; part < count; part++) {
      const into = at[part] as number;
      const whole = addend(row[part] as number, this.#ofUnits[into] as UnitTerms);
      if (whole === 0) continue;
      const length = d[part] as number;
      const here = length === 0 ? whole : partOf(whole, x0[part] as number, x1[part] as number, length);
      this.#add(into * this.#names.length + index, here);
    }
  }

  #add(place: number, whole: number): void {
    const sum = valueAt(this.#values, place) + whole;
    if (Number.isSafeInteger(sum)) this.#values[place] = sum;
    else this.#addLarge(place, BigInt(whole));
  }

  #addLarge(place: number, whole: bigint): void {
    this.#large.set(place, (this.#large.get(place) ?? 0n) + BigInt(valueAt(this.#values, place)) + whole);
    this.#values[place] = 0;
  }

  /** The same sums in slots that are `factor` times as wide. */
  coarser(factor: number): ReadingSums {
    const { from, count, widthMs } = this.slots;
    const slots = { from, count: Math.ceil(count / factor), widthMs: widthMs * factor };
    const coarse = new ReadingSums(this.deviceClass, slots, this.#terms);
    coarse.addAll(this);
    return coarse;
  }

  /** Adds other sums of the class, the slots of which lie within these. */
  addAll(other: ReadingSums): void {
    this.#columns.clear();
    const { from, widthMs } = other.slots;
    for (const [slot, rows] of other.#rows.entries()) {
      const mine = Math.floor((from + slot * widthMs - this.slots.from) / this.slots.widthMs);
      for (const [device, row] of rows) this.#addRow(this.row(mine, device), other, row);
    }
  }

  #addRow(into: number, other: ReadingSums, row: number): void {
    const width = this.#names.length;
    for (let index = 0; index < width; index++) {
      const [place, from] = [into * width + index, row * width + index];
      this.#add(place, valueAt(other.#values, from));
      const large = other.#large.size > 0 ? other.#large.get(from) : undefined;
      if (large !== undefined) this.#large.set(place, (this.#large.get(place) ?? 0n) + large);
    }
    this.readings[into] = valueAt(this.readings, into) + valueAt(other.readings, row);
    this.flags[into] = valueAt(this.flags, into) | valueAt(other.flags, row);
    this.through[into] = Math.max(valueAt(this.through, into), valueAt(other.through, row));
  }
}

/** Where the readings of a class of a site go: their sums, and what they have in common with those of other classes. */
export interface Gathered {
  readonly sums: ReadingSums;
  readonly extents: Extents;
}

/** Adds what was gathered of some of the slots. */
export function gather(into: Gathered, other: Gathered): void {
  into.sums.addAll(other.sums);
  into.extents.addAll(other.extents);
}
