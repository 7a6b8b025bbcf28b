import type { Facts } from '#register';
import { unionMs } from '#runtime';
import { accrued, type Held, heldIn, timesMs } from './accrual.ts';
import { total } from './apportion.ts';
import { type Bill, billsOf, type Draws, noBill } from './bill.ts';
import type { Bucket } from './bucket.ts';
import { quarterMs, type Range } from './dirty.ts';
import { sliceMs } from './dirty.ts';
import { isCovered } from './joint.ts';
import { decimals } from './scaled.ts';
import { type SliceMeans, sliceMeans } from './slices.ts';

const one = 10n ** BigInt(decimals);
const joulesPerMwh = 3_600_000_000n;

type Tariff = Facts['tariffs'][number];

/** By slice what a MWh of the grid costs with everything that goes by energy, and what is credited for it. */
export interface TariffPrices {
  readonly charged: SliceMeans;
  readonly credited: SliceMeans;
}

/** Prices at the tariffs in force; a slice has none in which the market price or the tariff is not known. In the time of an invoice the credits are on it. */
export function tariffPrices(market: SliceMeans, { tariffs, invoices }: Facts, range: Range): TariffPrices {
  const means = (value: (tariff: Tariff) => number): SliceMeans =>
    sliceMeans(
      tariffs.map((tariff) => ({ start_ms: tariff.from, end_ms: tariff.to, value: value(tariff) })),
      range,
    );
  const taxed = means(({ tax_share }) => 1 + tax_share);
  const added = means(
    (tariff) => (tariff.energy_adder_per_mwh + tariff.delivery_per_mwh) * (1 + tariff.tax_share) + tariff.tax_per_mwh,
  );
  const credits = means(({ credit_per_mwh }) => credit_per_mwh);
  const bills = invoices.filter(({ what }) => what === 'power');
  const charged = new Map<number, bigint>();
  const credited = new Map<number, bigint>();
  for (const [slice, price] of market) {
    const [factor, adder] = [taxed.get(slice), added.get(slice)];
    if (factor === undefined || adder === undefined) continue;
    charged.set(slice, (price * factor) / one + adder);
    const isInvoiced = bills.some(({ from, to }) => from <= slice * sliceMs && slice * sliceMs < to);
    credited.set(slice, isInvoiced ? 0n : (credits.get(slice) ?? 0n));
  }
  return { charged, credited };
}

/** What power cost in a bucket as far as it goes by energy, and what tariffs and invoices say of months. Amounts are in units of 10^-12. */
export interface PowerCost {
  /** Charged by energy, of the priced energy and its time. */
  readonly cost: bigint;
  readonly joules: bigint;
  readonly ms: number;
  /** What lowers the cost: credits of the tariff, of invoices and of programmes that are booked so. */
  readonly credit: bigint;
  /** Rate per kW of the month, and what else a month costs, times the time in which a tariff is in force. */
  readonly demandRateTime: bigint;
  readonly fixedTime: bigint;
  readonly tariffMs: number;
  readonly invoiced: bigint;
  readonly invoiceMs: number;
}

const own = ({ fact, from, to }: Held<Facts['invoices'][number]>): bigint => accrued(fact.amount, { from, to }, fact);

/** Credits that come by time, booked as one thing or the other. */
const creditLines = (lines: readonly Held<Facts['invoices'][number]>[]): bigint =>
  total(lines.filter(({ fact }) => fact.what === 'credit' && fact.booked === 'cost').map(own));

/** Of a bucket, from what its meters drew of the grid; `programmes` is what programmes paid that lowers the cost. */
export function powerCostOf(
  bucket: Bucket,
  { draws, prices, facts, programmes }: { draws: Draws; prices: TariffPrices; facts: Facts; programmes: bigint },
): PowerCost {
  const bill: Bill = billsOf(draws, prices.charged).get('') ?? noBill;
  const credited = billsOf(draws, prices.credited).get('') ?? noBill;
  const tariffs = heldIn(facts.tariffs, bucket);
  const lines = heldIn(facts.invoices, bucket);
  const bills = lines.filter(({ fact }) => fact.what === 'power');
  const isCosted = bill.pricedMs > 0 || bills.length > 0;
  return {
    cost: bill.worth / joulesPerMwh,
    joules: bill.pricedJ,
    ms: bill.pricedMs,
    credit: isCosted ? credited.worth / joulesPerMwh + creditLines(lines) + programmes : 0n,
    demandRateTime: total(tariffs.map((held) => timesMs(held.fact.demand_per_kw, held))),
    fixedTime: total(tariffs.map((held) => timesMs((held.fact.cp_per_kw_year * held.fact.cp_billed_kw) / 12, held))),
    tariffMs: unionMs(tariffs),
    invoiced: total(bills.map(own)),
    invoiceMs: unionMs(bills),
  };
}

/** Whether nothing of a bucket's cost is known by whole months only. */
export const isByEnergy = ({ demandRateTime, fixedTime, invoiceMs }: PowerCost): boolean =>
  demandRateTime === 0n && fixedTime === 0n && invoiceMs === 0;

/** What is known of a bucket for itself: all of its cost, where nothing of it is of a month, and nothing else. */
export interface KnownCost {
  readonly cost: bigint;
  readonly credit: bigint;
  readonly joules: bigint;
  readonly ms: number;
}

export const nothingKnown: KnownCost = { cost: 0n, credit: 0n, joules: 0n, ms: 0 };

export const knownCost = (power: PowerCost): KnownCost => (isByEnergy(power) ? power : nothingKnown);

/** What the greatest draw of a month is taken from, J in 15 minutes, and in how much time it is known to be part of it. */
export function demandOf(
  { dueMs }: Bucket,
  { m0J, isLevel }: { readonly m0J: bigint; readonly isLevel: boolean },
  { tariffMs, demandRateTime }: PowerCost,
): { readonly joules: bigint; readonly levelMs: number; readonly ms: number } {
  const isCharged = isLevel && tariffMs > 0;
  return {
    joules: isCharged ? m0J : 0n,
    levelMs: isCharged ? quarterMs : 0,
    // Where nothing is charged for it, that is known of any time.
    ms: isCovered(tariffMs, dueMs) && demandRateTime === 0n ? dueMs : 0,
  };
}
