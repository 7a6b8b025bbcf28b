// Generated from libs/catalogue/metrics by `npm run generate`; do not edit.
import { metric as aiSpread } from '../metrics/ai-spread.ts';
import { metric as availabilityTime } from '../metrics/availability-time.ts';
import { metric as availabilityTimeGross } from '../metrics/availability-time-gross.ts';
import { metric as avgPricePaid } from '../metrics/avg-price-paid.ts';
import { metric as breakevenPowerPrice } from '../metrics/breakeven-power-price.ts';
import { metric as carbonCaptureRatio } from '../metrics/carbon-capture-ratio.ts';
import { metric as carbonIntensityConsumed } from '../metrics/carbon-intensity-consumed.ts';
import { metric as carbonIntensityGrid } from '../metrics/carbon-intensity-grid.ts';
import { metric as cer } from '../metrics/cer.ts';
import { metric as computeSpread } from '../metrics/compute-spread.ts';
import { metric as cue } from '../metrics/cue.ts';
import { metric as dcie } from '../metrics/dcie.ts';
import { metric as energyFacility } from '../metrics/energy-facility.ts';
import { metric as energyGpu } from '../metrics/energy-gpu.ts';
import { metric as energyM0 } from '../metrics/energy-m0.ts';
import { metric as energyM3 } from '../metrics/energy-m3.ts';
import { metric as energyM4Asic } from '../metrics/energy-m4-asic.ts';
import { metric as energyMc } from '../metrics/energy-mc.ts';
import { metric as fleetJPerThFacility } from '../metrics/fleet-j-per-th-facility.ts';
import { metric as fleetJPerThWall } from '../metrics/fleet-j-per-th-wall.ts';
import { metric as gpuPowerUtilization } from '../metrics/gpu-power-utilization.ts';
import { metric as grossMarginHash } from '../metrics/gross-margin-hash.ts';
import { metric as hashSpread } from '../metrics/hash-spread.ts';
import { metric as hashcost } from '../metrics/hashcost.ts';
import { metric as hashpriceUsd } from '../metrics/hashprice-usd.ts';
import { metric as hashrateAccepted } from '../metrics/hashrate-accepted.ts';
import { metric as hashrateDevice } from '../metrics/hashrate-device.ts';
import { metric as hashrateRealisation } from '../metrics/hashrate-realisation.ts';
import { metric as heatRemoved } from '../metrics/heat-removed.ts';
import { metric as ipue } from '../metrics/ipue.ts';
import { metric as loadFactor } from '../metrics/load-factor.ts';
import { metric as meanPower } from '../metrics/mean-power.ts';
import { metric as meanPrice } from '../metrics/mean-price.ts';
import { metric as peakPower } from '../metrics/peak-power.ts';
import { metric as poolFee } from '../metrics/pool-fee.ts';
import { metric as powerCapacityUtilization } from '../metrics/power-capacity-utilization.ts';
import { metric as ppue } from '../metrics/ppue.ts';
import { metric as priceCaptureRatio } from '../metrics/price-capture-ratio.ts';
import { metric as pue } from '../metrics/pue.ts';
import { metric as rejectRate } from '../metrics/reject-rate.ts';
import { metric as revenuePerMwhAi } from '../metrics/revenue-per-mwh-ai.ts';
import { metric as revenuePerMwhHash } from '../metrics/revenue-per-mwh-hash.ts';
import { metric as scope2Location } from '../metrics/scope2-location.ts';
import { metric as smActivity } from '../metrics/sm-activity.ts';
import { metric as tensorActivity } from '../metrics/tensor-activity.ts';
import type { Metric } from '../metric.ts';

/** Every metric, by id. */
export const metrics = {
  ai_spread: aiSpread,
  availability_time: availabilityTime,
  availability_time_gross: availabilityTimeGross,
  avg_price_paid: avgPricePaid,
  breakeven_power_price: breakevenPowerPrice,
  carbon_capture_ratio: carbonCaptureRatio,
  carbon_intensity_consumed: carbonIntensityConsumed,
  carbon_intensity_grid: carbonIntensityGrid,
  cer: cer,
  compute_spread: computeSpread,
  cue: cue,
  dcie: dcie,
  energy_facility: energyFacility,
  energy_gpu: energyGpu,
  energy_m0: energyM0,
  energy_m3: energyM3,
  energy_m4_asic: energyM4Asic,
  energy_mc: energyMc,
  fleet_j_per_th_facility: fleetJPerThFacility,
  fleet_j_per_th_wall: fleetJPerThWall,
  gpu_power_utilization: gpuPowerUtilization,
  gross_margin_hash: grossMarginHash,
  hash_spread: hashSpread,
  hashcost: hashcost,
  hashprice_usd: hashpriceUsd,
  hashrate_accepted: hashrateAccepted,
  hashrate_device: hashrateDevice,
  hashrate_realisation: hashrateRealisation,
  heat_removed: heatRemoved,
  ipue: ipue,
  load_factor: loadFactor,
  mean_power: meanPower,
  mean_price: meanPrice,
  peak_power: peakPower,
  pool_fee: poolFee,
  power_capacity_utilization: powerCapacityUtilization,
  ppue: ppue,
  price_capture_ratio: priceCaptureRatio,
  pue: pue,
  reject_rate: rejectRate,
  revenue_per_mwh_ai: revenuePerMwhAi,
  revenue_per_mwh_hash: revenuePerMwhHash,
  scope2_location: scope2Location,
  sm_activity: smActivity,
  tensor_activity: tensorActivity,
} as const satisfies Record<string, Metric>;
