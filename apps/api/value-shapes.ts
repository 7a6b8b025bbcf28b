import { z } from 'zod';
import { dimensions, grains } from '#catalogue';
import { type EnergyOrigin, energyOrigins } from '#contracts';
import { qualities } from '#kpi';

const instant = z.iso.datetime().describe('ISO 8601, UTC');

/** One value of a metric. */
export const valueShape = z
  .object({
    metric: z.string(),
    site: z.string(),
    hall: z.string().optional(),
    model: z.string().optional(),
    device: z.string().optional(),
    start: instant,
    end: instant,
    value: z.number().nullable().describe('null with a reason when it cannot be relied on'),
    unit: z.string(),
    numerator: z.number().nullable().describe('Sum in base units'),
    denominator: z.number().nullable().describe('Sum in base units; null where nothing is divided'),
    coverage: z.number().nullable().describe('Covered ÷ expected time'),
    devices: z.int().describe('Units that contributed'),
    quality: z.enum(qualities),
    reason: z.string().optional(),
    point: z.string().optional().describe('Metering point'),
    fallback: z.number().optional().describe('Share of the denominator for which another signal stood in'),
    sources: z
      .object(
        Object.fromEntries(energyOrigins.map((origin) => [origin, z.number()])) as Record<EnergyOrigin, z.ZodNumber>,
      )
      .optional()
      .describe(
        'Share of the energy at the metering point by where its figure comes from; absent where that is not known',
      ),
    category: z.int().optional().describe('Of PUE: 1 to 3, by where IT energy is taken'),
    through: instant.nullable().describe('End of the last reading counted'),
    days: z.int().optional().describe('Of a statistic: days of site time that it is made from'),
  })
  .meta({ id: 'Value' });
export type Value = z.output<typeof valueShape>;

/** A value, and whether it has been published. */
const statedValueShape = valueShape
  .extend({
    state: z
      .enum(['provisional', 'final'])
      .describe('final once its window has been published; a final value may be restated, see /v1/restatements'),
  })
  .meta({ id: 'StatedValue' });
export type StatedValue = z.output<typeof statedValueShape>;

export const queryShape = z
  .object({
    from: instant,
    to: instant,
    grain: z.enum(grains),
    by: z.array(z.enum(dimensions)),
    as_of: instant.optional().describe('As asked for'),
    rows: z.array(statedValueShape),
    next: z.string().nullable().optional().describe('With `limit`: `cursor` of the next page; null at the end'),
  })
  .meta({ id: 'QueryAnswer' });

const toldShape = valueShape
  .pick({ value: true, coverage: true, quality: true, reason: true })
  .extend({ known_at: instant.describe('When it was published') })
  .meta({ id: 'ToldValue' });

export const restatementsShape = z
  .object({
    from: instant,
    to: instant,
    grain: z.enum(grains),
    restatements: z.array(
      valueShape.pick({ metric: true, site: true, start: true, end: true, unit: true }).extend({
        causes: z
          .array(z.string())
          .describe(
            'What has changed of what it is computed from: readings (late ones), market (prices, chain), events (orders to curtail), register (a later revision), repair',
          ),
        before: toldShape,
        after: toldShape,
      }),
    ),
    more: z.boolean().describe('Whether `limit` leaves out what was published again earlier'),
    next: z.string().nullable().describe('`cursor` of the next page; null at the end'),
  })
  .meta({ id: 'Restatements' });
export type RestatementsAnswer = z.output<typeof restatementsShape>;
