import { type Loop, runLoop, settleLoop } from './cooling.ts';
import type { Host } from './gpu.ts';
import type { HallPlan, Inventory, MeterPlan } from './inventory.ts';
import type { Miner } from './miner.ts';
import type { HallTotals } from './truth.ts';
import type { Weather } from './weather.ts';

/** One hall: what its devices draw, and what its feeder counts. */
interface Hall extends HallPlan {
  readonly miners: readonly Miner[];
  readonly hosts: readonly Host[];
  readonly totals: HallTotals;
  itW: number;
  lossW: number;
  feederW: number;
}

/** A meter and all that it has counted since the site began. */
export interface Meter extends MeterPlan {
  readonly totals: { energyJ: number };
  powerW: number;
}

/** Everything between the devices and the utility: feeders, cooling, transformer, house. */
export interface PowerFlow {
  readonly halls: readonly Hall[];
  readonly loops: readonly Loop[];
  readonly meters: readonly Meter[];
  readonly totals: { houseJ: number; transformerLossJ: number; costUsd: number; carbonG: number };
  /** The utility meter. */
  readonly main: Meter;
  /** What the solar plant gives, W; never more than the site takes, so that nothing flows back. */
  plantW: number;
  houseW: number;
  transformerLossW: number;
  /** Price in force, USD per MWh. */
  usdPerMwh: number;
  /** Measured intensity of the grid, g CO2e per kWh. */
  gPerKwh: number;
}

const noPower = { itW: 0, lossW: 0, feederW: 0 };

/** Halls and meters of a site around its devices. */
export function createPowerFlow(
  inventory: Inventory,
  miners: readonly Miner[],
  hosts: readonly Host[],
  loops: readonly Loop[],
): PowerFlow {
  const halls = inventory.halls.map((plan) => ({
    ...plan,
    ...noPower,
    miners: miners.filter((miner) => miner.hall === plan.id),
    hosts: hosts.filter((host) => host.hall === plan.id),
    totals: { itJ: 0, lossJ: 0, feederJ: 0 },
  }));
  const meters = inventory.meters.map((plan) => ({ ...plan, totals: { energyJ: 0 }, powerW: 0 }));
  const main = meters.find((meter) => meter.point === 'M0');
  if (!main) throw new Error('A site needs a utility meter');
  const totals = { houseJ: 0, transformerLossJ: 0, costUsd: 0, carbonG: 0 };
  return { halls, loops, meters, totals, main, plantW: 0, houseW: 0, transformerLossW: 0, usdPerMwh: 0, gPerKwh: 0 };
}

/** Puts every power from the devices up to the utility in force, so that each meter is its parts plus their losses. */
export function settleFlow(flow: PowerFlow, weather: Weather, hour: number, ms: number): void {
  let siteW = 0;
  for (const hall of flow.halls) {
    hall.itW = 0;
    for (const miner of hall.miners) hall.itW += miner.powerW;
    for (const host of hall.hosts) hall.itW += host.powerW;
    hall.lossW = 0.006 * hall.itW + (0.012 * hall.itW ** 2) / hall.ratedW;
    hall.feederW = hall.itW + hall.lossW;
    siteW += hall.feederW;
  }
  for (const loop of flow.loops) {
    let loadW = 0;
    for (const hall of flow.halls) if (hall.loop === loop.id) loadW += hall.itW;
    settleLoop(loop, loadW, weather, ms);
    siteW += loop.powerW;
  }
  flow.houseW = hour >= 7 && hour < 19 ? 2_400 : 1_100;
  siteW += flow.houseW;
  const plantRatedW = flow.meters.find(({ point }) => point === 'Mg')?.ratedW ?? 0;
  flow.plantW = Math.min(siteW, plantRatedW * weather.sun(ms));
  const gridW = siteW - flow.plantW;
  flow.transformerLossW = 0.0015 * flow.main.ratedW + (0.008 * gridW ** 2) / flow.main.ratedW;
  for (const meter of flow.meters) meter.powerW = metered(flow, meter);
  flow.main.powerW = gridW + flow.transformerLossW;
}

function metered(flow: PowerFlow, meter: Meter): number {
  if (meter.point === 'M3') return flow.halls.find((hall) => hall.id === meter.hall)?.feederW ?? 0;
  if (meter.point === 'Mc') return flow.loops.find((loop) => loop.id === meter.loop)?.powerW ?? 0;
  return meter.point === 'Mg' ? flow.plantW : 0;
}

/** Lets the powers in force act for `seconds`. */
export function runFlow(flow: PowerFlow, seconds: number): void {
  for (const { totals, itW, lossW, feederW } of flow.halls) {
    totals.itJ += itW * seconds;
    totals.lossJ += lossW * seconds;
    totals.feederJ += feederW * seconds;
  }
  for (const loop of flow.loops) runLoop(loop, seconds);
  for (const meter of flow.meters) meter.totals.energyJ += meter.powerW * seconds;
  flow.totals.houseJ += flow.houseW * seconds;
  flow.totals.transformerLossJ += flow.transformerLossW * seconds;
  flow.totals.costUsd += ((flow.main.powerW + flow.plantW) * seconds * flow.usdPerMwh) / 3.6e9;
  flow.totals.carbonG += (flow.main.powerW * seconds * flow.gPerKwh) / 3.6e6;
}

/** Facility energy since the site began: of the grid and of the plant, J. */
export const usedJ = ({ meters }: PowerFlow): number =>
  meters.reduce((sum, { point, totals }) => sum + (point === 'M0' || point === 'Mg' ? totals.energyJ : 0), 0);
