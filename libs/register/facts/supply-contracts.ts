import { z } from 'zod';

const megawatts = z.number().min(0).max(10_000);

/** Who supplies a site with power of a known origin: behind the meter, or through the grid. */
export const supplyContracts = z.strictObject({
  name: z.string().min(1).describe('as people know it'),
  kind: z.enum(['ppa', 'onsite']).describe('`ppa` comes through the grid and M0, `onsite` from a meter at Mg'),
  mw: z
    .union([megawatts, z.array(megawatts).length(24)], { error: 'a number of MW, or 24 of them, by hour of the day' })
    .optional()
    .describe('of a `ppa`: power delivered, MW; one number, or 24 by hour of the day in the zone of the site'),
  meter: z.string().min(1).optional().describe('of `onsite`: id of the meter at Mg that counts it'),
  g_per_kwh: z.number().min(0).max(10_000).default(0).describe('emissions of the contract, g CO2e per kWh'),
  carbon_free: z.number().min(0).max(1).default(1).describe('carbon-free share of its energy, 0 to 1'),
  renewable: z.boolean().default(true).describe('whether its energy is renewable; of a `ppa`, its certificates say so'),
  deliverable: z
    .boolean()
    .default(true)
    .describe('whether it is delivered to the grid of the site; what is not counts in no hour'),
});
