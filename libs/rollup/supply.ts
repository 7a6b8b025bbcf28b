import { portion } from '#runtime';
import type { Balance } from './balance.ts';
import type { Bucket } from './bucket.ts';
import { quarterMs } from './dirty.ts';
import { heldAt } from './dated.ts';
import type { supplyAmounts, supplyWholes } from './flex-names.ts';
import type { Inventory } from './inventory.ts';
import { isCovered } from './joint.ts';
import { toScaled } from './money.ts';
import { isOffPeak } from './off-peak.ts';
import { decimals, scaled } from './scaled.ts';

const one = 10n ** BigInt(decimals);

export type SupplyFacts = Readonly<
  Record<(typeof supplyWholes)[number], bigint | number> & Record<(typeof supplyAmounts)[number], bigint>
>;

/** Facility energy of the AI of a place; undefined where it is not known of all of it, or there is none. */
export type AiEnergy = bigint | undefined;

/** What the generators that are rated gave, against what they could have. */
function generation({ facts }: Inventory, { from, to }: Bucket, { generatedJ, generatedMs }: Balance) {
  const ratedJ = facts.generators.reduce(
    (sum, { mw, ...span }) => sum + mw * 1000 * Math.max(Math.min(span.to, to) - Math.max(span.from, from), 0),
    0,
  );
  if (ratedJ === 0) return { generated_j: 0n, generated_ms: 0, capacity_j: 0n };
  return {
    generated_j: generatedJ,
    generated_ms: generatedMs,
    capacity_j: toScaled((ratedJ * generatedMs) / quarterMs),
  };
}

const positive = (value: bigint): bigint => (value > 0n ? value : 0n);

/** What of the generation the site used itself, and what of that the grid would have lost. */
function local({ facts }: Inventory, bucket: Bucket, balance: Balance) {
  const { generatedJ, generatedMs, exportedJ, facilityJ, facilityMs } = balance;
  const { dueMs } = bucket;
  const noLoss = { avoided_loss_j: 0n, avoided_loss_ms: 0 };
  if (!isCovered(Math.min(generatedMs, facilityMs), dueMs))
    return { local_j: 0n, local_facility_j: 0n, local_ms: 0, ...noLoss };
  const localJ = positive(generatedJ - exportedJ);
  const [factors] = heldAt(facts.loss_factors, bucket);
  return {
    local_j: localJ,
    local_facility_j: facilityJ,
    local_ms: dueMs,
    ...(factors
      ? { avoided_loss_j: portion(localJ, scaled(factors.grid) - scaled(factors.local), one), avoided_loss_ms: dueMs }
      : noLoss),
  };
}

function offPeak({ facts, zone }: Inventory, { from, dueMs }: Bucket, ai: AiEnergy) {
  const isOff = isOffPeak(facts.off_peak, zone, from);
  if (isOff === undefined || ai === undefined)
    return { calendar_ai_j: 0n, calendar_ms: 0, offpeak_ai_j: 0n, offpeak_ms: 0 };
  return {
    calendar_ai_j: ai,
    calendar_ms: dueMs,
    offpeak_ai_j: isOff ? ai : 0n,
    offpeak_ms: isOff ? dueMs : 0,
  };
}

/** What a place generates, uses of it, and uses for AI at which hours. */
export const supplyFacts = (inventory: Inventory, bucket: Bucket, balance: Balance, ai: AiEnergy): SupplyFacts => ({
  ...generation(inventory, bucket, balance),
  ...local(inventory, bucket, balance),
  ...offPeak(inventory, bucket, ai),
});
