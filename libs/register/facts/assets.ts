import { z } from 'zod';

/** What was built or bought, in service from `from` on. */
export const assets = z.strictObject({
  class: z.enum(['gpu', 'asic', 'building']),
  workload: z.enum(['mining', 'ai']).describe('whom it serves; what is shared is listed in parts'),
  capex: z.number().min(0).describe('what was spent on it, in the currency of the site'),
  reused: z
    .number()
    .min(0)
    .default(0)
    .describe('what stood there already and serves again, at the cost of building it new, in the currency of the site'),
  life_years: z.number().positive().describe('years over which the capital comes back'),
  rate: z.number().min(0).max(1).describe('cost of capital per year, 0 to 1'),
});
