/** Times of a place in which something is known of its jobs: of a site the mean over its halls with boards. */
export const jobTimes = [
  'job_ms',
  'job_sold_ms',
  'job_tokens_gpu_ms',
  'job_tokens_it_ms',
  'job_tokens_facility_ms',
  'job_requests_ms',
  'job_slo_ms',
] as const;

/** What else of jobs adds up over time and halls, in whole base units. */
export const jobSums = [
  'job_installed_ms',
  'job_available_ms',
  'job_held_ms',
  'job_held_available_ms',
  'job_wanted_ms',
  'job_granted_ms',
  'job_run_ms',
  'job_productive_ms',
  'job_paced_ms',
  'job_ideal_ms',
  'job_gflop',
  'job_peak_gflop',
  'job_hardware_gflop',
  'job_hardware_peak_gflop',
  'job_lost_ms',
  'job_kept_ms',
  'job_wan_run_ms',
  'job_wan_productive_ms',
  'job_sold_installed_ms',
  'job_billed_ms',
  'job_tokens_gpu',
  'job_tokens_gpu_j',
  'job_tokens_it',
  'job_tokens_it_j',
  'job_tokens_facility',
  'job_tokens_facility_j',
  'job_requests',
  'job_requests_j',
  'job_slo_judged',
  'job_slo_met',
  'job_starts',
  'job_wait_ms',
  'job_manifests',
  'job_sm_ms',
  'job_sm_observed_ms',
  'job_tensor_ms',
  'job_tensor_observed_ms',
  'job_train_gflop',
  'job_infer_gflop',
] as const;

/** Whole numbers of `rollup_site` that tell of jobs. */
export const jobWholes = [...jobTimes, ...jobSums] as const;
/** Amounts of `rollup_site` that tell of jobs, in units of 10^-12. */
export const jobAmounts = ['job_revenue_usd'] as const;

export type JobName = (typeof jobWholes)[number] | (typeof jobAmounts)[number];
