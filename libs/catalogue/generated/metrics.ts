// Generated from libs/catalogue/metrics by `npm run generate`; do not edit.
import { metric as aiFlexDepth } from '../metrics/ai-flex-depth.ts';
import { metric as aiOffpeakEnergyShare } from '../metrics/ai-offpeak-energy-share.ts';
import { metric as aiOffpeakShare } from '../metrics/ai-offpeak-share.ts';
import { metric as aiSpread } from '../metrics/ai-spread.ts';
import { metric as allInCostPerBtc } from '../metrics/all-in-cost-per-btc.ts';
import { metric as allInCostPerBtcCash } from '../metrics/all-in-cost-per-btc-cash.ts';
import { metric as allInCostPerBtcFull } from '../metrics/all-in-cost-per-btc-full.ts';
import { metric as allInCostPerBtcPower } from '../metrics/all-in-cost-per-btc-power.ts';
import { metric as asRevenue } from '../metrics/as-revenue.ts';
import { metric as asicAiWorkShare } from '../metrics/asic-ai-work-share.ts';
import { metric as asicUptimeHash } from '../metrics/asic-uptime-hash.ts';
import { metric as availabilityTime } from '../metrics/availability-time.ts';
import { metric as availabilityTimeGross } from '../metrics/availability-time-gross.ts';
import { metric as avgPricePaid } from '../metrics/avg-price-paid.ts';
import { metric as avoidedEmissions } from '../metrics/avoided-emissions.ts';
import { metric as avoidedLossMwh } from '../metrics/avoided-loss-mwh.ts';
import { metric as blockFee } from '../metrics/block-fee.ts';
import { metric as boardLoss } from '../metrics/board-loss.ts';
import { metric as breakevenPowerPrice } from '../metrics/breakeven-power-price.ts';
import { metric as btcPrice } from '../metrics/btc-price.ts';
import { metric as capacityFactorGen } from '../metrics/capacity-factor-gen.ts';
import { metric as capexPerMw } from '../metrics/capex-per-mw.ts';
import { metric as capitalCostPerBtc } from '../metrics/capital-cost-per-btc.ts';
import { metric as capitalPerMwhAi } from '../metrics/capital-per-mwh-ai.ts';
import { metric as capitalPerMwhHash } from '../metrics/capital-per-mwh-hash.ts';
import { metric as carbonCaptureRatio } from '../metrics/carbon-capture-ratio.ts';
import { metric as carbonIntensityConsumed } from '../metrics/carbon-intensity-consumed.ts';
import { metric as carbonIntensityGrid } from '../metrics/carbon-intensity-grid.ts';
import { metric as cer } from '../metrics/cer.ts';
import { metric as cfeScore } from '../metrics/cfe-score.ts';
import { metric as coLocatedCurtailmentAbsorbedMwh } from '../metrics/co-located-curtailment-absorbed-mwh.ts';
import { metric as coOperatedMw } from '../metrics/co-operated-mw.ts';
import { metric as coincidenceFactor } from '../metrics/coincidence-factor.ts';
import { metric as complCorr } from '../metrics/compl-corr.ts';
import { metric as complCorrNatural } from '../metrics/compl-corr-natural.ts';
import { metric as complSd } from '../metrics/compl-sd.ts';
import { metric as complSdNatural } from '../metrics/compl-sd-natural.ts';
import { metric as complTv } from '../metrics/compl-tv.ts';
import { metric as complTvNatural } from '../metrics/compl-tv-natural.ts';
import { metric as computeSpread } from '../metrics/compute-spread.ts';
import { metric as computeSpreadNet } from '../metrics/compute-spread-net.ts';
import { metric as convertedMw } from '../metrics/converted-mw.ts';
import { metric as cpAvoidedUsd } from '../metrics/cp-avoided-usd.ts';
import { metric as cpDemand } from '../metrics/cp-demand.ts';
import { metric as cue } from '../metrics/cue.ts';
import { metric as curtailedHash } from '../metrics/curtailed-hash.ts';
import { metric as curtailedMwh } from '../metrics/curtailed-mwh.ts';
import { metric as curtailedRenewableAbsorbedMwh } from '../metrics/curtailed-renewable-absorbed-mwh.ts';
import { metric as curtailmentAvoidedCost } from '../metrics/curtailment-avoided-cost.ts';
import { metric as curtailmentBaselineMwh } from '../metrics/curtailment-baseline-mwh.ts';
import { metric as curtailmentCostBenefit } from '../metrics/curtailment-cost-benefit.ts';
import { metric as curtailmentForegoneRevenue } from '../metrics/curtailment-foregone-revenue.ts';
import { metric as curtailmentHours } from '../metrics/curtailment-hours.ts';
import { metric as curtailmentLostWork } from '../metrics/curtailment-lost-work.ts';
import { metric as dcie } from '../metrics/dcie.ts';
import { metric as demandCharge } from '../metrics/demand-charge.ts';
import { metric as deployedHashrate } from '../metrics/deployed-hashrate.ts';
import { metric as directCostPerBtc } from '../metrics/direct-cost-per-btc.ts';
import { metric as directCostPerBtcCredits } from '../metrics/direct-cost-per-btc-credits.ts';
import { metric as directCostPerBtcGross } from '../metrics/direct-cost-per-btc-gross.ts';
import { metric as distributedGoodput } from '../metrics/distributed-goodput.ts';
import { metric as diversityFactor } from '../metrics/diversity-factor.ts';
import { metric as dpue } from '../metrics/dpue.ts';
import { metric as efficiencyUplift } from '../metrics/efficiency-uplift.ts';
import { metric as emissionsByContract } from '../metrics/emissions-by-contract.ts';
import { metric as emissionsPerBtc } from '../metrics/emissions-per-btc.ts';
import { metric as emissionsPerEh } from '../metrics/emissions-per-eh.ts';
import { metric as emissionsPerMillionTokens } from '../metrics/emissions-per-million-tokens.ts';
import { metric as energyByContract } from '../metrics/energy-by-contract.ts';
import { metric as energyFacility } from '../metrics/energy-facility.ts';
import { metric as energyGpu } from '../metrics/energy-gpu.ts';
import { metric as energyGridMarket } from '../metrics/energy-grid-market.ts';
import { metric as energyM0 } from '../metrics/energy-m0.ts';
import { metric as energyM3 } from '../metrics/energy-m3.ts';
import { metric as energyM4Asic } from '../metrics/energy-m4-asic.ts';
import { metric as energyMarginal } from '../metrics/energy-marginal.ts';
import { metric as energyMc } from '../metrics/energy-mc.ts';
import { metric as energyPerRequest } from '../metrics/energy-per-request.ts';
import { metric as energyUnaccounted } from '../metrics/energy-unaccounted.ts';
import { metric as ere } from '../metrics/ere.ts';
import { metric as erf } from '../metrics/erf.ts';
import { metric as ersRevenue } from '../metrics/ers-revenue.ts';
import { metric as expectedBlocksPerPhDay } from '../metrics/expected-blocks-per-ph-day.ts';
import { metric as fleetJPerThFacility } from '../metrics/fleet-j-per-th-facility.ts';
import { metric as fleetJPerThNameplate } from '../metrics/fleet-j-per-th-nameplate.ts';
import { metric as fleetJPerThWall } from '../metrics/fleet-j-per-th-wall.ts';
import { metric as flexReliability } from '../metrics/flex-reliability.ts';
import { metric as goodputProgram } from '../metrics/goodput-program.ts';
import { metric as goodputRuntime } from '../metrics/goodput-runtime.ts';
import { metric as goodputSched } from '../metrics/goodput-sched.ts';
import { metric as gpuBilledShare } from '../metrics/gpu-billed-share.ts';
import { metric as gpuHourPrice } from '../metrics/gpu-hour-price.ts';
import { metric as gpuOccupancy } from '../metrics/gpu-occupancy.ts';
import { metric as gpuOccupancyGross } from '../metrics/gpu-occupancy-gross.ts';
import { metric as gpuPowerUtilization } from '../metrics/gpu-power-utilization.ts';
import { metric as grossMarginHash } from '../metrics/gross-margin-hash.ts';
import { metric as hashSpread } from '../metrics/hash-spread.ts';
import { metric as hashcost } from '../metrics/hashcost.ts';
import { metric as hashcostFull } from '../metrics/hashcost-full.ts';
import { metric as hashpriceBtc } from '../metrics/hashprice-btc.ts';
import { metric as hashpriceJpm } from '../metrics/hashprice-jpm.ts';
import { metric as hashpriceRealised } from '../metrics/hashprice-realised.ts';
import { metric as hashpriceUsd } from '../metrics/hashprice-usd.ts';
import { metric as hashrateAccepted } from '../metrics/hashrate-accepted.ts';
import { metric as hashrateDevice } from '../metrics/hashrate-device.ts';
import { metric as hashrateRealisation } from '../metrics/hashrate-realisation.ts';
import { metric as headroomFillRatio } from '../metrics/headroom-fill-ratio.ts';
import { metric as heatRemoved } from '../metrics/heat-removed.ts';
import { metric as hfu } from '../metrics/hfu.ts';
import { metric as hostingUsdPerKwMonth } from '../metrics/hosting-usd-per-kw-month.ts';
import { metric as hwErrorRate } from '../metrics/hw-error-rate.ts';
import { metric as impliedBtcPriceFor100b } from '../metrics/implied-btc-price-for-100b.ts';
import { metric as inferenceCompute } from '../metrics/inference-compute.ts';
import { metric as interconnectHeadroomMw } from '../metrics/interconnect-headroom-mw.ts';
import { metric as ipue } from '../metrics/ipue.ts';
import { metric as iteesv } from '../metrics/iteesv.ts';
import { metric as iteusv } from '../metrics/iteusv.ts';
import { metric as itue } from '../metrics/itue.ts';
import { metric as lagProfile } from '../metrics/lag-profile.ts';
import { metric as lmpComponents } from '../metrics/lmp-components.ts';
import { metric as lmpCongestion } from '../metrics/lmp-congestion.ts';
import { metric as lmpEnergy } from '../metrics/lmp-energy.ts';
import { metric as lmpLoss } from '../metrics/lmp-loss.ts';
import { metric as loadFactor } from '../metrics/load-factor.ts';
import { metric as loadFactorUplift } from '../metrics/load-factor-uplift.ts';
import { metric as localConsumptionShare } from '../metrics/local-consumption-share.ts';
import { metric as luck } from '../metrics/luck.ts';
import { metric as marginalEmissions } from '../metrics/marginal-emissions.ts';
import { metric as marginalIntensityGrid } from '../metrics/marginal-intensity-grid.ts';
import { metric as meanPower } from '../metrics/mean-power.ts';
import { metric as meanPrice } from '../metrics/mean-price.ts';
import { metric as methaneAbatement } from '../metrics/methane-abatement.ts';
import { metric as mfu } from '../metrics/mfu.ts';
import { metric as mixedSiteHours } from '../metrics/mixed-site-hours.ts';
import { metric as mtbfGpu } from '../metrics/mtbf-gpu.ts';
import { metric as mwReleasedToAi } from '../metrics/mw-released-to-ai.ts';
import { metric as nakamotoNumber } from '../metrics/nakamoto-number.ts';
import { metric as negativePriceCapture } from '../metrics/negative-price-capture.ts';
import { metric as negativePriceCreditUsd } from '../metrics/negative-price-credit-usd.ts';
import { metric as negativePriceEnergyShare } from '../metrics/negative-price-energy-share.ts';
import { metric as negativePriceHours } from '../metrics/negative-price-hours.ts';
import { metric as negativePriceMwh } from '../metrics/negative-price-mwh.ts';
import { metric as negativePriceTimeShare } from '../metrics/negative-price-time-share.ts';
import { metric as networkBlocks } from '../metrics/network-blocks.ts';
import { metric as networkHashrate } from '../metrics/network-hashrate.ts';
import { metric as networkMinerRevenueUsd } from '../metrics/network-miner-revenue-usd.ts';
import { metric as offpeakTimeShare } from '../metrics/offpeak-time-share.ts';
import { metric as orphanRate } from '../metrics/orphan-rate.ts';
import { metric as ownFleetVsCbeci } from '../metrics/own-fleet-vs-cbeci.ts';
import { metric as peakPower } from '../metrics/peak-power.ts';
import { metric as poolFee } from '../metrics/pool-fee.ts';
import { metric as poolHhi } from '../metrics/pool-hhi.ts';
import { metric as powerCapacityUtilization } from '../metrics/power-capacity-utilization.ts';
import { metric as powerCostCPerKwh } from '../metrics/power-cost-c-per-kwh.ts';
import { metric as powerOutsideSurplus } from '../metrics/power-outside-surplus.ts';
import { metric as ppue } from '../metrics/ppue.ts';
import { metric as priceCaptureRatio } from '../metrics/price-capture-ratio.ts';
import { metric as priceElasticityAi } from '../metrics/price-elasticity-ai.ts';
import { metric as priceElasticityMining } from '../metrics/price-elasticity-mining.ts';
import { metric as priceP95 } from '../metrics/price-p95.ts';
import { metric as provenanceCoverage } from '../metrics/provenance-coverage.ts';
import { metric as pue } from '../metrics/pue.ts';
import { metric as pueCategory1 } from '../metrics/pue-category-1.ts';
import { metric as pueCategory3 } from '../metrics/pue-category-3.ts';
import { metric as queueWait } from '../metrics/queue-wait.ts';
import { metric as rampRate } from '../metrics/ramp-rate.ts';
import { metric as rci } from '../metrics/rci.ts';
import { metric as ref } from '../metrics/ref.ts';
import { metric as regret } from '../metrics/regret.ts';
import { metric as regulatoryCurtailmentMwh } from '../metrics/regulatory-curtailment-mwh.ts';
import { metric as regulatoryEventCount } from '../metrics/regulatory-event-count.ts';
import { metric as rejectRate } from '../metrics/reject-rate.ts';
import { metric as renewableShare } from '../metrics/renewable-share.ts';
import { metric as residualIntensity } from '../metrics/residual-intensity.ts';
import { metric as responseDepth } from '../metrics/response-depth.ts';
import { metric as responseTime } from '../metrics/response-time.ts';
import { metric as reusedAssetShare } from '../metrics/reused-asset-share.ts';
import { metric as revenuePerGpuHour } from '../metrics/revenue-per-gpu-hour.ts';
import { metric as revenuePerGpuHourInstalled } from '../metrics/revenue-per-gpu-hour-installed.ts';
import { metric as revenuePerMwhAi } from '../metrics/revenue-per-mwh-ai.ts';
import { metric as revenuePerMwhHash } from '../metrics/revenue-per-mwh-hash.ts';
import { metric as revenueShareAi } from '../metrics/revenue-share-ai.ts';
import { metric as runningCostPerBtc } from '../metrics/running-cost-per-btc.ts';
import { metric as scope2Location } from '../metrics/scope2-location.ts';
import { metric as scope2MarketAnnual } from '../metrics/scope2-market-annual.ts';
import { metric as scope2MarketHourly } from '../metrics/scope2-market-hourly.ts';
import { metric as sharedInfraEnergyShare } from '../metrics/shared-infra-energy-share.ts';
import { metric as siteOpexPerHash } from '../metrics/site-opex-per-hash.ts';
import { metric as sitePriceDiscount } from '../metrics/site-price-discount.ts';
import { metric as sloAttainment } from '../metrics/slo-attainment.ts';
import { metric as smActivity } from '../metrics/sm-activity.ts';
import { metric as smActivityAllocated } from '../metrics/sm-activity-allocated.ts';
import { metric as staleRate } from '../metrics/stale-rate.ts';
import { metric as strandedMwHours } from '../metrics/stranded-mw-hours.ts';
import { metric as subsidy } from '../metrics/subsidy.ts';
import { metric as supplyOutageMinutes } from '../metrics/supply-outage-minutes.ts';
import { metric as surplusPower } from '../metrics/surplus-power.ts';
import { metric as surplusResponse } from '../metrics/surplus-response.ts';
import { metric as switchEvents } from '../metrics/switch-events.ts';
import { metric as switchValue } from '../metrics/switch-value.ts';
import { metric as tensorActivity } from '../metrics/tensor-activity.ts';
import { metric as tensorActivityAllocated } from '../metrics/tensor-activity-allocated.ts';
import { metric as thermalCompliance } from '../metrics/thermal-compliance.ts';
import { metric as timeToEnergizeDays } from '../metrics/time-to-energize-days.ts';
import { metric as tokenRewardPerGpuHour } from '../metrics/token-reward-per-gpu-hour.ts';
import { metric as tokensPerJouleFacility } from '../metrics/tokens-per-joule-facility.ts';
import { metric as tokensPerJouleGpu } from '../metrics/tokens-per-joule-gpu.ts';
import { metric as tokensPerJouleIt } from '../metrics/tokens-per-joule-it.ts';
import { metric as trainingCompute } from '../metrics/training-compute.ts';
import { metric as tue } from '../metrics/tue.ts';
import { metric as unaccountedShare } from '../metrics/unaccounted-share.ts';
import { metric as upliftExMix } from '../metrics/uplift-ex-mix.ts';
import { metric as utilizationGain } from '../metrics/utilization-gain.ts';
import { metric as wue } from '../metrics/wue.ts';
import { metric as wueSource } from '../metrics/wue-source.ts';
import { metric as xidRate } from '../metrics/xid-rate.ts';
import { metric as yieldToAi } from '../metrics/yield-to-ai.ts';
import type { Metric } from '../metric.ts';

/** Every metric, by id. */
export const metrics = {
  ai_flex_depth: aiFlexDepth,
  ai_offpeak_energy_share: aiOffpeakEnergyShare,
  ai_offpeak_share: aiOffpeakShare,
  ai_spread: aiSpread,
  all_in_cost_per_btc: allInCostPerBtc,
  all_in_cost_per_btc_cash: allInCostPerBtcCash,
  all_in_cost_per_btc_full: allInCostPerBtcFull,
  all_in_cost_per_btc_power: allInCostPerBtcPower,
  as_revenue: asRevenue,
  asic_ai_work_share: asicAiWorkShare,
  asic_uptime_hash: asicUptimeHash,
  availability_time: availabilityTime,
  availability_time_gross: availabilityTimeGross,
  avg_price_paid: avgPricePaid,
  avoided_emissions: avoidedEmissions,
  avoided_loss_mwh: avoidedLossMwh,
  block_fee: blockFee,
  board_loss: boardLoss,
  breakeven_power_price: breakevenPowerPrice,
  btc_price: btcPrice,
  capacity_factor_gen: capacityFactorGen,
  capex_per_mw: capexPerMw,
  capital_cost_per_btc: capitalCostPerBtc,
  capital_per_mwh_ai: capitalPerMwhAi,
  capital_per_mwh_hash: capitalPerMwhHash,
  carbon_capture_ratio: carbonCaptureRatio,
  carbon_intensity_consumed: carbonIntensityConsumed,
  carbon_intensity_grid: carbonIntensityGrid,
  cer: cer,
  cfe_score: cfeScore,
  co_located_curtailment_absorbed_mwh: coLocatedCurtailmentAbsorbedMwh,
  co_operated_mw: coOperatedMw,
  coincidence_factor: coincidenceFactor,
  compl_corr: complCorr,
  compl_corr_natural: complCorrNatural,
  compl_sd: complSd,
  compl_sd_natural: complSdNatural,
  compl_tv: complTv,
  compl_tv_natural: complTvNatural,
  compute_spread: computeSpread,
  compute_spread_net: computeSpreadNet,
  converted_mw: convertedMw,
  cp_avoided_usd: cpAvoidedUsd,
  cp_demand: cpDemand,
  cue: cue,
  curtailed_hash: curtailedHash,
  curtailed_mwh: curtailedMwh,
  curtailed_renewable_absorbed_mwh: curtailedRenewableAbsorbedMwh,
  curtailment_avoided_cost: curtailmentAvoidedCost,
  curtailment_baseline_mwh: curtailmentBaselineMwh,
  curtailment_cost_benefit: curtailmentCostBenefit,
  curtailment_foregone_revenue: curtailmentForegoneRevenue,
  curtailment_hours: curtailmentHours,
  curtailment_lost_work: curtailmentLostWork,
  dcie: dcie,
  demand_charge: demandCharge,
  deployed_hashrate: deployedHashrate,
  direct_cost_per_btc: directCostPerBtc,
  direct_cost_per_btc_credits: directCostPerBtcCredits,
  direct_cost_per_btc_gross: directCostPerBtcGross,
  distributed_goodput: distributedGoodput,
  diversity_factor: diversityFactor,
  dpue: dpue,
  efficiency_uplift: efficiencyUplift,
  emissions_by_contract: emissionsByContract,
  emissions_per_btc: emissionsPerBtc,
  emissions_per_eh: emissionsPerEh,
  emissions_per_million_tokens: emissionsPerMillionTokens,
  energy_by_contract: energyByContract,
  energy_facility: energyFacility,
  energy_gpu: energyGpu,
  energy_grid_market: energyGridMarket,
  energy_m0: energyM0,
  energy_m3: energyM3,
  energy_m4_asic: energyM4Asic,
  energy_marginal: energyMarginal,
  energy_mc: energyMc,
  energy_per_request: energyPerRequest,
  energy_unaccounted: energyUnaccounted,
  ere: ere,
  erf: erf,
  ers_revenue: ersRevenue,
  expected_blocks_per_ph_day: expectedBlocksPerPhDay,
  fleet_j_per_th_facility: fleetJPerThFacility,
  fleet_j_per_th_nameplate: fleetJPerThNameplate,
  fleet_j_per_th_wall: fleetJPerThWall,
  flex_reliability: flexReliability,
  goodput_program: goodputProgram,
  goodput_runtime: goodputRuntime,
  goodput_sched: goodputSched,
  gpu_billed_share: gpuBilledShare,
  gpu_hour_price: gpuHourPrice,
  gpu_occupancy: gpuOccupancy,
  gpu_occupancy_gross: gpuOccupancyGross,
  gpu_power_utilization: gpuPowerUtilization,
  gross_margin_hash: grossMarginHash,
  hash_spread: hashSpread,
  hashcost: hashcost,
  hashcost_full: hashcostFull,
  hashprice_btc: hashpriceBtc,
  hashprice_jpm: hashpriceJpm,
  hashprice_realised: hashpriceRealised,
  hashprice_usd: hashpriceUsd,
  hashrate_accepted: hashrateAccepted,
  hashrate_device: hashrateDevice,
  hashrate_realisation: hashrateRealisation,
  headroom_fill_ratio: headroomFillRatio,
  heat_removed: heatRemoved,
  hfu: hfu,
  hosting_usd_per_kw_month: hostingUsdPerKwMonth,
  hw_error_rate: hwErrorRate,
  implied_btc_price_for_100b: impliedBtcPriceFor100b,
  inference_compute: inferenceCompute,
  interconnect_headroom_mw: interconnectHeadroomMw,
  ipue: ipue,
  iteesv: iteesv,
  iteusv: iteusv,
  itue: itue,
  lag_profile: lagProfile,
  lmp_components: lmpComponents,
  lmp_congestion: lmpCongestion,
  lmp_energy: lmpEnergy,
  lmp_loss: lmpLoss,
  load_factor: loadFactor,
  load_factor_uplift: loadFactorUplift,
  local_consumption_share: localConsumptionShare,
  luck: luck,
  marginal_emissions: marginalEmissions,
  marginal_intensity_grid: marginalIntensityGrid,
  mean_power: meanPower,
  mean_price: meanPrice,
  methane_abatement: methaneAbatement,
  mfu: mfu,
  mixed_site_hours: mixedSiteHours,
  mtbf_gpu: mtbfGpu,
  mw_released_to_ai: mwReleasedToAi,
  nakamoto_number: nakamotoNumber,
  negative_price_capture: negativePriceCapture,
  negative_price_credit_usd: negativePriceCreditUsd,
  negative_price_energy_share: negativePriceEnergyShare,
  negative_price_hours: negativePriceHours,
  negative_price_mwh: negativePriceMwh,
  negative_price_time_share: negativePriceTimeShare,
  network_blocks: networkBlocks,
  network_hashrate: networkHashrate,
  network_miner_revenue_usd: networkMinerRevenueUsd,
  offpeak_time_share: offpeakTimeShare,
  orphan_rate: orphanRate,
  own_fleet_vs_cbeci: ownFleetVsCbeci,
  peak_power: peakPower,
  pool_fee: poolFee,
  pool_hhi: poolHhi,
  power_capacity_utilization: powerCapacityUtilization,
  power_cost_c_per_kwh: powerCostCPerKwh,
  power_outside_surplus: powerOutsideSurplus,
  ppue: ppue,
  price_capture_ratio: priceCaptureRatio,
  price_elasticity_ai: priceElasticityAi,
  price_elasticity_mining: priceElasticityMining,
  price_p95: priceP95,
  provenance_coverage: provenanceCoverage,
  pue: pue,
  pue_category_1: pueCategory1,
  pue_category_3: pueCategory3,
  queue_wait: queueWait,
  ramp_rate: rampRate,
  rci: rci,
  ref: ref,
  regret: regret,
  regulatory_curtailment_mwh: regulatoryCurtailmentMwh,
  regulatory_event_count: regulatoryEventCount,
  reject_rate: rejectRate,
  renewable_share: renewableShare,
  residual_intensity: residualIntensity,
  response_depth: responseDepth,
  response_time: responseTime,
  reused_asset_share: reusedAssetShare,
  revenue_per_gpu_hour: revenuePerGpuHour,
  revenue_per_gpu_hour_installed: revenuePerGpuHourInstalled,
  revenue_per_mwh_ai: revenuePerMwhAi,
  revenue_per_mwh_hash: revenuePerMwhHash,
  revenue_share_ai: revenueShareAi,
  running_cost_per_btc: runningCostPerBtc,
  scope2_location: scope2Location,
  scope2_market_annual: scope2MarketAnnual,
  scope2_market_hourly: scope2MarketHourly,
  shared_infra_energy_share: sharedInfraEnergyShare,
  site_opex_per_hash: siteOpexPerHash,
  site_price_discount: sitePriceDiscount,
  slo_attainment: sloAttainment,
  sm_activity: smActivity,
  sm_activity_allocated: smActivityAllocated,
  stale_rate: staleRate,
  stranded_mw_hours: strandedMwHours,
  subsidy: subsidy,
  supply_outage_minutes: supplyOutageMinutes,
  surplus_power: surplusPower,
  surplus_response: surplusResponse,
  switch_events: switchEvents,
  switch_value: switchValue,
  tensor_activity: tensorActivity,
  tensor_activity_allocated: tensorActivityAllocated,
  thermal_compliance: thermalCompliance,
  time_to_energize_days: timeToEnergizeDays,
  token_reward_per_gpu_hour: tokenRewardPerGpuHour,
  tokens_per_joule_facility: tokensPerJouleFacility,
  tokens_per_joule_gpu: tokensPerJouleGpu,
  tokens_per_joule_it: tokensPerJouleIt,
  training_compute: trainingCompute,
  tue: tue,
  unaccounted_share: unaccountedShare,
  uplift_ex_mix: upliftExMix,
  utilization_gain: utilizationGain,
  wue: wue,
  wue_source: wueSource,
  xid_rate: xidRate,
  yield_to_ai: yieldToAi,
} as const satisfies Record<string, Metric>;
