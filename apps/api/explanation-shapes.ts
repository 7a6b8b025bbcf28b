import { z } from 'zod';
import { deviceClasses } from '#contracts';
import { valueShape } from './value-shapes.ts';

const instant = z.iso.datetime().describe('ISO 8601, UTC');
const milliseconds = z.number().describe('ms');
const whole = z.int();

const listedFact = z.object({
  kind: z.string(),
  entry: z.record(z.string(), z.unknown()),
  from: instant.nullable(),
  to: instant.nullable(),
});

/** A value, what it is made of, and what that rests on; of a formula, the same for each of its inputs. */
export const explanationShape = z
  .object({
    as_of: instant.optional().describe('As asked for'),
    value: valueShape,
    formula: z.string().describe('In words of measures or metrics'),
    get inputs() {
      return z
        .array(explanationShape)
        .describe('Of a formula the values that it is made of, of a statistic those of the same facts');
    },
    parts: z.array(valueShape).describe('By the finest that what was read is known by, usually the device'),
    sums: z.object({
      numerator: z.number().nullable().describe('Sum of the numerators of the parts'),
      denominator: z.number().nullable(),
      add_up: z.boolean().nullable().describe('Both are those of the value, to the last unit; null without parts'),
    }),
    statements: z
      .array(z.object({ sql: z.string(), params: z.record(z.string(), z.unknown()) }))
      .describe('What was asked of the store for the value'),
    units: z
      .array(
        z.object({
          class: z.enum(deviceClasses),
          device: z.string(),
          hall: z.string(),
          model: z.string(),
          readings: whole,
          expected_ms: milliseconds,
          reported_ms: milliseconds,
          flags: z.array(z.string()).describe('What its readings were marked with'),
          missing: z.string().nullable().describe('Why some of what is expected is missing'),
          through: instant.nullable(),
        }),
      )
      .describe('What every unit was expected to report, and what it did'),
    mix: z
      .array(
        z.object({
          class: z.enum(deviceClasses),
          quantity: z.string(),
          source: z.string().describe('metered, psu, estimated, configured or none'),
          readings: whole,
          unknown: whole.describe('Readings without the quantity'),
          total: z.number().describe('Sum, in the unit of the column'),
        }),
      )
      .describe('Where quantities of the readings that end in the window came from'),
    lineage: z
      .array(
        z.object({
          topic: z.string(),
          src_log: whole,
          src_partition: whole,
          collector: z.string(),
          incarnation: z.string(),
          first_offset: z.string(),
          last_offset: z.string(),
          first_sequence: whole,
          last_sequence: whole,
          readings: whole,
        }),
      )
      .describe('Where those readings lie in the log, by run of a collector'),
    omitted: z.string().nullable().describe('Why units, mix and lineage are not whole'),
    register: z
      .object({
        revision: whole,
        known_at: instant,
        power_feed: z.string(),
        chain_feed: z.string(),
        reference_feed: z.string(),
        carbon_feed: z.string(),
        marginal_feed: z.string(),
        carbon_g_per_kwh: z.number().nullable(),
        pool_fee: z.number(),
        gpu_usd_per_hour: z.number().nullable(),
        gpu_billed_share: z.number().nullable(),
        gpu_feed: z.string(),
      })
      .nullable()
      .describe('What the register says that the value rests on'),
    prices: z
      .object({
        market: z.string(),
        node: z.string(),
        product: z.string(),
        intervals: whole,
        revisions: whole,
        statuses: z.array(z.string()),
        known_at: instant.describe('When the newest of them was learned'),
      })
      .nullable()
      .describe('The power prices of the window, where one goes into the value'),
    carbon: z
      .object({
        source: z.string(),
        zone: z.string(),
        intervals: whole,
        revisions: whole,
        statuses: z.array(z.string()),
        factor_versions: z.array(z.string()),
        known_at: instant.describe('When the newest of them was learned'),
      })
      .nullable()
      .describe('The carbon intensities of the window, where one goes into the value'),
    facts: z
      .array(listedFact)
      .describe('What the register lists for the window, 1000 entries at most, where it bears on money'),
    rents: z
      .object({
        venue: z.string(),
        model: z.string(),
        pricing_type: z.string(),
        prices: whole,
        revisions: whole,
        least_usd: z.number(),
        most_usd: z.number(),
        method_versions: z.array(z.string()),
        known_at: instant.describe('When the newest of them was learned'),
      })
      .nullable()
      .describe('The rental prices of GPUs of the window, where one goes into the value'),
  })
  .meta({ id: 'Explanation' });
export type ExplanationAnswer = z.output<typeof explanationShape>;
