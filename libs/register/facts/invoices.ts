import { z } from 'zod';

/** A line of an invoice over the time from `from` to `to`; a power line replaces what is estimated of that time. */
export const invoices = z.strictObject({
  what: z
    .enum(['power', 'credit'])
    .describe('power: all that is paid for it, before credits; credit: what is paid back for curtailing or selling'),
  amount: z.number().describe('in the currency of the site, taxes included'),
  booked: z
    .enum(['cost', 'revenue'])
    .default('cost')
    .describe('of a credit: whether it lowers the cost of power or is revenue, never both'),
  reference: z.string().min(1).optional().describe('number of the invoice'),
});
