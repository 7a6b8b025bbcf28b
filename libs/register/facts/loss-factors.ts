import { z } from 'zod';

const share = z.number().min(-1).max(1);

/** What of the energy on its way to the site is lost, through the grid and within its own lines; one pair at a time. */
export const lossFactors = z.strictObject({
  grid: share.describe('share of the energy that is lost between a plant elsewhere and M0, -1 to 1'),
  local: share.default(0).describe('share that is lost between the meters at Mg and the site, -1 to 1'),
  basis: z
    .enum(['average', 'marginal'])
    .describe(
      '`average`: of all energy; `marginal`: of one MWh more, about twice as much. One of the two in all entries',
    ),
});
