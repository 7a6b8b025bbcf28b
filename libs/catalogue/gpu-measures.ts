import { type Measure, ms, sum } from './measure.ts';

const site = { table: 'site', ...sum, overDevices: 'none' } as const;

/** Measures of what GPUs are rented out for. */
export const gpuMeasures = {
  site_gpu_price: {
    ...site,
    sql: 'gpu_price_time',
    unit: '{USD}',
    scale: 1e-3 / 3600,
    brief: 'Integral of the rental price of one GPU.',
  },
  site_gpu_price_time: { ...site, ...ms, sql: 'gpu_price_ms', brief: 'Time in which the rental price is known.' },
} as const satisfies Record<string, Measure>;
