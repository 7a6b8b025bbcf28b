import type { LoopPlan } from './inventory.ts';
import type { Weather } from './weather.ts';

/** Water with a fifth of glycol. */
export const coolant = { densityKgPerM3: 1030, specificHeatKjPerKgK: 3.974 } as const;
const jPerLiterK = coolant.densityKgPerM3 * coolant.specificHeatKjPerKgK;

/** Share of what a hall draws that its coolant carries away; the rest leaves through the walls. */
const captured = 0.97;
const designDeltaK = 10;
const approachK = 3;

/** A cooling loop: a distribution unit indoors, a dry cooler with water spray outdoors. */
export interface Loop extends LoopPlan {
  readonly ratedFlowLpm: number;
  readonly totals: LoopTotals;
  heatW: number;
  flowLpm: number;
  supplyC: number;
  returnC: number;
  facilityFlowLpm: number;
  facilitySupplyC: number;
  facilityReturnC: number;
  /** How much warmer than planned the water of the facility comes in. */
  riseC: number;
  pumpShare: number;
  fanShare: number;
  /** Electricity of the distribution unit, W; part of `powerW`. */
  cduW: number;
  /** Electricity of distribution unit and dry cooler, W. */
  powerW: number;
}

/** Totals of a loop since the site began. */
interface LoopTotals {
  heatJ: number;
  flowL: number;
  cduJ: number;
  energyJ: number;
}

/** A loop at rest; settle it before use. */
export const createLoop = (plan: LoopPlan): Loop => ({
  ...plan,
  ratedFlowLpm: Math.ceil(((plan.ratedW * 1.1) / (designDeltaK * jPerLiterK)) * 60),
  totals: { heatJ: 0, flowL: 0, cduJ: 0, energyJ: 0 },
  heatW: 0,
  flowLpm: 0,
  supplyC: plan.setpointC,
  returnC: plan.setpointC,
  facilityFlowLpm: 0,
  facilitySupplyC: plan.setpointC - approachK,
  facilityReturnC: plan.setpointC - approachK,
  riseC: 0,
  pumpShare: 0,
  fanShare: 0,
  cduW: 0,
  powerW: 0,
});

const deltaK = (heatW: number, flowLpm: number): number => heatW / ((flowLpm / 60) * jPerLiterK);

/** Puts flows, temperatures and powers in force for a load of `itW`; on both sides flow × ΔT × cp is the heat. */
export function settleLoop(loop: Loop, itW: number, weather: Weather, ms: number): void {
  loop.heatW = captured * itW;
  const wantedLpm = (loop.heatW / (designDeltaK * jPerLiterK)) * 60;
  loop.flowLpm = Math.min(loop.ratedFlowLpm, Math.max(0.3 * loop.ratedFlowLpm, wantedLpm));
  loop.facilityFlowLpm = loop.flowLpm * 1.15;
  loop.pumpShare = loop.flowLpm / loop.ratedFlowLpm;

  const wetBulbC = weather.wetBulbC(ms);
  const wattsPerK = loop.ratedW / 9;
  const needed = loop.heatW / (wattsPerK * Math.max(1, loop.setpointC - approachK - wetBulbC));
  loop.fanShare = Math.min(1, Math.max(0.1, needed));
  const facilityC = needed > 1 ? wetBulbC + loop.heatW / wattsPerK : loop.setpointC - approachK;
  loop.facilitySupplyC = Math.max(facilityC, loop.setpointC - approachK) + loop.riseC;
  loop.facilityReturnC = loop.facilitySupplyC + deltaK(loop.heatW, loop.facilityFlowLpm);
  loop.supplyC = loop.facilitySupplyC + approachK;
  loop.returnC = loop.supplyC + deltaK(loop.heatW, loop.flowLpm);

  loop.cduW = 400 + 0.012 * loop.ratedW * loop.pumpShare ** 3;
  loop.powerW = loop.cduW + 150 + 0.03 * loop.ratedW * loop.fanShare ** 3;
}

/** Lets heat, flow and power in force act for `seconds`. */
export function runLoop(loop: Loop, seconds: number): void {
  loop.totals.heatJ += loop.heatW * seconds;
  loop.totals.flowL += (loop.flowLpm / 60) * seconds;
  loop.totals.cduJ += loop.cduW * seconds;
  loop.totals.energyJ += loop.powerW * seconds;
}
