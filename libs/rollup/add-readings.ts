import type { DeviceClass } from '#contracts';
import type { Rows, TextColumn } from '#store';
import { type Addends, addendsOf } from './class-sums.ts';
import { type Gathered, Parts } from './sums.ts';

interface Readings {
  readonly started: Float64Array;
  readonly ended: Float64Array;
  readonly flags: Float64Array;
  readonly devices: TextColumn;
}

/** Adds readings of a block to sums, one by one; what was added counts when all of it was `flush`ed. */
class Adder {
  readonly #into: Gathered;
  readonly #readings: Readings;
  readonly #addends: Addends;
  /** By slot: rows of the sums by device of the block, −1 while it is not known. */
  readonly #rows: (Int32Array | undefined)[] = [];
  readonly #parts = new Parts();

  constructor(readings: Readings, addends: Addends, into: Gathered) {
    this.#into = into;
    this.#readings = readings;
    this.#addends = addends;
  }

  #rowIn(slot: number, device: number): number {
    const { keys } = this.#readings.devices;
    const ofSlot = (this.#rows[slot] ??= new Int32Array(keys.length).fill(-1));
    const known = ofSlot[device] as number;
    return known >= 0 ? known : (ofSlot[device] = this.#into.sums.row(slot, keys[device] as string));
  }

  /** The part of the reading that lies in the slots. */
  add(row: number): void {
    const { sums, extents } = this.#into;
    const { started, ended, flags, devices } = this.#readings;
    const { from, widthMs, count } = sums.slots;
    const [start, end] = [started[row] as number, ended[row] as number];
    const device = devices.indices[row] as number;
    const d = end - start;
    extents.add(start, end);
    const last = Math.floor((end - 1 - from) / widthMs);
    for (let slot = Math.max(Math.floor((start - from) / widthMs), 0); slot <= last && slot < count; slot++) {
      if (this.#parts.isFull) this.flush();
      const begins = from + slot * widthMs - start;
      this.#parts.push(row, this.#rowIn(slot, device), Math.max(begins, 0), Math.min(begins + widthMs, d), d);
    }
    if (last < 0 || last >= count) return;
    sums.addEnds(this.#rowIn(last, device), 1, flags[row] as number, end);
  }

  flush(): void {
    this.#into.sums.addParts(this.#parts, this.#addends);
    this.#parts.count = 0;
  }
}

/** Adds readings of a block to the sums that they belong to; what does not lie in these is left out. `flush` when all are added. */
export class BlockAdder {
  readonly readings: Readings;
  readonly #addends: Addends;
  readonly #adders = new Map<Gathered, Adder>();
  #last: { readonly into: Gathered; readonly adder: Adder } | undefined;

  constructor(deviceClass: DeviceClass, rows: Rows) {
    const [started, ended] = [rows.numbers('started_at'), rows.numbers('ended_at')];
    this.readings = { started, ended, flags: rows.numbers('flags'), devices: rows.texts('device') };
    const elapsed = new Float64Array(rows.count);
    for (let row = 0; row < rows.count; row++) elapsed[row] = (ended[row] as number) - (started[row] as number);
    this.#addends = addendsOf(deviceClass, { rows, elapsed });
  }

  add(row: number, into: Gathered): void {
    if (this.#last?.into !== into) {
      const adder = this.#adders.get(into) ?? new Adder(this.readings, this.#addends, into);
      this.#adders.set(into, adder);
      this.#last = { into, adder };
    }
    this.#last.adder.add(row);
  }

  flush(): void {
    for (const adder of this.#adders.values()) adder.flush();
  }
}

/** Adds a block of what the statement `readings` finds, by site. */
export function addBlock(deviceClass: DeviceClass, block: Rows, bySite: ReadonlyMap<string, Gathered>): void {
  const adder = new BlockAdder(deviceClass, block);
  const { keys, indices } = block.texts('site');
  const targets = keys.map((site) => bySite.get(site));
  for (let row = 0; row < block.count; row++) {
    const into = targets[indices[row] as number];
    if (into) adder.add(row, into);
  }
  adder.flush();
}
