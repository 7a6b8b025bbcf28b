import { z } from 'zod';

/** An interval of the peak of the system, from `from` to `to`, as the operator has found it in the end. */
export const coincidentPeaks = z.strictObject({
  system: z.string().min(1).describe('whose peak it is, such as ERCOT'),
});
