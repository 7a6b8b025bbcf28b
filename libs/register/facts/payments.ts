import { z } from 'zod';

/** What a programme pays for standing by from `from` to `to`; 0 MW says that nothing was awarded. */
export const payments = z.strictObject({
  programme: z
    .enum(['ancillary', 'ers', 'demand_response'])
    .describe('ancillary services, emergency response service, or another demand response'),
  service: z.string().min(1).optional().describe('such as RRS, ECRS, Reg-Up or Non-Spin'),
  block: z.string().default('').describe('which of the MW they are: one block cannot stand by for two programmes'),
  mw: z.number().min(0).describe('MW awarded or contracted'),
  per_mw_h: z.number().describe('price per MW and hour, in the currency of the site'),
  availability: z.number().min(0).max(1).default(1).describe('factor of availability, 0 to 1'),
  deployment: z
    .number()
    .default(0)
    .describe('paid for energy when called, for the whole time, in the currency of the site'),
  booked: z
    .enum(['cost', 'revenue'])
    .default('revenue')
    .describe('whether it is revenue or lowers the cost of power, never both'),
});
