import { Temporal } from 'temporal-polyfill';
import type { ByWorkload } from './uplift/decomposition.ts';

/** Mean load in one quarter of an hour of both workloads, where both are fully covered and unbridged. */
export interface Quarter {
  /** UTC ms. */
  readonly at: number;
  /** Facility power, kW. */
  readonly mining: number;
  readonly ai: number;
}

/** What is known of the site in one quarter of an hour, whatever its halls are. */
export interface SiteQuarter {
  readonly at: number;
  /** Energy contracted, and facility energy of the same time, J. */
  readonly contractedJ: number;
  readonly facilityJ: number;
  /** Facility energy, J, where none of it is bridged; null elsewhere. */
  readonly levelJ: number | null;
  /** Whether the meters answered throughout and counted nothing, under no order; null where they did not answer. */
  readonly isDark: boolean | null;
  /** Facility energy of mining, J, and the difficulty of its accepted shares, where both are covered; 0 elsewhere. */
  readonly hash: { readonly joules: number; readonly difficulty: number };
  /** Mean hashprice after the fee of the pool, USD per PH and day; null when not known. */
  readonly netHashprice: number | null;
  /** Mean price, currency of the site per MWh; null when none is known. */
  readonly price: number | null;
  /** What each workload earned, USD, mining after the pool's fee, and facility energy of the same time, J; 0 where not known. */
  readonly earned: ByWorkload;
  readonly earnedJ: ByWorkload;
  /** What of the capital of each workload comes back, currency of the site, and facility energy of the same time, J; 0 where not known. */
  readonly capital: ByWorkload;
  readonly capitalJ: ByWorkload;
  /** Emissions by location, g CO2e; null when not known. */
  readonly emittedG: number | null;
  /** The same and IT energy, where both are covered; null elsewhere. */
  readonly cue: { readonly emittedG: number; readonly itJ: number } | null;
  /** Facility energy of the instants at a price below 0, J; null where none is priced. */
  readonly negativeJ: number | null;
  /** As much of what was generated behind the meter and used, J, as of all that was used: null where either is not known. */
  readonly localNegativeJ: number | null;
}

/** One day of site time: 23 to 25 hours. */
export interface Day {
  readonly quarters: readonly Quarter[];
  readonly site: readonly SiteQuarter[];
}

/** The date at an instant in a zone, as public tables have it: its midnight in UTC, ms. */
export const dateAt = (ms: number, zone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toZonedDateTime('UTC')
    .epochMilliseconds;
