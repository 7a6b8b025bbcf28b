import { joule, type Measure, ms, sum } from './measure.ts';

const site = { table: 'site', ...sum } as const;
const gigaflop = { unit: '{FLOP}', scale: 1e9 } as const;
const token = { unit: '{token}', scale: 1 } as const;
const request = { unit: '{request}', scale: 1 } as const;
const run = { unit: '{run}', scale: 1 } as const;

/** Measures of the jobs on the boards of a site and its halls. */
export const jobMeasures = {
  job_time: { ...site, ...ms, sql: 'job_ms', brief: 'Time in which the jobs are known.' },
  job_installed: {
    ...site,
    ...ms,
    sql: 'job_installed_ms',
    brief: 'Time that boards are installed while the jobs are known.',
  },
  job_available: {
    ...site,
    ...ms,
    sql: 'job_available_ms',
    brief: 'The same without boards that are faulty or drained.',
  },
  job_held: { ...site, ...ms, sql: 'job_held_ms', brief: 'Time that jobs hold boards.' },
  job_held_available: {
    ...site,
    ...ms,
    sql: 'job_held_available_ms',
    brief: 'Part of it in which the boards are neither faulty nor drained.',
  },
  job_wanted: { ...site, ...ms, sql: 'job_wanted_ms', brief: 'GPU time from queuing to the end.' },
  job_granted: { ...site, ...ms, sql: 'job_granted_ms', brief: 'Part of it in which the boards were held.' },
  job_run: { ...site, ...ms, sql: 'job_run_ms', brief: 'GPU time of runs that tell how much of it was productive.' },
  job_productive: { ...site, ...ms, sql: 'job_productive_ms', brief: 'GPU time of steps that count.' },
  job_paced: {
    ...site,
    ...ms,
    sql: 'job_paced_ms',
    brief: 'Productive GPU time of runs that tell how fast they ideally are.',
  },
  job_ideal: { ...site, ...ms, sql: 'job_ideal_ms', brief: 'GPU time that their tokens would ideally take.' },
  job_flop: { ...site, ...gigaflop, sql: 'job_gflop', brief: 'Arithmetic of the models, without recomputation.' },
  job_peak_flop: {
    ...site,
    ...gigaflop,
    sql: 'job_peak_gflop',
    brief: 'Peak arithmetic of the boards over the same runs.',
  },
  job_hardware_flop: {
    ...site,
    ...gigaflop,
    sql: 'job_hardware_gflop',
    brief: 'Arithmetic that was done, with recomputation.',
  },
  job_hardware_peak_flop: {
    ...site,
    ...gigaflop,
    sql: 'job_hardware_peak_gflop',
    brief: 'Peak arithmetic of the boards over the same runs.',
  },
  job_lost: { ...site, ...ms, sql: 'job_lost_ms', brief: 'GPU time of work lost to preemption for power.' },
  job_kept: { ...site, ...ms, sql: 'job_kept_ms', brief: 'GPU time of the runs of which that is known.' },
  job_wan_run: {
    ...site,
    ...ms,
    sql: 'job_wan_run_ms',
    brief: 'GPU time of jobs that span sites and tell how much of it was productive.',
  },
  job_wan_productive: { ...site, ...ms, sql: 'job_wan_productive_ms', brief: 'GPU time of their steps that count.' },
  job_sold_time: { ...site, ...ms, sql: 'job_sold_ms', brief: 'Time in which what is billed is known of all runs.' },
  job_sold_installed: { ...site, ...ms, sql: 'job_sold_installed_ms', brief: 'Time that boards are installed in it.' },
  job_billed: { ...site, ...ms, sql: 'job_billed_ms', brief: 'GPU time billed in it.' },
  job_revenue: { ...site, unit: '{USD}', scale: 1, sql: 'job_revenue_usd', brief: 'What was billed in it.' },
  job_tokens_gpu: {
    ...site,
    ...token,
    sql: 'job_tokens_gpu',
    brief: 'Tokens put out where these and the energy of the boards are known.',
  },
  job_tokens_gpu_energy: {
    ...site,
    ...joule,
    sql: 'job_tokens_gpu_j',
    point: 'board',
    brief: 'Energy of the boards that served.',
  },
  job_tokens_gpu_time: { ...site, ...ms, sql: 'job_tokens_gpu_ms', brief: 'Length of that time.' },
  job_tokens_it: {
    ...site,
    ...token,
    sql: 'job_tokens_it',
    brief: 'Tokens put out where these and IT energy are known.',
  },
  job_tokens_it_energy: {
    ...site,
    ...joule,
    sql: 'job_tokens_it_j',
    point: 'M3',
    brief: 'IT energy of the boards that served.',
  },
  job_tokens_it_time: { ...site, ...ms, sql: 'job_tokens_it_ms', brief: 'Length of that time.' },
  job_tokens_facility: {
    ...site,
    ...token,
    sql: 'job_tokens_facility',
    brief: 'Tokens put out where these and facility energy are known.',
  },
  job_tokens_facility_energy: {
    ...site,
    ...joule,
    sql: 'job_tokens_facility_j',
    point: 'facility',
    brief: 'Facility energy of the boards that served.',
  },
  job_tokens_facility_time: { ...site, ...ms, sql: 'job_tokens_facility_ms', brief: 'Length of that time.' },
  job_requests: {
    ...site,
    ...request,
    sql: 'job_requests',
    brief: 'Requests answered where these and facility energy are known.',
  },
  job_requests_energy: {
    ...site,
    ...joule,
    sql: 'job_requests_j',
    point: 'facility',
    brief: 'Facility energy of the boards that served.',
  },
  job_requests_time: { ...site, ...ms, sql: 'job_requests_ms', brief: 'Length of that time.' },
  job_slo_judged: { ...site, ...request, sql: 'job_slo_judged', brief: 'Requests held against a service level.' },
  job_slo_met: { ...site, ...request, sql: 'job_slo_met', brief: 'Those of them that were within it.' },
  job_starts: { ...site, ...run, sql: 'job_starts', brief: 'Runs that were queued and have started.' },
  job_wait: { ...site, ...ms, sql: 'job_wait_ms', brief: 'Time that they waited.' },
  job_manifests: {
    ...site,
    ...run,
    sql: 'job_manifests',
    brief: 'Those of them with a signed manifest of their data.',
  },
  job_sm: {
    ...site,
    ...ms,
    sql: 'job_sm_ms',
    brief: 'Integral of the activity of the streaming multiprocessors of held boards.',
  },
  job_sm_time: { ...site, ...ms, sql: 'job_sm_observed_ms', brief: 'Time in which it is known.' },
  job_tensor: {
    ...site,
    ...ms,
    sql: 'job_tensor_ms',
    brief: 'Integral of the activity of the tensor pipes of held boards.',
  },
  job_tensor_time: { ...site, ...ms, sql: 'job_tensor_observed_ms', brief: 'Time in which it is known.' },
} as const satisfies Record<string, Measure>;
