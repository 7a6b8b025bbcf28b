import { z } from 'zod';

/** What the power of the grid is made of. */
export const gridMix = z.strictObject({
  carbon_free: z.number().min(0).max(1).describe('carbon-free share of the energy of the grid, 0 to 1'),
});
