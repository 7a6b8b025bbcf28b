import { z } from 'zod';

const perMwh = z.number().default(0);
const rate = z.number().min(0).default(0);

/** What the site pays for power beside the market price of its feed, in its currency; one tariff at a time. */
export const tariffs = z.strictObject({
  energy_adder_per_mwh: perMwh.describe('on top of the market price, currency per MWh; may be negative'),
  delivery_per_mwh: perMwh.describe('transmission and distribution by energy, currency per MWh'),
  tax_per_mwh: perMwh.describe('taxes by energy, currency per MWh'),
  tax_share: z.number().min(0).max(1).default(0).describe('taxes as a share of energy and delivery, 0 to 1'),
  credit_per_mwh: perMwh.describe('taken off the bill, currency per MWh'),
  demand_per_kw: rate.describe(
    'for the greatest 15-minute mean of a month of site time, currency per kW, taxes included',
  ),
  cp_per_kw_year: rate.describe('for the mean over the coincident peaks, currency per kW and year, taxes included'),
  cp_billed_kw: rate.describe('kW of the last season that are billed at this rate, a twelfth each month'),
  cp_months: z
    .array(z.int().min(1).max(12))
    .min(1)
    .default([6, 7, 8, 9])
    .describe('months of the year, 1 to 12, that have a coincident peak each'),
  cp_interval_min: z
    .union([z.literal(5), z.literal(15), z.literal(30), z.literal(60)])
    .default(15)
    .describe('length of a coincident peak, minutes'),
  rule_version: z.string().min(1).optional().describe('which rules it follows, such as 4CP-2026'),
});
