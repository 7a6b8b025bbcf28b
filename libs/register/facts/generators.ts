import { z } from 'zod';

/** On-site generation; what it gives is counted by the meters at Mg. */
export const generators = z.strictObject({
  id: z.string().min(1).describe('what the plant is called'),
  mw: z.number().positive().describe('rated power, MW'),
});
