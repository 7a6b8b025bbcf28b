import { z } from 'zod';

/** Yearly factors of the grid, for when they hold. */
export const carbonFactors = z.strictObject({
  method: z
    .enum(['location', 'residual'])
    .default('location')
    .describe('`location`: the mean of the grid, where the feed has none; `residual`: what nobody has a claim on'),
  g_per_kwh: z.number().min(0).max(10_000).describe('g CO2e per kWh'),
});
