/** Days: fewer say nothing about a week's pattern. */
export const fourWeeks = 28;

/** How a reading can be measured here; the methods are those of `libs/claims`. */
export const claimMethods = [
  'ai_offpeak_share',
  'asic_ai_work_share',
  'co_located_curtailment_absorbed',
  'co_operated_growth',
  'co_operated_mw',
  'coincidence_factor',
  'compl_corr',
  'compl_corr_natural',
  'compl_sd',
  'compl_sd_natural',
  'compl_tv',
  'compl_tv_natural',
  'compute_spread',
  'compute_spread_net',
  'converted_mw',
  'cue',
  'curtailed_renewable_absorbed',
  'curtailment_zone',
  'difficulty_spread',
  'diversity_factor',
  'efficiency_uplift',
  'efficiency_uplift_capital',
  'efficiency_uplift_contract',
  'efficiency_uplift_cost',
  'frontier_2023',
  'frontier_2024',
  'frontier_ratio',
  'headroom_fill_ratio',
  'implied_btc_price',
  'installed_2023',
  'installed_2024',
  'interconnect_headroom_mw',
  'lag_profile',
  'load_factor_gap',
  'load_factor_uplift',
  'mixed_site_hours',
  'mw_released_to_ai',
  'negative_price_capture',
  'negative_price_hours',
  'own_fleet_vs_cbeci',
  'owners_hhi',
  'owners_hhi_change',
  'power_capacity_utilization',
  'price_elasticity_ai',
  'price_elasticity_mining',
  'price_p95',
  'regret',
  'revenue_share_ai',
  'scope2_location',
  'stranded_mw_hours',
  'supply_outage_minutes',
  'surplus_response_ai',
  'surplus_response_mining',
  'switch_value',
  'top_owners_share',
  'train_compute_growth',
  'uplift_ai',
  'uplift_ex_mix',
  'uplift_mining',
  'uplift_mix',
  'uplift_overhead',
  'uplift_use',
  'useful_value_ai',
  'useful_value_mining',
  'utilization_gain',
  'vendor_revenue',
] as const;
export type ClaimMethod = (typeof claimMethods)[number];

export const directions = ['above', 'at_least', 'at_most', 'below'] as const;
export const directionSigns = { above: '>', at_least: '≥', at_most: '≤', below: '<' } as const;

/** What a claim is held against: the whole interval must lie on one side. */
export interface Threshold {
  readonly value: number;
  /** Where, seen from it, the claim says that the value lies. */
  readonly direction: (typeof directions)[number];
}

interface AnyReading {
  /** Unique within the claim. */
  readonly id: string;
  readonly metric: string;
  readonly title: string;
  /** UCUM unit of value, interval and threshold. */
  readonly unit: string;
  readonly threshold?: Threshold;
  /** Readings of the claim that share it are one test of several numbers: their intervals are adjusted for that (Holm). */
  readonly family?: string;
  readonly caveats?: readonly string[];
}

/** How a reading is measured that a metric of the catalogue answers: that of its own id, unless it is of a growth. */
export interface OfKpi {
  /** Only so many days at the end of the window are read. */
  readonly lastDays?: number;
  /** A metric that adds up: the reading is how many times the work of the window's first month it comes to by the end of 2030, as its months grow. */
  readonly growthOf?: string;
  /** Another metric of the catalogue than the one that the reading is called by. */
  readonly of?: string;
  /** At sites of AI alone less at sites of mining alone, of all that are asked about together. */
  readonly isBetweenClasses?: true;
}

/** A number that the claim can be held against: measured by a method, or as the catalogue does. */
export type Reading = AnyReading &
  (
    | { readonly method: ClaimMethod; readonly minimumDays: number; readonly kpi?: undefined }
    | { readonly kpi: OfKpi; readonly minimumDays: number; readonly method?: undefined }
  );

/** A sentence of the thesis, in our own words. */
export interface Claim {
  readonly id: string;
  readonly section: string;
  readonly statement: string;
  /** Several are told apart, never averaged. */
  readonly readings: readonly Reading[];
  /** Why telemetry cannot speak to it; it has no readings then. */
  readonly notTestable?: string;
}
