// Generated from libs/catalogue/metrics by `npm run generate`; do not edit.
import aiSpread from '../metrics/ai-spread.ts';
import availabilityTime from '../metrics/availability-time.ts';
import availabilityTimeGross from '../metrics/availability-time-gross.ts';
import avgPricePaid from '../metrics/avg-price-paid.ts';
import breakevenPowerPrice from '../metrics/breakeven-power-price.ts';
import cer from '../metrics/cer.ts';
import computeSpread from '../metrics/compute-spread.ts';
import energyGpu from '../metrics/energy-gpu.ts';
import energyM0 from '../metrics/energy-m0.ts';
import energyM3 from '../metrics/energy-m3.ts';
import energyM4Asic from '../metrics/energy-m4-asic.ts';
import energyMc from '../metrics/energy-mc.ts';
import fleetJPerThFacility from '../metrics/fleet-j-per-th-facility.ts';
import fleetJPerThWall from '../metrics/fleet-j-per-th-wall.ts';
import gpuPowerUtilization from '../metrics/gpu-power-utilization.ts';
import hashSpread from '../metrics/hash-spread.ts';
import hashpriceUsd from '../metrics/hashprice-usd.ts';
import hashrateAccepted from '../metrics/hashrate-accepted.ts';
import hashrateDevice from '../metrics/hashrate-device.ts';
import hashrateRealisation from '../metrics/hashrate-realisation.ts';
import heatRemoved from '../metrics/heat-removed.ts';
import ipue from '../metrics/ipue.ts';
import loadFactor from '../metrics/load-factor.ts';
import meanPower from '../metrics/mean-power.ts';
import peakPower from '../metrics/peak-power.ts';
import poolFee from '../metrics/pool-fee.ts';
import powerCapacityUtilization from '../metrics/power-capacity-utilization.ts';
import ppue from '../metrics/ppue.ts';
import rejectRate from '../metrics/reject-rate.ts';
import revenuePerMwhAi from '../metrics/revenue-per-mwh-ai.ts';
import revenuePerMwhHash from '../metrics/revenue-per-mwh-hash.ts';
import smActivity from '../metrics/sm-activity.ts';
import type { Metric } from '../metric.ts';

/** Every metric, by id. */
export const metrics = {
  ai_spread: aiSpread,
  availability_time: availabilityTime,
  availability_time_gross: availabilityTimeGross,
  avg_price_paid: avgPricePaid,
  breakeven_power_price: breakevenPowerPrice,
  cer: cer,
  compute_spread: computeSpread,
  energy_gpu: energyGpu,
  energy_m0: energyM0,
  energy_m3: energyM3,
  energy_m4_asic: energyM4Asic,
  energy_mc: energyMc,
  fleet_j_per_th_facility: fleetJPerThFacility,
  fleet_j_per_th_wall: fleetJPerThWall,
  gpu_power_utilization: gpuPowerUtilization,
  hash_spread: hashSpread,
  hashprice_usd: hashpriceUsd,
  hashrate_accepted: hashrateAccepted,
  hashrate_device: hashrateDevice,
  hashrate_realisation: hashrateRealisation,
  heat_removed: heatRemoved,
  ipue: ipue,
  load_factor: loadFactor,
  mean_power: meanPower,
  peak_power: peakPower,
  pool_fee: poolFee,
  power_capacity_utilization: powerCapacityUtilization,
  ppue: ppue,
  reject_rate: rejectRate,
  revenue_per_mwh_ai: revenuePerMwhAi,
  revenue_per_mwh_hash: revenuePerMwhHash,
  sm_activity: smActivity,
} as const satisfies Record<string, Metric>;
