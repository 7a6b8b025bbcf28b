import { z } from 'zod';

const perMonth = (what: string) =>
  z.number().min(0).default(0).describe(`${what}, per month of site time, in the currency of the site`);

/** What a workload bears beside power; entries of the same time add up. */
export const finance = z.strictObject({
  workload: z.enum(['mining', 'ai']).describe('who bears it; what is shared is listed in parts'),
  site_opex: perMonth('staff, repair, rent and insurance of the site'),
  sg_and_a: perMonth('selling, general and administrative costs'),
  depreciation: perMonth('depreciation'),
  interest: perMonth('interest'),
});
