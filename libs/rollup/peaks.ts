import type { Facts } from '#register';
import { heldIn } from './accrual.ts';
import { total } from './apportion.ts';
import { billsOf, type Draws, noBill } from './bill.ts';
import type { Bucket } from './bucket.ts';
import type { Inventory } from './inventory.ts';
import { scaled } from './scaled.ts';
import { sliceMeans } from './slices.ts';

type Peak = Facts['coincident_peaks'][number];

/** What a site drew at the peaks of its system. */
export interface PeakDraw {
  readonly joules: bigint;
  /** Time in which that is known, and the time of the peaks. */
  readonly ms: number;
  readonly dueMs: number;
  /** What the yearly charge falls by for drawing less than the power under contract, in units of 10^-12, and the time in which both and the tariff are known. */
  readonly avoided: bigint;
  readonly avoidedMs: number;
}

interface PeakPart extends PeakDraw {
  readonly peak: Peak;
}

/** A peak counts as one of as many as the tariff has months of: what is avoided at all of them adds up to the difference of the means times the rate. */
function partOf(bucket: Bucket, draws: Draws, { peak, dueMs }: { peak: Peak; dueMs: number }, inventory: Inventory) {
  const span = { start_ms: peak.from, end_ms: peak.to, value: 1 };
  const bill = billsOf(draws, sliceMeans([span], bucket)).get('') ?? noBill;
  const drawn = { peak, joules: bill.pricedJ, ms: bill.pricedMs, dueMs, avoided: 0n, avoidedMs: 0 };
  const isInForce = ({ from, to }: { from: number; to: number }): boolean => from <= peak.from && peak.from < to;
  const tariff = inventory.facts.tariffs.find(isInForce);
  const contract = inventory.contracts.find(({ from_ms: from, to_ms: to }) => isInForce({ from, to }));
  if (!tariff || !contract) return drawn;
  const contractedJ = BigInt(Math.round(contract.mw * 1000 * bill.pricedMs));
  const perJoule = BigInt(tariff.cp_months.length * (peak.to - peak.from));
  const avoided = (scaled(tariff.cp_per_kw_year) * (contractedJ - bill.pricedJ)) / perJoule;
  return { ...drawn, avoided, avoidedMs: bill.pricedMs };
}

/** Of a bucket, from what its meters drew of the grid. */
export function peakDrawOf(bucket: Bucket, draws: Draws, inventory: Inventory): PeakDraw {
  const parts: PeakPart[] = heldIn(inventory.facts.coincident_peaks, bucket).map(({ fact: peak, from, to }) =>
    partOf(bucket, draws, { peak, dueMs: to - from }, inventory),
  );
  const sum = (of: (part: PeakPart) => number): number => parts.reduce((all, part) => all + of(part), 0);
  return {
    joules: total(parts.map(({ joules }) => joules)),
    ms: sum(({ ms }) => ms),
    dueMs: sum(({ dueMs }) => dueMs),
    avoided: total(parts.map(({ avoided }) => avoided)),
    avoidedMs: sum(({ avoidedMs }) => avoidedMs),
  };
}
