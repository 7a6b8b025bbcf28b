import { z } from 'zod';

/** Heat that leaves the site and is used, by the cooling loop that it is taken from. */
export const heatReuse = z.strictObject({
  loop: z.string().min(1).describe('cooling loop whose heat is used outside the site'),
  share: z.number().min(0).max(1).default(1).describe('share of its heat that is, 0 to 1'),
  taker: z.string().min(1).optional().describe('who uses it'),
});
