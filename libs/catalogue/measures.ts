/** Metering points, and `board` for what a GPU board says of itself. */
export type MeasuringPoint = 'M0' | 'M3' | 'M4' | 'Mc' | 'board' | 'facility';

/** Rollup tables that measures come from; `window` is the time of the whole site, whatever is asked of it. */
export const measureTables = ['asic', 'gpu', 'site', 'window'] as const;
export type MeasureTable = (typeof measureTables)[number];

/** A quantity that adds up: a column (or sum of columns) of `rollup_<table>`, and how. */
export interface Measure {
  readonly table: MeasureTable;
  /** SQL over the table's own columns; the only text that reaches a statement. */
  readonly sql: string;
  /** UCUM unit of `sql` times `scale`. */
  readonly unit: string;
  readonly scale: number;
  readonly point?: MeasuringPoint;
  readonly overTime: 'sum' | 'max';
  /** `mean` divides by the number of units expected on average; `none` refuses several at once. */
  readonly overDevices: 'sum' | 'mean' | 'none';
  readonly brief: string;
}

const sum = { overTime: 'sum', overDevices: 'sum' } as const;
const asic = { table: 'asic', ...sum } as const;
const gpu = { table: 'gpu', ...sum } as const;
const site = { table: 'site', ...sum } as const;
const joule = { unit: 'J', scale: 1 } as const;
const ms = { unit: 's', scale: 1e-3 } as const;
const gigahash = { unit: '{hash}', scale: 1e9 } as const;
/** A share of difficulty 1 takes 2^32 hashes on average. */
const difficulty = { unit: '{hash}', scale: 2 ** 32 } as const;
const phDayHashes = 1e15 * 86_400;

/** Every measure, by id. */
export const measures = {
  window: {
    table: 'window',
    sql: 'window_ms',
    unit: 's',
    scale: 1e-3,
    overTime: 'sum',
    overDevices: 'none',
    brief: 'Time of the window between the first and the last reading of the site.',
  },

  asic_expected: {
    ...asic,
    ...ms,
    sql: 'expected_ms',
    brief: 'Time in which the register expects the miners.',
  },
  asic_available: {
    ...asic,
    ...ms,
    sql: 'expected_ms - curtailed_ms',
    brief: 'Expected time outside ordered curtailments.',
  },
  asic_energy: { ...asic, ...joule, sql: 'energy_j', point: 'M4', brief: "Energy used at the miners' inputs." },
  asic_energy_time: { ...asic, ...ms, sql: 'energy_ms', brief: "Time in which the miners' energy is known." },
  asic_rate: { ...asic, ...gigahash, sql: 'rate_gh', brief: 'Integral of the hash rate that the miners report.' },
  asic_rate_time: { ...asic, ...ms, sql: 'rate_ms', brief: 'Time in which the reported rate is known.' },
  asic_rate_span: {
    ...asic,
    ...ms,
    sql: 'rate_ms',
    overDevices: 'mean',
    brief: 'Time in which the reported rate is known, of the mean miner.',
  },
  asic_accepted: { ...asic, ...difficulty, sql: 'accepted_diff', brief: 'Hashes that the accepted shares stand for.' },
  asic_rejected: { ...asic, ...difficulty, sql: 'rejected_diff', brief: 'Hashes that the rejected shares stand for.' },
  asic_submitted: {
    ...asic,
    ...difficulty,
    sql: 'accepted_diff + rejected_diff + stale_diff',
    brief: 'Hashes that all submitted shares stand for.',
  },
  asic_shares_time: { ...asic, ...ms, sql: 'shares_ms', brief: 'Time in which the share counters are known.' },
  asic_rejects_time: {
    ...asic,
    ...ms,
    sql: 'rejects_ms',
    brief: 'Time in which accepted and rejected shares are both known.',
  },
  asic_nominal: {
    ...asic,
    ...gigahash,
    sql: 'nominal_gh',
    brief: 'Rated hashes in the expected time.',
  },
  asic_up: { ...asic, ...ms, sql: 'up_ms', brief: 'Time at half of the rated rate or more.' },
  asic_wall_energy: {
    ...asic,
    ...joule,
    sql: 'wall_j',
    point: 'M4',
    brief: "Energy at the miners' inputs where energy and shares are both covered.",
  },
  asic_wall_hash: { ...asic, ...difficulty, sql: 'wall_diff', brief: 'Accepted hashes of the same time.' },
  asic_wall_time: { ...asic, ...ms, sql: 'wall_ms', brief: 'Expected time of the same buckets.' },
  asic_facility_energy: {
    ...asic,
    ...joule,
    sql: 'facility_j',
    point: 'facility',
    brief: "Share of the hall's facility energy, by energy, where it and the shares are both covered.",
  },
  asic_facility_hash: { ...asic, ...difficulty, sql: 'facility_diff', brief: 'Accepted hashes of the same time.' },
  asic_facility_time: { ...asic, ...ms, sql: 'facility_ms', brief: 'Expected time of the same buckets.' },

  gpu_expected: {
    ...gpu,
    ...ms,
    sql: 'expected_ms',
    brief: 'Time in which the register expects the boards.',
  },
  gpu_energy: { ...gpu, ...joule, sql: 'energy_j', point: 'board', brief: 'Energy that the boards count.' },
  gpu_energy_time: { ...gpu, ...ms, sql: 'energy_ms', brief: "Time in which the boards' energy is known." },
  gpu_limited_energy: {
    ...gpu,
    ...joule,
    sql: 'limited_energy_j',
    point: 'board',
    brief: 'Energy of the boards while their limit is known.',
  },
  gpu_limit_energy: {
    ...gpu,
    ...joule,
    sql: 'limit_j',
    point: 'board',
    brief: 'Enforced power limit times the same time.',
  },
  gpu_limited_time: { ...gpu, ...ms, sql: 'limited_ms', brief: 'Time in which energy and limit are known.' },
  gpu_sm: { ...gpu, ...ms, sql: 'sm_ms', brief: 'Integral of the activity of the streaming multiprocessors.' },
  gpu_sm_time: { ...gpu, ...ms, sql: 'sm_observed_ms', brief: 'Time in which that activity is known.' },
  gpu_sm_fallback: { ...gpu, ...ms, sql: 'sm_fallback_ms', brief: 'Part of it in which another signal stood in.' },
  gpu_tensor: { ...gpu, ...ms, sql: 'tensor_ms', brief: 'Integral of the activity of the tensor pipes.' },
  gpu_tensor_time: { ...gpu, ...ms, sql: 'tensor_observed_ms', brief: 'Time in which that activity is known.' },

  site_window: { ...site, ...ms, sql: 'window_ms', brief: 'Length of the buckets.' },
  site_m0: { ...site, ...joule, sql: 'm0_j', point: 'M0', brief: 'Energy drawn at the utility meter.' },
  site_m0_time: { ...site, ...ms, sql: 'm0_ms', brief: 'Time in which it is known.' },
  site_it: { ...site, ...joule, sql: 'it_j', point: 'M3', brief: 'Energy through the hall feeders.' },
  site_it_time: { ...site, ...ms, sql: 'it_ms', brief: 'Time in which all feeders are known.' },
  site_cooling: { ...site, ...joule, sql: 'cooling_j', point: 'Mc', brief: 'Electricity for cooling.' },
  site_cooling_time: { ...site, ...ms, sql: 'cooling_ms', brief: 'Time in which it is known.' },
  site_heat: { ...site, ...joule, sql: 'heat_j', brief: 'Heat taken out of the cooling loops.' },
  site_heat_time: { ...site, ...ms, sql: 'heat_ms', brief: 'Time in which it is known.' },
  site_pue_facility: {
    ...site,
    ...joule,
    sql: 'pue_facility_j',
    point: 'facility',
    brief: 'Facility energy where facility and IT are both covered.',
  },
  site_pue_it: { ...site, ...joule, sql: 'pue_it_j', point: 'M3', brief: 'IT energy of the same time.' },
  site_pue_time: { ...site, ...ms, sql: 'pue_ms', brief: 'Length of that time.' },
  site_cer_heat: {
    ...site,
    ...joule,
    sql: 'cer_heat_j',
    brief: 'Heat removed where heat and cooling electricity are both covered.',
  },
  site_cer_cooling: {
    ...site,
    ...joule,
    sql: 'cer_cooling_j',
    point: 'Mc',
    brief: 'Cooling electricity of the same time.',
  },
  site_cer_time: { ...site, ...ms, sql: 'cer_ms', brief: 'Length of that time.' },
  site_contracted: {
    ...site,
    ...joule,
    sql: 'contracted_j',
    brief: 'Contracted power times the time in which facility energy is known.',
  },
  site_contracted_facility: {
    ...site,
    ...joule,
    sql: 'contracted_facility_j',
    point: 'facility',
    brief: 'Facility energy of the same time.',
  },
  site_contracted_time: { ...site, ...ms, sql: 'contracted_ms', brief: 'Length of that time.' },
  site_level: {
    ...site,
    ...joule,
    sql: 'level_j',
    point: 'facility',
    brief: 'Facility energy of fully covered, unbridged 15-minute buckets.',
  },
  site_level_time: { ...site, ...ms, sql: 'level_ms', brief: 'Length of those buckets.' },
  site_peak: {
    ...site,
    sql: 'peak_w',
    unit: 'W',
    scale: 1,
    point: 'facility',
    overTime: 'max',
    overDevices: 'none',
    brief: 'Greatest 15-minute mean of them.',
  },
  site_cost: {
    ...site,
    sql: 'cost',
    unit: '{currency}',
    scale: 1,
    brief: 'Price times facility energy over the priced instants.',
  },
  site_priced: {
    ...site,
    ...joule,
    sql: 'priced_j',
    point: 'facility',
    brief: 'Facility energy of the priced instants.',
  },
  site_priced_time: { ...site, ...ms, sql: 'priced_ms', brief: 'Length of the priced instants.' },
  site_wall_energy: {
    ...site,
    ...joule,
    sql: 'wall_j',
    point: 'M3',
    brief: 'Feeder energy of mining halls where it and the shares are both covered.',
  },
  site_wall_hash: { ...site, ...difficulty, sql: 'wall_diff', brief: 'Accepted hashes of the same time.' },
  site_wall_time: { ...site, ...ms, sql: 'wall_ms', brief: 'Length of that time.' },
  site_mining_energy: {
    ...site,
    ...joule,
    sql: 'mining_facility_j',
    point: 'facility',
    brief: 'Facility energy of mining halls where it and the shares are both covered.',
  },
  site_mining_hash: { ...site, ...difficulty, sql: 'mining_facility_diff', brief: 'Accepted hashes of the same time.' },
  site_mining_time: { ...site, ...ms, sql: 'mining_facility_ms', brief: 'Length of that time.' },
  site_hashprice: {
    ...site,
    sql: 'hashprice_time',
    unit: '{USD}.s/{hash}',
    scale: 1e-3 / phDayHashes,
    overDevices: 'none',
    brief: 'Integral of the hashprice.',
  },
  site_hashprice_time: {
    ...site,
    ...ms,
    sql: 'hashprice_ms',
    overDevices: 'none',
    brief: 'Time in which the hashprice is known.',
  },
  site_pool_fee: {
    ...site,
    ...ms,
    sql: 'pool_fee_time',
    overDevices: 'none',
    brief: "Integral of the pool's share over the same time.",
  },
  site_hash_revenue: {
    ...site,
    sql: 'hash_revenue_usd',
    unit: '{USD}',
    scale: 1,
    brief: 'Accepted hashes times the hashprice.',
  },
  site_hash_revenue_energy: {
    ...site,
    ...joule,
    sql: 'hash_revenue_j',
    point: 'facility',
    brief: 'Mining facility energy of the same time.',
  },
  site_ai_revenue: {
    ...site,
    sql: 'ai_revenue_usd',
    unit: '{USD}',
    scale: 1,
    brief: 'Installed GPU hours times billed share and rate.',
  },
  site_ai_revenue_energy: {
    ...site,
    ...joule,
    sql: 'ai_revenue_j',
    point: 'facility',
    brief: 'Facility energy of AI halls of the same time.',
  },
  site_price: {
    ...site,
    sql: 'price_time',
    unit: '{currency}.s/J',
    scale: 1e-3 / 3.6e9,
    overDevices: 'none',
    brief: 'Integral of the power price.',
  },
  site_price_time: { ...site, ...ms, sql: 'price_ms', overDevices: 'none', brief: 'Time in which the price is known.' },
  site_facility: {
    ...site,
    ...joule,
    sql: 'facility_j',
    point: 'facility',
    brief: 'Facility energy: drawn at M0 and generated, less what is exported and stored.',
  },
  site_facility_time: { ...site, ...ms, sql: 'facility_ms', brief: 'Time in which facility energy is known.' },
} as const satisfies Record<string, Measure>;

export type MeasureId = keyof typeof measures;

/** A measure by id, with its optional fields visible. */
export const measure = (id: MeasureId): Measure => measures[id];

/** What a table's covered time is held against. */
export const expectedOf = { asic: 'asic_expected', gpu: 'gpu_expected', site: 'site_window' } as const satisfies Record<
  Exclude<MeasureTable, 'window'>,
  MeasureId
>;
