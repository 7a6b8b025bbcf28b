import { type EnergyOrigin, energyOrigins } from '#contracts';

const mixed = ['m0', 'it', 'cooling', 'facility'] as const;
export type MixedPoint = (typeof mixed)[number];
export const mixName = <Point extends MixedPoint, Name extends EnergyOrigin>(
  point: Point,
  origin: Name,
): `${Point}_${Name}_j` => `${point}_${origin}_j`;

/** Whole numbers of energy, water and carbon in `rollup_site`, in base units. */
export const facilityWholeNames = [
  ...mixed.flatMap((point) => energyOrigins.map((origin) => mixName(point, origin))),
  'gap_whole_j',
  'gap_parts_j',
  'gap_ms',
  'pue1_facility_j',
  'pue1_it_j',
  'pue1_ms',
  'pue3_facility_j',
  'pue3_it_j',
  'pue3_ms',
  'itue_it_j',
  'itue_compute_j',
  'itue_ms',
  'reuse_j',
  'reuse_facility_j',
  'reuse_it_j',
  'reuse_ms',
  'renewable_j',
  'renewable_facility_j',
  'renewable_ms',
  'water_ml',
  'water_it_j',
  'water_ms',
  'source_water_ml',
  'source_water_it_j',
  'source_water_ms',
  'design_pue_ms',
  'server_ms',
  'cpu_ms',
  'recommended_ms',
  'allowable_ms',
  'sensor_ms',
  'thermal_ms',
  'shared_j',
  'shared_facility_j',
  'shared_ms',
  'market_j',
  'market_ms',
  'contract_j',
  'cfe_j',
  'cfe_facility_j',
  'cfe_ms',
  'marginal_j',
  'marginal_ms',
  'moer_ms',
  'mining_carbon_diff',
  'mining_carbon_ms',
  'coined_ms',
  'abated_ms',
] as const;

/** Amounts of the same, in units of 10^-12. */
export const facilityAmountNames = [
  'design_pue_time',
  'server_performance_time',
  'server_kw_time',
  'cpu_time',
  'cpu_server_time',
  'residual_g',
  'contract_g',
  'hourly_g',
  'marginal_g',
  'moer_time',
  'mining_carbon_g',
  'coined_g',
  'coined_btc',
  'abated_g',
] as const;

/** The figures of a place in a bucket, by their columns; of a time of 0 nothing is known. */
export type FacilityFigures = Readonly<
  Record<(typeof facilityWholeNames)[number], number | bigint> & Record<(typeof facilityAmountNames)[number], bigint>
>;
export type SomeFigures = Partial<FacilityFigures>;

export const noFigures = Object.fromEntries(
  [...facilityWholeNames, ...facilityAmountNames].map((name) => [name, 0n]),
) as FacilityFigures;
