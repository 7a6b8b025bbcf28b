import { z } from 'zod';

/** Tokens received for the work of GPUs from `from` to `to`, at their price on receipt; 0 says that there were none. */
export const tokenRewards = z.strictObject({
  token: z.string().min(1).describe('which token'),
  amount_usd: z
    .number()
    .min(0)
    .describe('what it was worth when it was received, USD; it accrues evenly over its time'),
});
