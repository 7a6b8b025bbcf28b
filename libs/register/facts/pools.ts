import { z } from 'zod';

/** Pools that the site mines for. Without its hash rate a pool is the site alone, so that its blocks are held against the work of the site. */
export const pools = z.strictObject({
  slug: z.string().min(1).describe('the pool, as the chain feed names it in addresses'),
  hashrate_ehs: z
    .number()
    .positive()
    .optional()
    .describe('hash rate of the whole pool, EH/s; left out where the site mines alone'),
});
