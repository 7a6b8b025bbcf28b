import { z } from 'zod';

/**
 * What the Bitcoin chain and its market are taken to be where no feed tells it, for when it holds. What a term leaves out is taken of the others of that
 * time: of those that were told first, then of those that were derived.
 */
export const chainTerms = z.strictObject({
  difficulty: z.number().positive().optional().describe('difficulty'),
  subsidy_btc: z.number().min(0).max(50).optional().describe('new BTC per block'),
  fee_btc: z.number().min(0).optional().describe('mean fees per block, BTC; 0 where none of that time tells them'),
  btc_usd: z.number().positive().optional().describe('USD per BTC'),
  height: z.int().min(0).optional().describe('first block that it is of'),
  basis: z
    .enum(['told', 'derived'])
    .optional()
    .describe('`derived` by `coload import difficulty`: what is told comes before it'),
  uncertain_s: z
    .number()
    .min(0)
    .optional()
    .describe('how far off a derived `from` may be, s (three standard deviations)'),
});
