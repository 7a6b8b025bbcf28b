// Generated from docs/openapi.json by `npm run generate`; do not edit.
import { createSend, type ClientOptions, type RequestOptions } from './transport.ts';

export type Alert = {
  readonly rule: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Why it holds or does not */
  readonly reason: string;
  /** Since when its condition held */
  readonly started_at: string | null;
  /** Since when it is clear */
  readonly ended_at: string | null;
  /** Path that takes the value apart */
  readonly explain: string | null;
  readonly site: string;
  readonly status: 'inactive' | 'pending' | 'firing' | 'resolved';
  readonly severity: string | null;
  readonly summary: string | null;
  /** When it had held for long enough */
  readonly fired_at: string | null;
  /** ISO 8601, UTC */
  readonly changed_at: string;
};

export type AlertRule = {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  /** Id of a metric, or of an indicator */
  readonly metric: string;
  /** An alert for each */
  readonly by: readonly string[];
  readonly grain: string;
  readonly filters: Readonly<Record<string, readonly string[]>>;
  /** threshold, change, anomaly, no_data or coverage_below, with its limits */
  readonly condition: {
    readonly kind: string;
  };
  /** How long it holds before the alert fires, s */
  readonly for_s: number;
  /** How long it must have been clear before the alert resolves, s */
  readonly keep_firing_s: number;
  readonly group_by: readonly string[];
  readonly inhibits: readonly {
    readonly rule: string;
    readonly equal: readonly string[];
  }[];
  readonly runbook: string | null;
  readonly summary: string;
  readonly description: string;
};

export type AlertRules = {
  /** When they came into force; null before a scheduler has run */
  readonly since: string | null;
  readonly rules: readonly AlertRule[];
};

export type Alerts = {
  readonly alerts: readonly Alert[];
};

export type Attribution = {
  /** ISO 8601, UTC */
  readonly from: string;
  /** ISO 8601, UTC */
  readonly to: string;
  readonly by: 'tenant' | 'job';
  /** By site, day and name; those of a day add up to what the boards drew */
  readonly rows: readonly AttributionRow[];
};

export type AttributionRow = {
  readonly site: string;
  /** Start of the day, of site time */
  readonly start: string;
  /** ISO 8601, UTC */
  readonly end: string;
  /** Tenant or job; `unattributed` where `attributed` is false */
  readonly name: string;
  /** False for what no run held, or none that names a tenant */
  readonly attributed: boolean;
  /** Energy of the boards, J */
  readonly energy_j: number;
  /** Part of it that is of divided boards (MIG) whose energy was split by the activity of their instances, J */
  readonly by_activity_j: number;
  /** The same of boards whose energy was split by compute slices: their activity is not known or was none, J */
  readonly by_slices_j: number;
  /** Time of the boards, h; of divided boards by compute slices */
  readonly gpu_hours: number;
  /** Part of the boards' time on that day of which the energy is known, 0 to 1 */
  readonly coverage: number;
};

export type Balance = {
  /** ISO 8601, UTC */
  readonly from: string;
  /** ISO 8601, UTC */
  readonly to: string;
  readonly grain: 'hour' | 'day' | 'month' | 'total';
  /** energy_unaccounted and unaccounted_share, of the site and by hall */
  readonly rows: readonly Value[];
  /** What to doubt, most telling first: over 24 hours or more it explains at least half of the variance of the gap, with a slope of 5 % and an effect of 0.2 % of what comes in */
  readonly suspects: readonly Suspect[];
};

export type ClaimAssessment = {
  readonly claim: string;
  readonly section: string;
  /** The claim in our own words */
  readonly statement: string;
  /** Which reading of the claim; null where telemetry cannot speak to it */
  readonly reading: string | null;
  readonly metric: string | null;
  readonly title: string | null;
  readonly site: string;
  readonly value: number | null;
  /** 95 % interval, or wider where several readings are one test: see method; null where the value has none */
  readonly low: number | null;
  readonly high: number | null;
  readonly unit: string | null;
  /** What the claim is held against; null where it gives no number */
  readonly threshold: number | null;
  /** Where, seen from the threshold, the claim says that the value lies */
  readonly direction: 'above' | 'at_least' | 'at_most' | 'below' | null;
  /** null for a value that is held against nothing */
  readonly verdict: 'supported' | 'contradicted' | 'inconclusive' | 'insufficient_data' | 'not_testable' | null;
  /** Fewer than 90 days: the interval may be too narrow */
  readonly indicative: boolean;
  /** Why there is no value or no interval, or that it is modelled */
  readonly reason: string | null;
  /** Two-sided p of other weeks, or of another choice of halls, where there is such a test */
  readonly p: number | null;
  /** Smallest p that so few weeks or halls can give */
  readonly p_least: number | null;
  /** 95 % interval of the same days by Newey and West, where there is one: to be held against the other */
  readonly check_low: number | null;
  readonly check_high: number | null;
  readonly coverage: number | null;
  /** Days of site time that are known for the most part */
  readonly days: number;
  /** First and last instant that anything is known of */
  readonly from: string;
  /** ISO 8601, UTC */
  readonly to: string;
  /** Mean power price of that time, currency of the site per MWh */
  readonly mean_price: number | null;
  /** Mean hashprice of that time, USD/PH/day */
  readonly mean_hashprice: number | null;
  readonly caveats: readonly string[];
  /** How it was measured, with its version */
  readonly method: string | null;
  readonly source: 'article';
  /** The claims were not found in their author's own publications */
  readonly attribution: 'unverified';
};

export type Claims = {
  /** ISO 8601, UTC */
  readonly as_of: string;
  /** ISO 8601, UTC */
  readonly from: string;
  /** ISO 8601, UTC */
  readonly to: string;
  readonly claims: readonly ClaimAssessment[];
};

export type Device = {
  readonly id: string;
  readonly site: string;
  readonly class: 'asic' | 'gpu' | 'cooling' | 'meter' | 'inference';
  readonly hall: string;
  readonly model: string;
  readonly nominal_ths: number | null;
  readonly nominal_w: number | null;
  readonly point: string;
  readonly poll_s: number | null;
  readonly last_reading_at: string | null;
  readonly state: 'reporting' | 'silent' | 'never' | 'unregistered';
  /** Why nothing is heard */
  readonly reason?: string;
};

export type Devices = {
  readonly devices: readonly Device[];
  /** With `limit`: `cursor` of the next page; null at the end */
  readonly next?: string | null;
};

export type Explanation = {
  /** As asked for */
  readonly as_of?: string;
  readonly value: Value;
  /** In words of measures or metrics */
  readonly formula: string;
  /** Of a formula the values that it is made of, of a statistic those of the same facts */
  readonly inputs: readonly Explanation[];
  /** By the finest that what was read is known by, usually the device */
  readonly parts: readonly Value[];
  readonly sums: {
    /** Sum of the numerators of the parts */
    readonly numerator: number | null;
    readonly denominator: number | null;
    /** Both are those of the value, to the last unit; null without parts */
    readonly add_up: boolean | null;
  };
  /** What was asked of the store for the value */
  readonly statements: readonly {
    readonly sql: string;
    readonly params: Readonly<Record<string, unknown>>;
  }[];
  /** What every unit was expected to report, and what it did */
  readonly units: readonly {
    readonly class: 'asic' | 'gpu' | 'cooling' | 'meter' | 'inference';
    readonly device: string;
    readonly hall: string;
    readonly model: string;
    readonly readings: number;
    /** ms */
    readonly expected_ms: number;
    /** ms */
    readonly reported_ms: number;
    /** What its readings were marked with */
    readonly flags: readonly string[];
    /** Why some of what is expected is missing */
    readonly missing: string | null;
    readonly through: string | null;
  }[];
  /** Where quantities of the readings that end in the window came from */
  readonly mix: readonly {
    readonly class: 'asic' | 'gpu' | 'cooling' | 'meter' | 'inference';
    readonly quantity: string;
    /** metered, psu, estimated, configured or none */
    readonly source: string;
    readonly readings: number;
    /** Readings without the quantity */
    readonly unknown: number;
    /** Sum, in the unit of the column */
    readonly total: number;
  }[];
  /** Where those readings lie in the log, by run of a collector */
  readonly lineage: readonly {
    readonly topic: string;
    readonly src_log: number;
    readonly src_partition: number;
    readonly collector: string;
    readonly incarnation: string;
    readonly first_offset: string;
    readonly last_offset: string;
    readonly first_sequence: number;
    readonly last_sequence: number;
    readonly readings: number;
  }[];
  /** Why units, mix and lineage are not whole */
  readonly omitted: string | null;
  /** What the register says that the value rests on */
  readonly register: {
    readonly revision: number;
    /** ISO 8601, UTC */
    readonly known_at: string;
    readonly power_feed: string;
    readonly chain_feed: string;
    readonly reference_feed: string;
    readonly carbon_feed: string;
    readonly marginal_feed: string;
    readonly carbon_g_per_kwh: number | null;
    readonly pool_fee: number;
    readonly gpu_usd_per_hour: number | null;
    readonly gpu_billed_share: number | null;
    readonly gpu_feed: string;
  } | null;
  /** The power prices of the window, where one goes into the value */
  readonly prices: {
    readonly market: string;
    readonly node: string;
    readonly product: string;
    readonly intervals: number;
    readonly revisions: number;
    readonly statuses: readonly string[];
    /** When the newest of them was learned */
    readonly known_at: string;
  } | null;
  /** The carbon intensities of the window, where one goes into the value */
  readonly carbon: {
    readonly source: string;
    readonly zone: string;
    readonly intervals: number;
    readonly revisions: number;
    readonly statuses: readonly string[];
    readonly factor_versions: readonly string[];
    /** When the newest of them was learned */
    readonly known_at: string;
  } | null;
  /** What the register lists for the window, 1000 entries at most, where it bears on money */
  readonly facts: readonly {
    readonly kind: string;
    readonly entry: Readonly<Record<string, unknown>>;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  /** The rental prices of GPUs of the window, where one goes into the value */
  readonly rents: {
    readonly venue: string;
    readonly model: string;
    readonly pricing_type: string;
    readonly prices: number;
    readonly revisions: number;
    readonly least_usd: number;
    readonly most_usd: number;
    readonly method_versions: readonly string[];
    /** When the newest of them was learned */
    readonly known_at: string;
  } | null;
};

export type Issued = {
  /** Of the entry in the schedule; the report unless the entry says otherwise */
  readonly name: string;
  readonly report: string;
  /** Day or month of site time, such as 2026-10 */
  readonly period: string;
  readonly issued_at: string;
  /** Figures that could not be given */
  readonly missing: number;
  /** Figures of the period before that have changed since its issue */
  readonly restated: number;
  /** SHA-256 of the issue */
  readonly digest: string;
  /** Channels that have got it */
  readonly delivered_to: readonly string[];
  /** Channels that it could not be handed to so far */
  readonly failing: readonly string[];
};

export type JobEvent = {
  /** `job`: a run of a job, one holding of its boards */
  readonly kind: 'job';
  /** site whose boards it wants */
  readonly site: string;
  /** stable id of the run; told again with a higher `revision` it replaces what was told before */
  readonly event_id: string;
  /** counts the versions of what is told of the run */
  readonly revision: number;
  /** id of the job: each time that it is started is a run of its own */
  readonly job: string;
  readonly class: 'train' | 'infer' | 'batch';
  /** `wan` for a job that spans sites: each tells of its own boards */
  readonly reach?: 'local' | 'wan';
  /** whose job it is */
  readonly tenant?: string;
  /** hall whose boards it holds, where these are not named; they are taken to share it evenly */
  readonly hall?: string;
  /** boards that it holds, hosts with all of theirs, or instances of divided boards, `host/index:GPU_I_ID` */
  readonly devices?: readonly string[];
  /** boards that it wants and holds */
  readonly gpus: number;
  /** part of each board that it holds: of a MIG instance its part of the compute slices, so 2/7 of a `2g` */
  readonly board_share?: number;
  /** since when it wanted its boards, ISO 8601 */
  readonly queued_at?: string;
  /** when it got all of them; absent while it waits */
  readonly started_at?: string;
  /** when it gave them back, or up; absent while it holds them or waits */
  readonly ended_at?: string;
  /** how it ended; `continued` where the next run goes on without a stop */
  readonly outcome?: 'completed' | 'failed' | 'cancelled' | 'preempted' | 'continued';
  /** why it was preempted */
  readonly preempted_by?: 'power' | 'priority' | 'maintenance' | 'fault';
  /** model that is trained or served */
  readonly model?: string;
  /** its active parameters */
  readonly params?: number;
  /** number format of the arithmetic, whose dense peak it is held against */
  readonly dtype?: 'fp64' | 'tf32' | 'fp16' | 'bf16' | 'fp8' | 'int8' | 'fp4';
  /** arithmetic of the model for a token, without recomputation */
  readonly flop_per_token?: number;
  /** the same with recomputation */
  readonly hardware_flop_per_token?: number;
  /** tokens per second that all its boards together would ideally do */
  readonly ideal_tokens_per_s?: number;
  /** digest of the signed manifest of its data */
  readonly manifest?: string;
  /** tokens that were processed */
  readonly tokens?: number;
  /** tokens that were put out to those who asked */
  readonly output_tokens?: number;
  /** requests that were answered */
  readonly requests?: number;
  /** requests that are held against a service level */
  readonly slo_judged?: number;
  /** those of them that were within it */
  readonly slo_met?: number;
  /** steps of training that were done */
  readonly steps?: number;
  /** time in which steps were done that count, s */
  readonly productive_s?: number;
  /** time of work that was lost with its end and must be done again, s */
  readonly lost_s?: number;
  /** GPU time that was billed for it, s; 0 for what is not billed */
  readonly billed_gpu_s?: number;
  /** what was billed for it, USD */
  readonly revenue_usd?: number;
};

export type LagProfile = {
  readonly site: string;
  /** ISO 8601, UTC */
  readonly from: string;
  /** ISO 8601, UTC */
  readonly to: string;
  /** Why there are none */
  readonly reason: string | null;
  readonly lags: readonly {
    /** By which mining comes after AI, from a day before to a day after */
    readonly hours: number;
    /** Of what both deviate from the means of their weeks */
    readonly correlation: number | null;
  }[];
};

export type Metric = {
  readonly id: string;
  readonly title: string;
  readonly brief: string;
  readonly kind: 'simple' | 'ratio' | 'derived' | 'statistic';
  /** Unit of `value`; {currency} is the currency of the site */
  readonly unit: string;
  /** UCUM unit of numerator ÷ denominator */
  readonly base_unit: string;
  /** value = numerator ÷ denominator × scale */
  readonly scale: number;
  readonly better: 'higher' | 'lower' | 'neither';
  readonly dimensions: readonly ('site' | 'hall' | 'model' | 'device')[];
  readonly grains: readonly ('15m' | 'hour' | 'day' | 'month' | 'total')[];
  /** In words of measures or metrics; of a statistic in words of loads */
  readonly formula: string;
  /** Days that a statistic needs; of a day or a month with fewer it is that of as many days up to its end */
  readonly least_days?: number;
  readonly sources: readonly {
    readonly dimensions: readonly ('site' | 'hall' | 'model' | 'device')[];
    readonly numerator: {
      readonly id: string;
      readonly unit: string;
      readonly brief: string;
    };
    readonly denominator?: {
      readonly id: string;
      readonly unit: string;
      readonly brief: string;
    };
    /** Metering point */
    readonly point?: string;
  }[];
  readonly status?: 'modelled';
  readonly standard?: string;
  /** Of PUE: 1 to 3, by where IT energy is taken */
  readonly category?: number;
  readonly caveats: readonly string[];
};

export type Metrics = {
  readonly metrics: readonly Metric[];
};

export type NewEvents = readonly JobEvent[];

export type NewRegisterEntries = readonly Readonly<Record<string, unknown>>[];

export type NewSilence = {
  /** Labels that an alert must have, such as hall=shed */
  readonly matchers: readonly string[];
  /** For how long from now on, 30m, 2h or 3d; at most 7d */
  readonly for: string;
  /** Who asks for it; kept with it */
  readonly made_by: string;
  /** Why */
  readonly comment: string;
};

export type PeerTable = {
  readonly table: string;
  readonly title: string;
  /** Of site time, such as 2026-10 */
  readonly month: string;
  readonly prior_month: string;
  readonly prior_year: string;
  /** ISO 8601, UTC; figures that were published by then are as they were */
  readonly as_of: string;
  readonly rows: readonly {
    readonly section: string;
    readonly label: string;
    readonly metric: string;
    readonly site: string;
    readonly unit: string;
    /** Of the month; null with a reason when it cannot be relied on */
    readonly value: number | null;
    readonly prior_month: number | null;
    /** Change from the prior month, % of it; null where either is not known, or the prior one is 0 */
    readonly mom_percent: number | null;
    /** Of the same month a year before */
    readonly prior_year: number | null;
    readonly yoy_percent: number | null;
    /** Covered ÷ expected time of the month */
    readonly coverage: number | null;
    readonly quality: string;
    readonly reason?: string;
    /** Number of the footnote */
    readonly note: number;
  }[];
  readonly notes: readonly {
    readonly number: number;
    readonly metric: string;
    readonly unit: string;
    /** Definition, caveats */
    readonly text: string;
  }[];
  /** Months, whole or a part of them, that were not published by then */
  readonly provisional: readonly string[];
  /** Months that are not wholly within the measurements: the share that is */
  readonly partial: readonly {
    readonly site: string;
    readonly period: string;
    readonly share: number;
  }[];
};

export type QueryAnswer = {
  /** ISO 8601, UTC */
  readonly from: string;
  /** ISO 8601, UTC */
  readonly to: string;
  readonly grain: '15m' | 'hour' | 'day' | 'month' | 'total';
  readonly by: readonly ('site' | 'hall' | 'model' | 'device')[];
  /** As asked for */
  readonly as_of?: string;
  readonly rows: readonly StatedValue[];
  /** With `limit`: `cursor` of the next page; null at the end */
  readonly next?: string | null;
};

export type Readings = {
  readonly device: string;
  readonly site: string;
  readonly class: 'asic' | 'gpu' | 'cooling' | 'meter' | 'inference';
  /** ISO 8601, UTC */
  readonly from: string;
  /** ISO 8601, UTC */
  readonly to: string;
  /** Newest first; every column of the table, lineage included; null is missing */
  readonly readings: readonly Readonly<Record<string, string | number | null>>[];
  /** `cursor` of the next page; null at the end */
  readonly next: string | null;
};

export type Reconciliation = {
  readonly id: string;
  /** ISO 8601, UTC */
  readonly at: string;
  /** Login name of who ran it */
  readonly made_by: string;
  /** Nothing differs, after a repair */
  readonly equal: boolean;
  /** What it was limited to: topic, site, from, to */
  readonly scope: Readonly<Record<string, string>>;
  /** Messages of the stream that were compared */
  readonly messages: number;
  /** Messages that were not loaded yet */
  readonly waiting: number;
  /** Rows that are neither stored nor dead letters */
  readonly lost: number;
  /** Rows that are there more often than they were announced */
  readonly doubled: number;
  /** Runs of batches that never reached the stream */
  readonly gaps: number;
  /** Rows from offsets that the log does not reach */
  readonly beyond: number;
  /** Rows of rollups that are not what the readings give */
  readonly rollups: number;
  /** Quarters of an hour that were computed anew */
  readonly repaired: number;
  /** What differs: days, gaps, rollups */
  readonly details: Readonly<Record<string, unknown>>;
};

export type Reconciliations = {
  readonly reconciliations: readonly Reconciliation[];
  /** `cursor` of the next page; null at the end */
  readonly next: string | null;
};

export type RegisterChange = {
  /** Names it in the history; null where nothing is new */
  readonly change: string | null;
  /** Keys that are new or have changed */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: number;
  readonly refused: readonly {
    /** Such as line 3 */
    readonly row: string;
    readonly reason: string;
  }[];
};

export type RegisterEntries = {
  readonly site: string;
  readonly kind:
    | 'halls'
    | 'devices'
    | 'contracted_mw'
    | 'certificates'
    | 'carbon_factors'
    | 'chain_terms'
    | 'compute_shares'
    | 'design_pue'
    | 'generators'
    | 'gpu_peaks'
    | 'grid_mix'
    | 'heat_reuse'
    | 'inference_servers'
    | 'job_log'
    | 'loss_factors'
    | 'methane_abatement'
    | 'off_peak'
    | 'servers'
    | 'supply_contracts'
    | 'thermal_bands'
    | 'water_factors'
    | 'tariffs'
    | 'invoices'
    | 'payments'
    | 'pools'
    | 'leases'
    | 'finance'
    | 'assets'
    | 'builds'
    | 'coincident_peaks'
    | 'token_rewards';
  readonly entries: readonly {
    /** What versions of the entry have in common */
    readonly key: string;
  }[];
  /** When the processor last made a register of the file and the entries; null before the first time */
  readonly merged_at: string | null;
  /** Entries that it left out, since they contradict the file or one another */
  readonly left_out: readonly {
    readonly key: string;
    readonly reason: string;
  }[];
};

export type RegisterHistory = {
  readonly site: string;
  readonly kind:
    | 'halls'
    | 'devices'
    | 'contracted_mw'
    | 'certificates'
    | 'carbon_factors'
    | 'chain_terms'
    | 'compute_shares'
    | 'design_pue'
    | 'generators'
    | 'gpu_peaks'
    | 'grid_mix'
    | 'heat_reuse'
    | 'inference_servers'
    | 'job_log'
    | 'loss_factors'
    | 'methane_abatement'
    | 'off_peak'
    | 'servers'
    | 'supply_contracts'
    | 'thermal_bands'
    | 'water_factors'
    | 'tariffs'
    | 'invoices'
    | 'payments'
    | 'pools'
    | 'leases'
    | 'finance'
    | 'assets'
    | 'builds'
    | 'coincident_peaks'
    | 'token_rewards';
  readonly versions: readonly {
    readonly key: string;
    readonly known_at: string;
    /** What was told at once */
    readonly change: string;
    /** null where it was removed */
    readonly entry: Readonly<Record<string, unknown>> | null;
    readonly author: string;
    readonly origin: string;
    /** SHA-256 of all that was told at once */
    readonly digest: string;
  }[];
};

export type ReportIssue = {
  readonly report: string;
  readonly title: string;
  readonly about: string;
  readonly period: {
    readonly kind: 'day' | 'month';
    readonly label: string;
  };
  readonly sites: readonly {
    readonly id: string;
    readonly zone: string;
    readonly currency: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly as_of: string;
  readonly catalogue: string;
  readonly inputs?: readonly {
    readonly site: string;
    readonly register: string;
    readonly facts: string;
  }[];
  readonly sections: readonly (
    | {
        readonly kind: 'figures';
        readonly title: string;
        readonly columns: readonly string[];
        readonly rows: readonly {
          readonly metric: string;
          readonly title: string;
          readonly unit: string;
          readonly site: string;
          readonly hall: string;
          readonly cells: readonly {
            readonly value: number | null;
            readonly numerator: number | null;
            readonly denominator: number | null;
            readonly coverage: number | null;
            readonly quality: string;
            readonly reason?: string;
          }[];
        }[];
        readonly charts?: readonly {
          readonly metric: string;
          readonly title: string;
          readonly grain: 'hour' | 'day';
          readonly kind: 'bar' | 'line';
          readonly series: readonly {
            readonly site: string;
            readonly hall: string;
            readonly unit: string;
            readonly points: readonly {
              readonly start: string;
              readonly value: number | null;
              readonly coverage: number | null;
              readonly quality: string;
            }[];
          }[];
        }[];
      }
    | {
        readonly kind: 'claims';
        readonly title: string;
        readonly rows: readonly {
          readonly claim: string;
          readonly statement: string;
          readonly site: string;
          readonly reading: string | null;
          readonly value: number | null;
          readonly low: number | null;
          readonly high: number | null;
          readonly unit: string | null;
          readonly threshold: number | null;
          readonly direction: string | null;
          readonly verdict: string | null;
          readonly indicative: boolean;
          readonly coverage: number | null;
          readonly reason: string | null;
        }[];
      }
    | {
        readonly kind: 'text';
        readonly title: string;
        readonly text: string;
      }
  )[];
  readonly notes: readonly {
    readonly metric: string;
    readonly title: string;
    readonly brief: string;
    readonly unit: string;
    readonly caveats: readonly string[];
  }[];
  readonly restated: {
    readonly period: string | null;
    readonly figures: readonly {
      readonly section: string;
      readonly metric: string;
      readonly title: string;
      readonly unit: string;
      readonly site: string;
      readonly hall: string;
      readonly was: number | null;
      readonly is: number | null;
    }[];
  };
  readonly verdicts: readonly {
    readonly claim: string;
    readonly reading: string | null;
    readonly site: string;
    readonly was: string | null;
    readonly is: string | null;
  }[];
  readonly provisional?: readonly string[];
  readonly partial: readonly {
    readonly site: string;
    readonly period: string;
    readonly share: number;
  }[];
  readonly missing: number;
};

export type Reports = {
  readonly reports: readonly Issued[];
  /** `cursor` of the next page; null at the end */
  readonly next: string | null;
};

export type Restatements = {
  /** ISO 8601, UTC */
  readonly from: string;
  /** ISO 8601, UTC */
  readonly to: string;
  readonly grain: '15m' | 'hour' | 'day' | 'month' | 'total';
  readonly restatements: readonly {
    readonly metric: string;
    readonly site: string;
    /** ISO 8601, UTC */
    readonly start: string;
    /** ISO 8601, UTC */
    readonly end: string;
    readonly unit: string;
    /** What has changed of what it is computed from: readings (late ones), market (prices, chain), events (orders to curtail), register (a later revision), repair */
    readonly causes: readonly string[];
    readonly before: ToldValue;
    readonly after: ToldValue;
  }[];
  /** Whether `limit` leaves out what was published again earlier */
  readonly more: boolean;
  /** `cursor` of the next page; null at the end */
  readonly next: string | null;
};

export type Sensitivity = {
  readonly site: string;
  /** ISO 8601, UTC */
  readonly from: string;
  /** ISO 8601, UTC */
  readonly to: string;
  /** As asked for */
  readonly as_of?: string;
  /** Of every number of a cell */
  readonly units: Readonly<Record<string, string>>;
  /** Of every figure, in words of metrics */
  readonly formulas: Readonly<Record<string, string>>;
  /** What was measured and goes into every cell, or why it is not known */
  readonly measured: readonly Value[];
  /** The first axis varies slowest */
  readonly cells: readonly SensitivityCell[];
};

export type SensitivityCell = {
  /** Earnings of one PH/s in a day, before the pool fee. USD/PH/day */
  readonly hashprice: number;
  /** Price of power, all in; negative is valid. USD/MWh */
  readonly power_price: number;
  /** What a MWh of the facility earns by mining, less its price. USD/MWh; null where what is measured is not known */
  readonly margin_per_mwh: number | null;
  /** What one PH/s earns in a day, less its power. USD/PH/day; null where what is measured is not known */
  readonly margin_per_ph_day: number | null;
  /** Power price at which nothing is left. USD/MWh; null where what is measured is not known */
  readonly breakeven_power_price: number | null;
};

export type Silence = {
  readonly id: string;
  /** Labels that an alert must have, such as hall=shed */
  readonly matchers: readonly string[];
  readonly starts_at: string;
  /** exclusive */
  readonly ends_at: string;
  readonly made_by: string;
  readonly comment: string;
};

export type Silences = {
  readonly silences: readonly Silence[];
};

export type Site = {
  readonly id: string;
  readonly zone: string;
  readonly currency: string;
  readonly contracted_mw: readonly {
    readonly mw: number;
    readonly from: string | null;
    readonly to: string | null;
  }[];
  readonly halls: readonly {
    readonly id: string;
    readonly workload: string;
    readonly loop: string;
  }[];
  /** Units that the register expects now */
  readonly devices: number;
  /** End of the last reading counted */
  readonly through: string | null;
};

export type Sites = {
  readonly sites: readonly Site[];
};

export type StatedValue = {
  readonly metric: string;
  readonly site: string;
  readonly hall?: string;
  readonly model?: string;
  readonly device?: string;
  /** ISO 8601, UTC */
  readonly start: string;
  /** ISO 8601, UTC */
  readonly end: string;
  /** null with a reason when it cannot be relied on */
  readonly value: number | null;
  readonly unit: string;
  /** Sum in base units */
  readonly numerator: number | null;
  /** Sum in base units; null where nothing is divided */
  readonly denominator: number | null;
  /** Covered ÷ expected time */
  readonly coverage: number | null;
  /** Units that contributed */
  readonly devices: number;
  readonly quality: 'ok' | 'partial' | 'insufficient' | 'none';
  readonly reason?: string;
  /** Metering point */
  readonly point?: string;
  /** Share of the denominator for which another signal stood in */
  readonly fallback?: number;
  /** Share of the energy at the metering point by where its figure comes from; absent where that is not known */
  readonly sources?: {
    readonly metered: number;
    readonly psu: number;
    readonly estimated: number;
    readonly configured: number;
  };
  /** Of PUE: 1 to 3, by where IT energy is taken */
  readonly category?: number;
  /** End of the last reading counted */
  readonly through: string | null;
  /** Of a statistic: days of site time that it is made from */
  readonly days?: number;
  /** final once its window has been published; a final value may be restated, see /v1/restatements */
  readonly state: 'provisional' | 'final';
};

export type Suspect = {
  readonly site: string;
  /** Hall of the balance; empty for that of the site */
  readonly hall: string;
  readonly class: 'meter' | 'cooling' | 'asic' | 'gpu';
  readonly device: string;
  /** Whether it counts what comes in, or a part */
  readonly side: 'whole' | 'part';
  /** It counts too little, too much, or nothing at times */
  readonly finding: 'reads_low' | 'reads_high' | 'misses';
  /** Share of the variance of the gap, by hour, that it explains; of a part, of what load leaves of it */
  readonly explains: number;
  /** By how much the gap changes with each joule that it counts */
  readonly slope: number;
  /** Hours looked at */
  readonly hours: number;
};

export type TakenEvents = {
  /** Events that are kept, by their place in the request */
  readonly taken: readonly {
    readonly index: number;
    readonly event_id: string;
    readonly revision: number;
  }[];
  /** Events that are not, each with the key at fault and what is wrong with it */
  readonly refused: readonly {
    readonly index: number;
    readonly key: string;
    readonly reason: string;
  }[];
};

export type ToldAlert = {
  readonly rule: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Why it holds or does not */
  readonly reason: string;
  /** Since when its condition held */
  readonly started_at: string | null;
  /** Since when it is clear */
  readonly ended_at: string | null;
  /** Path that takes the value apart */
  readonly explain: string | null;
  /** ISO 8601, UTC */
  readonly at: string;
  readonly title: string;
  readonly severity: string;
  readonly status: 'firing' | 'resolved';
  readonly summary: string;
  readonly value: number | null;
  readonly unit: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly coverage: number | null;
  /** Channels that were told */
  readonly told_to: readonly string[];
  /** Channels that could not be told so far */
  readonly failing: readonly string[];
  /** Channels that were spared it, by a maintenance window or another alert */
  readonly kept_from: readonly string[];
};

export type ToldAlerts = {
  readonly alerts: readonly ToldAlert[];
  /** `cursor` of the next page; null at the end */
  readonly next: string | null;
};

export type ToldValue = {
  /** null with a reason when it cannot be relied on */
  readonly value: number | null;
  /** Covered ÷ expected time */
  readonly coverage: number | null;
  readonly quality: 'ok' | 'partial' | 'insufficient' | 'none';
  readonly reason?: string;
  /** When it was published */
  readonly known_at: string;
};

export type Value = {
  readonly metric: string;
  readonly site: string;
  readonly hall?: string;
  readonly model?: string;
  readonly device?: string;
  /** ISO 8601, UTC */
  readonly start: string;
  /** ISO 8601, UTC */
  readonly end: string;
  /** null with a reason when it cannot be relied on */
  readonly value: number | null;
  readonly unit: string;
  /** Sum in base units */
  readonly numerator: number | null;
  /** Sum in base units; null where nothing is divided */
  readonly denominator: number | null;
  /** Covered ÷ expected time */
  readonly coverage: number | null;
  /** Units that contributed */
  readonly devices: number;
  readonly quality: 'ok' | 'partial' | 'insufficient' | 'none';
  readonly reason?: string;
  /** Metering point */
  readonly point?: string;
  /** Share of the denominator for which another signal stood in */
  readonly fallback?: number;
  /** Share of the energy at the metering point by where its figure comes from; absent where that is not known */
  readonly sources?: {
    readonly metered: number;
    readonly psu: number;
    readonly estimated: number;
    readonly configured: number;
  };
  /** Of PUE: 1 to 3, by where IT energy is taken */
  readonly category?: number;
  /** End of the last reading counted */
  readonly through: string | null;
  /** Of a statistic: days of site time that it is made from */
  readonly days?: number;
};

export type VerdictChanges = {
  readonly verdicts: readonly {
    readonly site: string;
    readonly claim: string;
    readonly reading: string;
    /** null for a value that is held against nothing */
    readonly was: 'supported' | 'contradicted' | 'inconclusive' | 'insufficient_data' | 'not_testable' | null;
    /** null for a value that is held against nothing */
    readonly is: 'supported' | 'contradicted' | 'inconclusive' | 'insufficient_data' | 'not_testable' | null;
    /** The midnight of the site up to which it was judged */
    readonly judged_to: string;
    /** ISO 8601, UTC */
    readonly known_at: string;
  }[];
};

export interface QueryParameters {
  /** Ids of metrics, see /v1/metrics */
  readonly metrics: string | number | readonly (string | number)[];
  /** Dimensions to group by: site, hall, model, device; every answer is by site */
  readonly by?: string | number | readonly (string | number)[] | undefined;
  /** 15m, hour, day, month (of site time) or total; a bucket belongs to the window that it starts in */
  readonly grain?: '15m' | 'hour' | 'day' | 'month' | 'total' | undefined;
  /** ISO 8601 instant, date or local time in the zone of the site, or epoch milliseconds */
  readonly from: string | number;
  /** As `from`, exclusive; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in; the zone of the sites when absent */
  readonly zone?: string | number | undefined;
  /** Only these sites */
  readonly site?: string | number | readonly (string | number)[] | undefined;
  /** Only these halls */
  readonly hall?: string | number | readonly (string | number)[] | undefined;
  /** Only these models */
  readonly model?: string | number | readonly (string | number)[] | undefined;
  /** Only these devices */
  readonly device?: string | number | readonly (string | number)[] | undefined;
  /** Answers from what was published by then, as it was known then; from what is known now when absent */
  readonly as_of?: string | number | undefined;
  /** Rows per page, 1 to 100000; all at once when absent */
  readonly limit?: string | number | undefined;
  /** `next` of the page before, with the other parameters of that */
  readonly cursor?: string | number | undefined;
}

export interface ExplainParameters {
  /** Id of one metric */
  readonly metric: string | number;
  /** One site; needed where there are several */
  readonly site?: string | number | undefined;
  /** What the value must be known by: with device, a metric of several metering points is that of the devices */
  readonly by?: string | number | readonly (string | number)[] | undefined;
  /** Only these halls */
  readonly hall?: string | number | readonly (string | number)[] | undefined;
  /** Only these models */
  readonly model?: string | number | readonly (string | number)[] | undefined;
  /** Only these devices */
  readonly device?: string | number | readonly (string | number)[] | undefined;
  /** ISO 8601 instant, date or local time in the zone of the site, or epoch milliseconds */
  readonly from: string | number;
  /** As `from`, exclusive; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in */
  readonly zone?: string | number | undefined;
  /** Of the parts: total, or 15m, hour, day, month of each device */
  readonly grain?: '15m' | 'hour' | 'day' | 'month' | 'total' | undefined;
  /** Answers from what was published by then, as it was known then; from what is known now when absent */
  readonly as_of?: string | number | undefined;
}

export interface ClaimsParameters {
  /** Only readings with these verdicts */
  readonly verdict?: string | number | readonly (string | number)[] | undefined;
  /** Only these sites */
  readonly site?: string | number | readonly (string | number)[] | undefined;
  /** 400 days before `to` when absent */
  readonly from?: string | number | undefined;
  /** As `from`, exclusive; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in */
  readonly zone?: string | number | undefined;
  /** Answers from what was published by then, as it was known then; from what is known now when absent */
  readonly as_of?: string | number | undefined;
}

export interface ClaimsByIdParameters {
  /** Claim, such as S2.1 */
  readonly id: string;
  /** Only these sites */
  readonly site?: string | number | readonly (string | number)[] | undefined;
  /** 400 days before `to` when absent */
  readonly from?: string | number | undefined;
  /** As `from`, exclusive; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in */
  readonly zone?: string | number | undefined;
  /** Answers from what was published by then, as it was known then; from what is known now when absent */
  readonly as_of?: string | number | undefined;
}

export interface TablesByIdParameters {
  /** Table: monthly */
  readonly id: string;
  /** Month of site time, such as 2026-10; the last that has ended when absent */
  readonly month?: string | number | undefined;
  /** Only these sites */
  readonly site?: string | number | readonly (string | number)[] | undefined;
  /** Ids of metrics, instead of the lines of the table and in their order */
  readonly metrics?: string | number | readonly (string | number)[] | undefined;
  /** Answers from what was published by then, as it was known then; from what is known now when absent */
  readonly as_of?: string | number | undefined;
}

export interface SensitivityParameters {
  /** One site; needed where there are several */
  readonly site?: string | number | undefined;
  /** Hashprices to assume, USD/PH/day, such as 30,40,50 */
  readonly hashprice: string | number | readonly (string | number)[];
  /** Power prices to assume, USD/MWh, such as -10,20,40 */
  readonly power_price: string | number | readonly (string | number)[];
  /** Start of the window that the rest is measured in; 30 days before `to` when absent */
  readonly from?: string | number | undefined;
  /** As `from`, exclusive; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in */
  readonly zone?: string | number | undefined;
  /** Answers from what was published by then, as it was known then; from what is known now when absent */
  readonly as_of?: string | number | undefined;
}

export interface LagProfileParameters {
  /** One site; needed where there are several */
  readonly site?: string | number | undefined;
  /** Instant, date or local time in the zone of the site; 28 days before `to` when absent */
  readonly from?: string | number | undefined;
  /** As `from`, exclusive; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in */
  readonly zone?: string | number | undefined;
}

export interface VerdictsParameters {
  /** Only these sites */
  readonly site?: string | number | readonly (string | number)[] | undefined;
  /** How many, newest first, 1 to 1000 */
  readonly limit?: string | number | undefined;
}

export interface RestatementsParameters {
  /** Ids of metrics, see /v1/metrics */
  readonly metrics: string | number | readonly (string | number)[];
  /** hour, day or month, of site time */
  readonly grain?: 'hour' | 'day' | 'month' | undefined;
  /** Only these sites */
  readonly site?: string | number | readonly (string | number)[] | undefined;
  /** Windows that start at it or later; 62 days before `to` when absent */
  readonly from?: string | number | undefined;
  /** As `from`, exclusive; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in */
  readonly zone?: string | number | undefined;
  /** Only what was published after it */
  readonly since?: string | number | undefined;
  /** Windows that are looked at, what was published last first, 1 to 500 */
  readonly limit?: string | number | undefined;
  /** `next` of the page before, with the other parameters of that */
  readonly cursor?: string | number | undefined;
}

export interface BalanceParameters {
  /** hour, day, month (of site time) or total */
  readonly grain?: 'hour' | 'day' | 'month' | 'total' | undefined;
  /** Only these sites */
  readonly site?: string | number | readonly (string | number)[] | undefined;
  /** 7 days before `to` when absent, 62 at most */
  readonly from?: string | number | undefined;
  /** As `from`, exclusive; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in */
  readonly zone?: string | number | undefined;
}

export interface AttributionParameters {
  /** tenant or job */
  readonly by?: 'tenant' | 'job' | undefined;
  /** Only these sites */
  readonly site?: string | number | readonly (string | number)[] | undefined;
  /** 7 days before `to` when absent, 62 at most */
  readonly from?: string | number | undefined;
  /** As `from`, exclusive; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in */
  readonly zone?: string | number | undefined;
}

export interface DevicesParameters {
  /** Only these sites */
  readonly site?: string | number | readonly (string | number)[] | undefined;
  /** Devices per page, 1 to 100000; all at once when absent */
  readonly limit?: string | number | undefined;
  /** `next` of the page before, with the other parameters of that */
  readonly cursor?: string | number | undefined;
}

export interface DevicesReadingsParameters {
  /** Device; a slash in it is written %2F */
  readonly id: string;
  /** Site of the device, where several have one of this name */
  readonly site?: string | number | undefined;
  /** Readings that end after it; 24 hours before `to` when absent */
  readonly from?: string | number | undefined;
  /** Readings that end at it or before; now when absent */
  readonly to?: string | number | undefined;
  /** Zone that dates without an offset are meant in */
  readonly zone?: string | number | undefined;
  /** Readings per page, 1 to 5000 */
  readonly limit?: string | number | undefined;
  /** `next` of the page before, with the other parameters of that */
  readonly cursor?: string | number | undefined;
}

export interface ReconciliationsParameters {
  /** How many, newest first, 1 to 1000 */
  readonly limit?: string | number | undefined;
  /** `next` of the page before, with the other parameters of that */
  readonly cursor?: string | number | undefined;
}

export interface AlertsParameters {
  /** firing, pending, resolved or inactive; firing and pending when absent */
  readonly status?: string | number | readonly (string | number)[] | undefined;
  /** How many, what changed last first, 1 to 10000 */
  readonly limit?: string | number | undefined;
}

export interface AlertsHistoryParameters {
  /** How many, newest first, 1 to 1000 */
  readonly limit?: string | number | undefined;
  /** `next` of the page before, with the other parameters of that */
  readonly cursor?: string | number | undefined;
}

export interface DeleteAlertsSilencesByIdParameters {
  /** Id of the silence */
  readonly id: string;
}

export interface ReportsParameters {
  /** How many, newest first, 1 to 1000 */
  readonly limit?: string | number | undefined;
  /** `next` of the page before, with the other parameters of that */
  readonly cursor?: string | number | undefined;
}

export interface ReportsByNameAndPeriodParameters {
  /** Report, such as monthly_investor, or the name that the schedule has given it */
  readonly name: string;
  /** Day or month, such as 2026-10 */
  readonly period: string;
}

export interface RegisterBySiteAndKindParameters {
  /** Site */
  readonly site: string;
  /** List of the site file: halls, devices, contracted_mw, certificates, carbon_factors, chain_terms, compute_shares, design_pue, generators, gpu_peaks, grid_mix, heat_reuse, inference_servers, job_log, loss_factors, methane_abatement, off_peak, servers, supply_contracts, thermal_bands, water_factors, tariffs, invoices, payments, pools, leases, finance, assets, builds, coincident_peaks, token_rewards */
  readonly kind: string;
}

export interface PostRegisterBySiteAndKindParameters {
  /** Site */
  readonly site: string;
  /** List of the site file: halls, devices, contracted_mw, certificates, carbon_factors, chain_terms, compute_shares, design_pue, generators, gpu_peaks, grid_mix, heat_reuse, inference_servers, job_log, loss_factors, methane_abatement, off_peak, servers, supply_contracts, thermal_bands, water_factors, tariffs, invoices, payments, pools, leases, finance, assets, builds, coincident_peaks, token_rewards */
  readonly kind: string;
  /** Who tells it; kept with it */
  readonly author: string | number;
  /** What it is taken from, such as the name of a file; kept with it */
  readonly origin?: string | number | undefined;
}

export interface PutRegisterBySiteAndKindParameters {
  /** Site */
  readonly site: string;
  /** List of the site file: halls, devices, contracted_mw, certificates, carbon_factors, chain_terms, compute_shares, design_pue, generators, gpu_peaks, grid_mix, heat_reuse, inference_servers, job_log, loss_factors, methane_abatement, off_peak, servers, supply_contracts, thermal_bands, water_factors, tariffs, invoices, payments, pools, leases, finance, assets, builds, coincident_peaks, token_rewards */
  readonly kind: string;
  /** Who tells it; kept with it */
  readonly author: string | number;
  /** What it is taken from, such as the name of a file; kept with it */
  readonly origin?: string | number | undefined;
}

export interface RegisterHistoryParameters {
  /** Site */
  readonly site: string;
  /** List of the site file: halls, devices, contracted_mw, certificates, carbon_factors, chain_terms, compute_shares, design_pue, generators, gpu_peaks, grid_mix, heat_reuse, inference_servers, job_log, loss_factors, methane_abatement, off_peak, servers, supply_contracts, thermal_bands, water_factors, tariffs, invoices, payments, pools, leases, finance, assets, builds, coincident_peaks, token_rewards */
  readonly kind: string;
  /** Versions, newest first */
  readonly limit?: string | number | undefined;
}

export interface DeleteRegisterBySiteAndKindAndKeyParameters {
  /** Site */
  readonly site: string;
  /** List of the site file: halls, devices, contracted_mw, certificates, carbon_factors, chain_terms, compute_shares, design_pue, generators, gpu_peaks, grid_mix, heat_reuse, inference_servers, job_log, loss_factors, methane_abatement, off_peak, servers, supply_contracts, thermal_bands, water_factors, tariffs, invoices, payments, pools, leases, finance, assets, builds, coincident_peaks, token_rewards */
  readonly kind: string;
  /** Key of the entry */
  readonly key: string;
  /** Who tells it; kept with it */
  readonly author: string | number;
  /** What it is taken from, such as the name of a file; kept with it */
  readonly origin?: string | number | undefined;
}

/** The analysts' operations of Coload; each rejects with a ColoadError when it is refused. */
export interface Coload {
  /** The dictionary of metrics. */
  metrics(options?: RequestOptions): Promise<Metrics>;
  /** Values of metrics over a window, by dimensions and time. */
  query(parameters: QueryParameters, options?: RequestOptions): Promise<QueryAnswer>;
  /** Values of metrics over a window, by dimensions and time. As a file. */
  queryFile(
    parameters: QueryParameters & { readonly format: 'csv' | 'parquet' | 'arrow' | 'xlsx' },
    options?: RequestOptions,
  ): Promise<Response>;
  /** One value down to its devices, readings, prices and the log that they came from. */
  explain(parameters: ExplainParameters, options?: RequestOptions): Promise<Explanation>;
  /** The scorecard: every claim of the thesis against what was measured. */
  claims(parameters?: ClaimsParameters, options?: RequestOptions): Promise<Claims>;
  /** The scorecard: every claim of the thesis against what was measured. As a file. */
  claimsFile(
    parameters: ClaimsParameters & { readonly format: 'csv' | 'parquet' | 'arrow' | 'xlsx' },
    options?: RequestOptions,
  ): Promise<Response>;
  /** The readings of one claim. */
  claimsById(parameters: ClaimsByIdParameters, options?: RequestOptions): Promise<Claims>;
  /** The readings of one claim. As a file. */
  claimsByIdFile(
    parameters: ClaimsByIdParameters & { readonly format: 'csv' | 'parquet' | 'arrow' | 'xlsx' },
    options?: RequestOptions,
  ): Promise<Response>;
  /** A table of a month beside the month before and that of the year before, with footnotes. */
  tablesById(parameters: TablesByIdParameters, options?: RequestOptions): Promise<PeerTable>;
  /** A table of a month beside the month before and that of the year before, with footnotes. As a file. */
  tablesByIdFile(
    parameters: TablesByIdParameters & { readonly format: 'csv' | 'parquet' | 'arrow' | 'xlsx' },
    options?: RequestOptions,
  ): Promise<Response>;
  /** What mining would leave at other hashprices and power prices, the rest as measured. */
  sensitivity(parameters: SensitivityParameters, options?: RequestOptions): Promise<Sensitivity>;
  /** What mining would leave at other hashprices and power prices, the rest as measured. As a file. */
  sensitivityFile(
    parameters: SensitivityParameters & { readonly format: 'csv' | 'parquet' | 'arrow' | 'xlsx' },
    options?: RequestOptions,
  ): Promise<Response>;
  /** How the loads of AI and mining go together when one is shifted by up to a day. */
  lagProfile(parameters?: LagProfileParameters, options?: RequestOptions): Promise<LagProfile>;
  /** Verdicts of claims that have changed from one midnight to the next, newest first, as the scheduler judged. */
  verdicts(parameters?: VerdictsParameters, options?: RequestOptions): Promise<VerdictChanges>;
  /** Published values that have changed: what they were, what they are, since when and why. */
  restatements(parameters: RestatementsParameters, options?: RequestOptions): Promise<Restatements>;
  /** What came in against what the parts count, by hall and hour, and which meter or device to doubt. */
  balance(parameters?: BalanceParameters, options?: RequestOptions): Promise<Balance>;
  /** Energy and time of the GPU boards by tenant or job, day by day; what is left is unattributed. */
  attribution(parameters?: AttributionParameters, options?: RequestOptions): Promise<Attribution>;
  /** Every metric of every site in the last whole quarter of an hour, but statistics of days, for Prometheus. */
  metricsProm(options?: RequestOptions): Promise<string>;
  /** The sites, as registered. */
  sites(options?: RequestOptions): Promise<Sites>;
  /** The devices: what is expected, what reports, and why not. */
  devices(parameters?: DevicesParameters, options?: RequestOptions): Promise<Devices>;
  /** The readings of a device, newest first, by pages. */
  devicesReadings(parameters: DevicesReadingsParameters, options?: RequestOptions): Promise<Readings>;
  /** Whether what is stored is what was measured, as `coload reconcile` found it. */
  reconciliations(parameters?: ReconciliationsParameters, options?: RequestOptions): Promise<Reconciliations>;
  /** Alerts that fire or are pending, or stand as asked. */
  alerts(parameters?: AlertsParameters, options?: RequestOptions): Promise<Alerts>;
  /** What was to be told of alerts, newest first, and which channels were. */
  alertsHistory(parameters?: AlertsHistoryParameters, options?: RequestOptions): Promise<ToldAlerts>;
  /** The rules that the scheduler judges by. */
  alertsRules(options?: RequestOptions): Promise<AlertRules>;
  /** Changes of alerts as they come, each an `Alert`; goes on after the event of `Last-Event-ID`. */
  alertsStream(options?: RequestOptions): Promise<Response>;
  /** Silences that are in force. */
  alertsSilences(options?: RequestOptions): Promise<Silences>;
  /** Keeps matching alerts quiet for a while. */
  postAlertsSilences(body: NewSilence, options?: RequestOptions): Promise<Silence>;
  /** Ends a silence now. */
  deleteAlertsSilencesById(parameters: DeleteAlertsSilencesByIdParameters, options?: RequestOptions): Promise<Silence>;
  /** Keeps what is told of the runs of jobs. Each event is taken or refused by itself; telling one again changes nothing. */
  postEvents(body: NewEvents, options?: RequestOptions): Promise<TakenEvents>;
  /** Reports that were issued, newest first, and which channels have got them. */
  reports(parameters?: ReportsParameters, options?: RequestOptions): Promise<Reports>;
  /** A report as it was issued. */
  reportsByNameAndPeriod(parameters: ReportsByNameAndPeriodParameters, options?: RequestOptions): Promise<ReportIssue>;
  /** A report as it was issued. As a file. */
  reportsByNameAndPeriodFile(
    parameters: ReportsByNameAndPeriodParameters & { readonly format: 'html' | 'pdf' | 'xlsx' | 'csv' },
    options?: RequestOptions,
  ): Promise<Response>;
  /** Entries that were told beside the site file, as they are in force. */
  registerBySiteAndKind(
    parameters: RegisterBySiteAndKindParameters,
    options?: RequestOptions,
  ): Promise<RegisterEntries>;
  /** Adds entries, or replaces those of the same key. A wrong one is refused, the rest stays. */
  postRegisterBySiteAndKind(
    parameters: PostRegisterBySiteAndKindParameters,
    body: NewRegisterEntries,
    options?: RequestOptions,
  ): Promise<RegisterChange>;
  /** As post, and removes what was told before and is not among them, unless one of them is refused. */
  putRegisterBySiteAndKind(
    parameters: PutRegisterBySiteAndKindParameters,
    body: NewRegisterEntries,
    options?: RequestOptions,
  ): Promise<RegisterChange>;
  /** Every version of them: who told it, when and from what. */
  registerHistory(parameters: RegisterHistoryParameters, options?: RequestOptions): Promise<RegisterHistory>;
  /** Ends an entry. */
  deleteRegisterBySiteAndKindAndKey(
    parameters: DeleteRegisterBySiteAndKindAndKeyParameters,
    options?: RequestOptions,
  ): Promise<RegisterChange>;
}

/** The operations of the Coload at an address. */
export function createColoadClient(options: ClientOptions): Coload {
  const send = createSend(options);
  return {
    metrics: (options) => send<Metrics>({ method: 'GET', path: '/v1/metrics' }, 'json', options),
    query: (parameters, options) =>
      send<QueryAnswer>({ method: 'GET', path: '/v1/query', parameters }, 'json', options),
    queryFile: (parameters, options) =>
      send<Response>({ method: 'GET', path: '/v1/query', parameters }, 'response', options),
    explain: (parameters, options) =>
      send<Explanation>({ method: 'GET', path: '/v1/explain', parameters }, 'json', options),
    claims: (parameters, options) => send<Claims>({ method: 'GET', path: '/v1/claims', parameters }, 'json', options),
    claimsFile: (parameters, options) =>
      send<Response>({ method: 'GET', path: '/v1/claims', parameters }, 'response', options),
    claimsById: (parameters, options) =>
      send<Claims>({ method: 'GET', path: '/v1/claims/{id}', parameters }, 'json', options),
    claimsByIdFile: (parameters, options) =>
      send<Response>({ method: 'GET', path: '/v1/claims/{id}', parameters }, 'response', options),
    tablesById: (parameters, options) =>
      send<PeerTable>({ method: 'GET', path: '/v1/tables/{id}', parameters }, 'json', options),
    tablesByIdFile: (parameters, options) =>
      send<Response>({ method: 'GET', path: '/v1/tables/{id}', parameters }, 'response', options),
    sensitivity: (parameters, options) =>
      send<Sensitivity>({ method: 'GET', path: '/v1/sensitivity', parameters }, 'json', options),
    sensitivityFile: (parameters, options) =>
      send<Response>({ method: 'GET', path: '/v1/sensitivity', parameters }, 'response', options),
    lagProfile: (parameters, options) =>
      send<LagProfile>({ method: 'GET', path: '/v1/lag-profile', parameters }, 'json', options),
    verdicts: (parameters, options) =>
      send<VerdictChanges>({ method: 'GET', path: '/v1/verdicts', parameters }, 'json', options),
    restatements: (parameters, options) =>
      send<Restatements>({ method: 'GET', path: '/v1/restatements', parameters }, 'json', options),
    balance: (parameters, options) =>
      send<Balance>({ method: 'GET', path: '/v1/balance', parameters }, 'json', options),
    attribution: (parameters, options) =>
      send<Attribution>({ method: 'GET', path: '/v1/attribution', parameters }, 'json', options),
    metricsProm: (options) => send<string>({ method: 'GET', path: '/v1/metrics.prom' }, 'text', options),
    sites: (options) => send<Sites>({ method: 'GET', path: '/v1/sites' }, 'json', options),
    devices: (parameters, options) =>
      send<Devices>({ method: 'GET', path: '/v1/devices', parameters }, 'json', options),
    devicesReadings: (parameters, options) =>
      send<Readings>({ method: 'GET', path: '/v1/devices/{id}/readings', parameters }, 'json', options),
    reconciliations: (parameters, options) =>
      send<Reconciliations>({ method: 'GET', path: '/v1/reconciliations', parameters }, 'json', options),
    alerts: (parameters, options) => send<Alerts>({ method: 'GET', path: '/v1/alerts', parameters }, 'json', options),
    alertsHistory: (parameters, options) =>
      send<ToldAlerts>({ method: 'GET', path: '/v1/alerts/history', parameters }, 'json', options),
    alertsRules: (options) => send<AlertRules>({ method: 'GET', path: '/v1/alerts/rules' }, 'json', options),
    alertsStream: (options) => send<Response>({ method: 'GET', path: '/v1/alerts/stream' }, 'response', options),
    alertsSilences: (options) => send<Silences>({ method: 'GET', path: '/v1/alerts/silences' }, 'json', options),
    postAlertsSilences: (body, options) =>
      send<Silence>({ method: 'POST', path: '/v1/alerts/silences', body }, 'json', options),
    deleteAlertsSilencesById: (parameters, options) =>
      send<Silence>({ method: 'DELETE', path: '/v1/alerts/silences/{id}', parameters }, 'json', options),
    postEvents: (body, options) => send<TakenEvents>({ method: 'POST', path: '/v1/events', body }, 'json', options),
    reports: (parameters, options) =>
      send<Reports>({ method: 'GET', path: '/v1/reports', parameters }, 'json', options),
    reportsByNameAndPeriod: (parameters, options) =>
      send<ReportIssue>({ method: 'GET', path: '/v1/reports/{name}/{period}', parameters }, 'json', options),
    reportsByNameAndPeriodFile: (parameters, options) =>
      send<Response>({ method: 'GET', path: '/v1/reports/{name}/{period}', parameters }, 'response', options),
    registerBySiteAndKind: (parameters, options) =>
      send<RegisterEntries>({ method: 'GET', path: '/v1/register/{site}/{kind}', parameters }, 'json', options),
    postRegisterBySiteAndKind: (parameters, body, options) =>
      send<RegisterChange>({ method: 'POST', path: '/v1/register/{site}/{kind}', parameters, body }, 'json', options),
    putRegisterBySiteAndKind: (parameters, body, options) =>
      send<RegisterChange>({ method: 'PUT', path: '/v1/register/{site}/{kind}', parameters, body }, 'json', options),
    registerHistory: (parameters, options) =>
      send<RegisterHistory>({ method: 'GET', path: '/v1/register/{site}/{kind}/history', parameters }, 'json', options),
    deleteRegisterBySiteAndKindAndKey: (parameters, options) =>
      send<RegisterChange>({ method: 'DELETE', path: '/v1/register/{site}/{kind}/{key}', parameters }, 'json', options),
  };
}
