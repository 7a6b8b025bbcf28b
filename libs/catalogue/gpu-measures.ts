import { type Measure, ms, sum } from './measure.ts';

const site = { table: 'site', ...sum, overDevices: 'none' } as const;

/** Measures of what GPUs are rented out for, and of what is given for their work. */
export const gpuMeasures = {
  site_gpu_price: {
    ...site,
    sql: 'gpu_price_time',
    unit: '{USD}',
    scale: 1e-3 / 3600,
    brief: 'Integral of the rental price of one GPU.',
  },
  site_token_reward: {
    ...site,
    sql: 'reward_usd',
    unit: '{USD}',
    scale: 1,
    brief: 'Tokens received for the work of GPUs, at their price on receipt.',
  },
  site_rewarded_gpu_time: { ...site, ...ms, sql: 'reward_gpu_ms', brief: 'Time of boards for which that is told.' },
  site_rewarded_time: { ...site, ...ms, sql: 'reward_ms', brief: 'Time for which that is told.' },
  site_gpu_price_time: { ...site, ...ms, sql: 'gpu_price_ms', brief: 'Time in which the rental price is known.' },
} as const satisfies Record<string, Measure>;
