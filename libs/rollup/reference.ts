import { billsOf, type Draws, noBill } from './bill.ts';
import type { SliceMeans } from './slices.ts';

const joulesPerMwh = 3_600_000_000n;

/** The price of the site and that of the reference by slice, where both are known. */
export interface PricePair {
  readonly site: SliceMeans;
  readonly reference: SliceMeans;
}

export function pricePair(site: SliceMeans, reference: SliceMeans): PricePair {
  const within = (prices: SliceMeans, other: SliceMeans): SliceMeans =>
    new Map([...prices].filter(([slice]) => other.has(slice)));
  return { site: within(site, reference), reference: within(reference, site) };
}

/** What a bucket's draw of the grid costs at either price, in units of 10^-12, and its time. */
export interface Compared {
  readonly paid: bigint;
  readonly reference: bigint;
  readonly ms: number;
}

export function comparedIn(draws: Draws, { site, reference }: PricePair): Compared {
  const [paid, hub] = [billsOf(draws, site).get('') ?? noBill, billsOf(draws, reference).get('') ?? noBill];
  return { paid: paid.worth / joulesPerMwh, reference: hub.worth / joulesPerMwh, ms: paid.pricedMs };
}
