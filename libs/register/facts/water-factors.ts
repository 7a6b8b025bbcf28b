import { z } from 'zod';

/** Water that making the power of the grid takes. */
export const waterFactors = z.strictObject({
  l_per_kwh: z.number().min(0).max(1_000).describe('water consumed for a kWh of the grid, L per kWh'),
});
