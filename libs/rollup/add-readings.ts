import type { DeviceClass } from '#contracts';
import type { Rows, TextColumn } from '#store';
import { type Addends, addendsOf } from './class-sums.ts';
import { type Gathered, Parts, type ReadingSums } from './sums.ts';

interface Readings {
  readonly started: Float64Array;
  readonly ended: Float64Array;
  readonly flags: Float64Array;
  readonly devices: TextColumn;
}

/** Between a block and sums. */
const parts = new Parts();

/** By slot: the rows of the sums by device of a block, -1 where it is not known. */
type RowsOfSlots = (Int32Array | undefined)[];

function rowOf(
  sums: ReadingSums,
  known: RowsOfSlots,
  slot: number,
  { keys, indices }: TextColumn,
  row: number,
): number {
  const device = indices[row] as number;
  const ofSlot = (known[slot] ??= new Int32Array(keys.length).fill(-1));
  const at = ofSlot[device] as number;
  return at >= 0 ? at : (ofSlot[device] = sums.row(slot, keys[device] as string));
}

/**
 * Adds some rows of a block to the sums: of each the part that lies in their slots. A loop over arrays: objects that live as long as a
 * block and are looked into for each reading have this compiled anew all the time, once none of them survives a collection.
 */
function addRows(
  { started, ended, flags, devices }: Readings,
  addends: Addends,
  rows: readonly number[],
  into: Gathered,
): void {
  const { sums, extents } = into;
  const { from, widthMs, count } = sums.slots;
  const known: RowsOfSlots = [];
  const endsIn = new Int32Array(rows.length);
  // A failure may have left some of another block.
  parts.count = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    const [start, end] = [started[row] as number, ended[row] as number];
    const d = end - start;
    const last = Math.floor((end - 1 - from) / widthMs);
    for (let slot = Math.max(Math.floor((start - from) / widthMs), 0); slot <= last && slot < count; slot++) {
      if (parts.isFull) sums.addParts(parts, addends);
      const begins = from + slot * widthMs - start;
      const at = rowOf(sums, known, slot, devices, row);
      parts.push(row, at, Math.max(begins, 0), Math.min(begins + widthMs, d), d);
    }
    endsIn[index] = last < 0 || last >= count ? -1 : rowOf(sums, known, last, devices, row);
  }
  sums.addParts(parts, addends);
  sums.addEnds(endsIn, rows, flags, ended);
  extents.add(rows, started, ended);
}

/** Adds readings of a block to the sums that they belong to; what does not lie in these is left out. Nothing is added before `flush`. */
export class BlockAdder {
  readonly readings: Readings;
  readonly #addends: Addends;
  readonly #rows = new Map<Gathered, number[]>();

  constructor(deviceClass: DeviceClass, rows: Rows) {
    const [started, ended] = [rows.numbers('started_at'), rows.numbers('ended_at')];
    this.readings = { started, ended, flags: rows.numbers('flags'), devices: rows.texts('device') };
    const elapsed = new Float64Array(rows.count);
    for (let row = 0; row < rows.count; row++) elapsed[row] = (ended[row] as number) - (started[row] as number);
    this.#addends = addendsOf(deviceClass, { rows, elapsed });
  }

  /** Which rows of the block are added to these sums: further ones are to be put there. */
  rowsInto(into: Gathered): number[] {
    const known = this.#rows.get(into);
    if (known) return known;
    const rows: number[] = [];
    this.#rows.set(into, rows);
    return rows;
  }

  flush(): void {
    for (const [into, rows] of this.#rows) addRows(this.readings, this.#addends, rows, into);
    this.#rows.clear();
  }
}

/** Adds a block of what the statement `readings` finds, by site. */
export function addBlock(deviceClass: DeviceClass, block: Rows, bySite: ReadonlyMap<string, Gathered>): void {
  const adder = new BlockAdder(deviceClass, block);
  const { keys, indices } = block.texts('site');
  const targets = keys.map((site) => bySite.get(site)).map((into) => into && adder.rowsInto(into));
  for (let row = 0; row < block.count; row++) targets[indices[row] as number]?.push(row);
  adder.flush();
}
