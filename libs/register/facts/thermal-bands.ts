import { z } from 'zod';

const band = z
  .tuple([z.number().min(-60).max(200), z.number().min(-60).max(200)], { error: 'two temperatures, [least, greatest]' })
  .refine(([least, greatest]) => least < greatest, 'the first must be below the second');

/** Between which temperatures a cooling unit should supply, such as a class of ASHRAE; those of a loop go before those of the site. */
export const thermalBands = z.strictObject({
  loop: z.string().min(1).optional().describe('cooling loop; all that have no band of their own where it is left out'),
  recommended_c: band.describe('recommended supply temperature, [least, greatest], Cel'),
  allowable_c: band.describe('allowable supply temperature, [least, greatest], Cel'),
});
