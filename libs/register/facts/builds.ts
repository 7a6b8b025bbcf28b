import { z } from 'zod';
import { instant } from './dated.ts';

/** Power that was built, energised at `from`. */
export const builds = z.strictObject({
  mw: z.number().positive().describe('critical power, MW'),
  started: instant.describe('when the decision to build was taken, ISO 8601 date or instant'),
});
