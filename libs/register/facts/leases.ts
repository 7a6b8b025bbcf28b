import { z } from 'zod';

/** Space that is let. */
export const leases = z.strictObject({
  tenant: z.string().min(1),
  kw: z.number().positive().describe('critical IT power that is let, kW'),
  rent_per_month: z.number().min(0).describe('rent of a month of site time, in the currency of the site'),
  power: z.enum(['passed_through', 'included']).describe('whether the tenant pays for power besides'),
});
