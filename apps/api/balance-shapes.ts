import { z } from 'zod';
import { findings } from '#kpi';
import { valueShape } from './value-shapes.ts';

const instant = z.iso.datetime().describe('ISO 8601, UTC');

const suspectShape = z
  .object({
    site: z.string(),
    hall: z.string().describe('Hall of the balance; empty for that of the site'),
    class: z.enum(['meter', 'cooling', 'asic', 'gpu']),
    device: z.string(),
    side: z.enum(['whole', 'part']).describe('Whether it counts what comes in, or a part'),
    finding: z.enum(findings).describe('It counts too little, too much, or nothing at times'),
    explains: z
      .number()
      .describe('Share of the variance of the gap, by hour, that it explains; of a part, of what load leaves of it'),
    slope: z.number().describe('By how much the gap changes with each joule that it counts'),
    hours: z.int().describe('Hours looked at'),
  })
  .meta({ id: 'Suspect' });

export const balanceShape = z
  .object({
    from: instant,
    to: instant,
    grain: z.enum(['hour', 'day', 'month', 'total']),
    rows: z.array(valueShape).describe('energy_unaccounted and unaccounted_share, of the site and by hall'),
    suspects: z
      .array(suspectShape)
      .describe(
        'What to doubt, most telling first: over 24 hours or more it explains at least half of the variance of the gap, with a slope of 5 % and an effect of 0.2 % of what comes in',
      ),
  })
  .meta({ id: 'Balance' });
export type BalanceAnswer = z.output<typeof balanceShape>;
