import { z } from 'zod';

/** Methane that a site on waste gas keeps from the air, as verified for the time from `from` to `to`, both of which are needed. */
export const methaneAbatement = z.strictObject({
  t_co2e: z.number().positive().describe('abated emissions, t CO2e; spread evenly over `from` to `to`'),
  method: z.string().min(1).describe('standard and verifier'),
});
