import { z } from 'zod';

/** What of the input energy of a hall's miners reaches their chips, which no miner counts. */
export const computeShares = z.strictObject({
  hall: z.string().min(1).describe('hall of the miners'),
  share: z.number().positive().max(1).describe('share left after power supplies and fans, from the data sheet, 0 to 1'),
});
