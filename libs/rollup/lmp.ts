import { type Bill, billsOf, type Draws, noBill } from './bill.ts';
import type { Bucket } from './bucket.ts';
import type { Range } from './dirty.ts';
import type { priceAmounts, priceWholes } from './flex-names.ts';
import type { PriceRow } from './inputs.ts';
import { type PricePart, slicePrices } from './money.ts';
import { integralOf, type SliceMeans } from './slices.ts';

/** Prices by slice, seen from two sides: where they are below 0, and where all their parts are known. */
export interface Lmp {
  readonly negative: SliceMeans;
  readonly parts: Readonly<Record<PricePart, SliceMeans>>;
}

/** The prices in force in [from, to). */
export function lmpOf(rows: readonly PriceRow[], range: Range): Lmp {
  const whole = (['price', 'energy', 'congestion', 'loss'] as const).map((part) => slicePrices(rows, range, part));
  const known = (means: SliceMeans): SliceMeans =>
    new Map([...means].filter(([slice]) => whole.every((part) => part.has(slice))));
  const [price = new Map(), energy = price, congestion = price, loss = price] = whole;
  return {
    negative: new Map([...price].filter(([, value]) => value < 0n)),
    parts: { price: known(price), energy: known(energy), congestion: known(congestion), loss: known(loss) },
  };
}

type Bills = ReadonlyMap<string, Bill>;

/** The bills of the site and its halls in a bucket, at each of these. */
export interface LmpBills {
  readonly negative: Bills;
  readonly parts: Readonly<Record<PricePart, Bills>>;
  /** Time in which the price is below 0, wherever energy is known. */
  readonly negativeMs: number;
}

export const lmpBills = (bucket: Bucket, draws: Draws, { negative, parts }: Lmp): LmpBills => ({
  negative: billsOf(draws, negative),
  parts: {
    price: billsOf(draws, parts.price),
    energy: billsOf(draws, parts.energy),
    congestion: billsOf(draws, parts.congestion),
    loss: billsOf(draws, parts.loss),
  },
  negativeMs: integralOf(negative, bucket).ms,
});

export type PriceFacts = Readonly<
  Record<(typeof priceWholes)[number], bigint | number> & Record<(typeof priceAmounts)[number], bigint>
>;

/** What a place paid of each; `costOf` tells what a place is charged of a bill. */
export function priceFacts(
  { negative, parts, negativeMs }: LmpBills,
  hall: string,
  costOf: (bill: Bill) => { readonly cost: bigint; readonly pricedJ: bigint; readonly pricedMs: number },
): PriceFacts {
  const of = (bills: Bills): ReturnType<typeof costOf> => costOf(bills.get(hall) ?? noBill);
  const [below, whole] = [of(negative), of(parts.price)];
  return {
    negative_j: below.pricedJ,
    negative_ms: below.pricedMs,
    negative_price_ms: hall === '' ? negativeMs : 0,
    negative_credit: -below.cost,
    lmp_j: whole.pricedJ,
    lmp_ms: whole.pricedMs,
    lmp_cost: whole.cost,
    lmp_energy_cost: of(parts.energy).cost,
    lmp_congestion_cost: of(parts.congestion).cost,
    lmp_loss_cost: of(parts.loss).cost,
  };
}
