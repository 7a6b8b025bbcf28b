import { type EnergyOrigin, energyOrigins } from '#contracts';
import { joule, type Measure, ms, sum } from './measure.ts';

const site = { table: 'site', ...sum } as const;
const gram = { unit: 'g', scale: 1 } as const;
const litre = { unit: 'L', scale: 1e-3 } as const;
/** Of the site as a whole, whatever halls are named. */
const whole = { ...site, overDevices: 'none' } as const;

/** What an energy is made of by where its figure comes from: columns `<prefix>_<origin>_j`. */
export const mixMeasures = <Id extends string>(
  id: Id,
  { table }: Pick<Measure, 'table'>,
  column: (origin: EnergyOrigin) => string,
): Record<`${Id}_${EnergyOrigin}`, Measure> =>
  Object.fromEntries(
    energyOrigins.map((origin) => [
      `${id}_${origin}`,
      { table, ...sum, ...joule, sql: column(origin), brief: `Part of the energy at that point that is ${origin}.` },
    ]),
  ) as Record<`${Id}_${EnergyOrigin}`, Measure>;

/** Measures of energy by origin and balance, of water and heat, and of what the register says of a site. */
export const facilityMeasures = {
  ...mixMeasures('site_m0', site, (origin) => `m0_${origin}_j`),
  ...mixMeasures('site_it', site, (origin) => `it_${origin}_j`),
  ...mixMeasures('site_cooling', site, (origin) => `cooling_${origin}_j`),
  ...mixMeasures('site_facility', site, (origin) => `facility_${origin}_j`),
  site_gap: {
    ...site,
    ...joule,
    sql: 'gap_whole_j - gap_parts_j',
    brief: 'What came in less the sum of the parts, where all of them are covered.',
  },
  site_gap_whole: { ...site, ...joule, sql: 'gap_whole_j', brief: 'What came in over the same time.' },
  site_gap_time: { ...site, ...ms, sql: 'gap_ms', brief: 'Length of that time.' },
  site_pue1_facility: {
    ...site,
    ...joule,
    sql: 'pue1_facility_j',
    point: 'facility',
    brief: 'Facility energy where it and the UPS outputs are both covered.',
  },
  site_pue1_it: { ...site, ...joule, sql: 'pue1_it_j', brief: 'Energy at the UPS outputs over the same time.' },
  site_pue1_time: { ...site, ...ms, sql: 'pue1_ms', brief: 'Length of that time.' },
  site_pue3_facility: {
    ...site,
    ...joule,
    sql: 'pue3_facility_j',
    point: 'facility',
    brief: 'Facility energy where it and the IT inputs are both covered.',
  },
  site_pue3_it: { ...site, ...joule, sql: 'pue3_it_j', brief: 'Energy at the IT inputs over the same time.' },
  site_pue3_time: { ...site, ...ms, sql: 'pue3_ms', brief: 'Length of that time.' },
  site_itue_it: {
    ...site,
    ...joule,
    sql: 'itue_it_j',
    point: 'M3',
    brief: 'IT energy where it and what computes are both covered.',
  },
  site_itue_compute: {
    ...site,
    ...joule,
    sql: 'itue_compute_j',
    brief: 'Energy that boards count, and that of miners times the share of their chips.',
  },
  site_itue_time: { ...site, ...ms, sql: 'itue_ms', brief: 'Length of that time.' },
  site_reuse: {
    ...whole,
    ...joule,
    sql: 'reuse_j',
    brief: 'Heat used outside, where it, facility and IT are all covered.',
  },
  site_reuse_facility: {
    ...whole,
    ...joule,
    sql: 'reuse_facility_j',
    point: 'facility',
    brief: 'Facility energy of the same time.',
  },
  site_unused: {
    ...whole,
    ...joule,
    sql: 'reuse_facility_j - reuse_j',
    point: 'facility',
    brief: 'Facility energy of the same time less the heat used outside.',
  },
  site_reuse_it: { ...whole, ...joule, sql: 'reuse_it_j', brief: 'IT energy of the same time.' },
  site_reuse_time: { ...whole, ...ms, sql: 'reuse_ms', brief: 'Length of that time.' },
  site_renewable: {
    ...whole,
    ...joule,
    sql: 'renewable_j',
    brief: 'Cancelled certificates and renewable generation of the site, where facility energy is covered.',
  },
  site_renewable_facility: {
    ...whole,
    ...joule,
    sql: 'renewable_facility_j',
    brief: 'Facility energy of the same time.',
  },
  site_renewable_time: { ...whole, ...ms, sql: 'renewable_ms', brief: 'Length of that time.' },
  site_water: { ...whole, ...litre, sql: 'water_ml', brief: 'Water of cooling, where it and IT are both covered.' },
  site_water_it: { ...whole, ...joule, sql: 'water_it_j', brief: 'IT energy of the same time.' },
  site_water_time: { ...whole, ...ms, sql: 'water_ms', brief: 'Length of that time.' },
  site_source_water: {
    ...whole,
    ...litre,
    sql: 'source_water_ml',
    brief: 'Energy at the utility meter times the registered water of a kWh, where it and IT are both covered.',
  },
  site_source_water_it: { ...whole, ...joule, sql: 'source_water_it_j', brief: 'IT energy of the same time.' },
  site_source_water_time: { ...whole, ...ms, sql: 'source_water_ms', brief: 'Length of that time.' },
  site_design_pue: {
    ...whole,
    ...ms,
    sql: 'design_pue_time',
    brief: 'Designed PUE times the time for which it is registered.',
  },
  site_design_pue_time: { ...whole, ...ms, sql: 'design_pue_ms', brief: 'Time for which it is registered.' },
  site_server_performance: {
    ...whole,
    sql: 'server_performance_time',
    unit: '{performance}.s',
    scale: 1e-3,
    brief: 'Greatest performance of the registered servers times time.',
  },
  site_server_power: {
    ...whole,
    sql: 'server_kw_time',
    unit: 'J',
    scale: 1,
    brief: 'Greatest power of the registered servers times the same time.',
  },
  site_server_time: { ...whole, ...ms, sql: 'server_ms', brief: 'Time for which servers are registered.' },
  site_cpu: { ...whole, ...ms, sql: 'cpu_time', brief: 'Registered utilisation of processors times servers and time.' },
  site_cpu_servers: { ...whole, ...ms, sql: 'cpu_server_time', brief: 'The same servers times the same time.' },
  site_cpu_time: { ...whole, ...ms, sql: 'cpu_ms', brief: 'Time for which a utilisation is registered.' },
  site_recommended: { ...whole, ...ms, sql: 'recommended_ms', brief: 'Sensor time within the recommended band.' },
  site_allowable: { ...whole, ...ms, sql: 'allowable_ms', brief: 'Sensor time within the allowable band.' },
  site_sensor: { ...whole, ...ms, sql: 'sensor_ms', brief: 'Sensor time of supply temperatures that have a band.' },
  site_thermal_time: { ...whole, ...ms, sql: 'thermal_ms', brief: 'Time of the mean sensor.' },
  site_shared: {
    ...whole,
    ...joule,
    sql: 'shared_j',
    brief: 'Energy through transformers and cooling loops that mining and AI share.',
  },
  site_shared_facility: { ...whole, ...joule, sql: 'shared_facility_j', brief: 'Facility energy of the same time.' },
  site_shared_time: { ...whole, ...ms, sql: 'shared_ms', brief: 'Length of that time.' },
  site_market: {
    ...whole,
    ...joule,
    sql: 'market_j',
    brief: 'Energy drawn from the grid over the instants in which a residual factor is known.',
  },
  site_market_time: { ...whole, ...ms, sql: 'market_ms', brief: 'Length of those instants.' },
  site_residual: { ...whole, ...gram, sql: 'residual_g', brief: 'That energy at the residual factor of its instants.' },
  site_contract: {
    ...whole,
    ...joule,
    sql: 'contract_j',
    brief: 'Energy of contracts through the grid and of cancelled certificates over the same time.',
  },
  site_contract_carbon: { ...whole, ...gram, sql: 'contract_g', brief: 'Emissions of those contracts.' },
  site_hourly_carbon: {
    ...whole,
    ...gram,
    sql: 'hourly_g',
    brief:
      'Emissions of contracts up to what is drawn in the same quarter of an hour, and of the rest at the residual factor.',
  },
  site_cfe: {
    ...whole,
    ...joule,
    sql: 'cfe_j',
    brief: 'Carbon-free energy used in the quarter of an hour in which it came.',
  },
  site_cfe_facility: { ...whole, ...joule, sql: 'cfe_facility_j', brief: 'Facility energy of the same time.' },
  site_cfe_time: { ...whole, ...ms, sql: 'cfe_ms', brief: 'Length of that time.' },
  site_marginal: {
    ...whole,
    ...joule,
    sql: 'marginal_j',
    brief: 'Energy drawn from the grid over the instants in which the marginal rate is known.',
  },
  site_marginal_time: { ...whole, ...ms, sql: 'marginal_ms', brief: 'Length of those instants.' },
  site_marginal_carbon: {
    ...whole,
    ...gram,
    sql: 'marginal_g',
    brief: 'That energy at the marginal rate of its instants.',
  },
  site_moer: {
    ...whole,
    sql: 'moer_time',
    unit: 'g.s/J',
    scale: 1e-3 / 3.6e6,
    brief: 'Integral of the marginal rate of the grid.',
  },
  site_moer_time: { ...whole, ...ms, sql: 'moer_ms', brief: 'Time in which the marginal rate is known.' },
  site_mining_carbon: {
    ...site,
    ...gram,
    sql: 'mining_carbon_g',
    brief: 'Emissions of mining by location, where they and the shares are both covered.',
  },
  site_mining_carbon_hash: {
    ...site,
    unit: '{hash}',
    scale: 2 ** 32,
    sql: 'mining_carbon_diff',
    brief: 'Accepted hashes of the same time.',
  },
  site_mining_carbon_time: { ...site, ...ms, sql: 'mining_carbon_ms', brief: 'Length of that time.' },
  site_coined_carbon: { ...site, ...gram, sql: 'coined_g', brief: 'The same emissions while the chain is known.' },
  site_coined: {
    ...site,
    sql: 'coined_btc',
    unit: '{BTC}',
    scale: 1,
    brief: 'What those shares are expected to earn.',
  },
  site_coined_time: { ...site, ...ms, sql: 'coined_ms', brief: 'Length of that time.' },
  site_abated: { ...whole, ...gram, sql: 'abated_g', brief: 'Methane abated as registered.' },
  site_abated_time: { ...whole, ...ms, sql: 'abated_ms', brief: 'Time in which the register knows.' },
} as const satisfies Record<string, Measure>;
