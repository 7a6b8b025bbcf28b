import { z } from 'zod';

/** What the Bitcoin chain and its market are taken to be where no feed tells it, for when it holds. */
export const chainTerms = z.strictObject({
  difficulty: z.number().positive().describe('difficulty'),
  subsidy_btc: z.number().min(0).max(50).describe('new BTC per block'),
  fee_btc: z.number().min(0).default(0).describe('mean fees per block, BTC'),
  btc_usd: z.number().positive().describe('USD per BTC'),
});
