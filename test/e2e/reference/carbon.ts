import type { Said } from './answers.ts';
import type { Balance } from './balance.ts';
import { sliceMs } from './buckets.ts';
import type { Bill } from './money.ts';
import { rounded } from './whole.ts';

/** Emissions of a place in one bucket, g, and the IT energy of the same energy from the grid, J. */
export interface Carbon {
  readonly grams: number;
  readonly joules: bigint;
  readonly ms: number;
  readonly itJ: bigint;
}

/** What a MWh from the grid emits in each slice of five minutes, g: what was measured, and what was last estimated where nothing was. */
export function emissionsOf(said: Said): Map<number, number> {
  const factors = new Map<number, number>();
  const measured = new Set<number>();
  for (const { start_at: start, end_at: end, g_per_kwh: factor, status } of said.carbon) {
    if (measured.has(start) && status === 'estimated') continue;
    if (status === 'measured') measured.add(start);
    for (let slice = start; slice < end; slice += sliceMs) factors.set(slice, factor * 1000);
  }
  return factors;
}

/** The emissions of the site; `bill` has its energy at M0 at the emissions per MWh. The site generates nothing and delivers nothing. */
export function carbonOfSite({ drawnJ, pricedJ, pricedMs, usd }: Bill, { itJ }: Balance): Carbon {
  return { grams: usd, joules: pricedJ, ms: pricedMs, itJ: drawnJ === 0n ? itJ : rounded(itJ * pricedJ, drawnJ) };
}

/** Those of a hall that has `bill` for its facility energy, null where that is not to be had; a hall that draws nothing emits nothing. */
export function carbonOfHall(bill: Bill | null, feeder: Bill, { itJ, facilityJ }: Balance): Carbon | null {
  if (bill) {
    const { pricedJ, pricedMs, usd } = bill;
    return { grams: usd, joules: pricedJ, ms: pricedMs, itJ: rounded(itJ * pricedJ, facilityJ) };
  }
  const isOff = feeder.drawnJ === 0n && facilityJ === 0n;
  return isOff ? { grams: 0, joules: 0n, ms: feeder.pricedMs, itJ: 0n } : null;
}
