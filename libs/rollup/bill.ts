import type { Bucket } from './bucket.ts';
import { quarterMs } from './dirty.ts';
import type { ExpectedUnit } from './inventory.ts';
import { sliceMs } from './dirty.ts';
import type { SliceMeans } from './slices.ts';
import type { ReadingSums } from './sums.ts';

/** What a place drew in a bucket, and what of it is priced. */
export interface Bill {
  readonly drawnJ: bigint;
  /** Energy whose time is known and priced. */
  readonly pricedJ: bigint;
  readonly pricedMs: number;
  /** Price times energy of the priced slices, in units of 10^-12 per MWh times J. */
  readonly worth: bigint;
}

export const noBill: Bill = { drawnJ: 0n, pricedJ: 0n, pricedMs: 0, worth: 0n };

/** +1: import counts as drawn and export as returned, … */
type Signs = Readonly<Record<string, { readonly drawn: bigint; readonly returned: bigint }>>;

/** What a place uses, wherever it comes from. */
export const usedSigns: Signs = {
  M0: { drawn: 1n, returned: -1n },
  Mg: { drawn: 1n, returned: 0n },
  Mb: { drawn: -1n, returned: 1n },
  M3: { drawn: 1n, returned: 0n },
};

/** What comes from the grid; what is delivered to it later takes nothing back. */
export const gridSigns: Signs = { M0: { drawn: 1n, returned: 0n }, M3: { drawn: 1n, returned: 0n } };

interface Draw {
  drawnJ: bigint;
  locatedJ: bigint;
  locatedMs: number;
  meters: number;
}

/** What the meters of each place drew in a slice. A feeder belongs to its hall, the others to the whole site. */
function drawnIn(slice: number, meters: readonly ExpectedUnit[], sums: ReadingSums, signs: Signs): Map<string, Draw> {
  const rows = sums.in(slice);
  const value = (name: string, row: number): bigint => sums.of(name).values[row] ?? 0n;
  const draws = new Map<string, Draw>();
  for (const { device, point, hall } of meters) {
    const [row, sign] = [rows.get(device), signs[point]];
    if (row === undefined || !sign || (point === 'M3' && hall === '')) continue;
    const place = point === 'M3' ? hall : '';
    const draw = draws.get(place) ?? { drawnJ: 0n, locatedJ: 0n, locatedMs: 0, meters: 0 };
    draw.drawnJ += sign.drawn * value('import_j', row) + sign.returned * value('export_j', row);
    draw.locatedJ += sign.drawn * value('located_import_j', row) + sign.returned * value('located_export_j', row);
    draw.locatedMs += Number(value('located_ms', row));
    draw.meters += 1;
    draws.set(place, draw);
  }
  return draws;
}

/** What each place drew in the slices of a bucket. */
export type Draws = readonly { readonly slice: number; readonly places: ReadonlyMap<string, Draw> }[];

/** The draws of a bucket from the sums of its meters by slice; slices are counted from the epoch. */
export function drawsOf(bucket: Bucket, meters: readonly ExpectedUnit[], sums: ReadingSums, signs: Signs): Draws {
  const first = (bucket.from - sums.slots.from) / sliceMs;
  return Array.from({ length: quarterMs / sliceMs }, (_, at) => ({
    slice: bucket.from / sliceMs + at,
    places: drawnIn(first + at, meters, sums, signs),
  }));
}

/** The bills of the site (empty name) and of each hall in a bucket. */
export function billsOf(draws: Draws, prices: SliceMeans): Map<string, Bill> {
  const bills = new Map<string, Bill>();
  for (const { slice, places } of draws) {
    const price = prices.get(slice);
    for (const [place, draw] of places) {
      const bill = bills.get(place) ?? noBill;
      const isPriced = price !== undefined;
      bills.set(place, {
        drawnJ: bill.drawnJ + draw.drawnJ,
        pricedJ: bill.pricedJ + (isPriced ? draw.locatedJ : 0n),
        pricedMs: bill.pricedMs + (isPriced ? Math.floor(draw.locatedMs / draw.meters) : 0),
        worth: bill.worth + (isPriced ? price * draw.locatedJ : 0n),
      });
    }
  }
  return bills;
}
