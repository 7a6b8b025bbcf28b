import { z } from 'zod';
import { dimensions, grains } from '#catalogue';
import { deviceClasses } from '#contracts';
import { qualities } from '#kpi';

const instant = z.iso.datetime().describe('ISO 8601, UTC');

/** One metric as the dictionary tells it. */
export const metricShape = z
  .object({
    id: z.string(),
    title: z.string(),
    brief: z.string(),
    kind: z.enum(['simple', 'ratio', 'derived']),
    unit: z.string().describe('Unit of `value`; {currency} is the currency of the site'),
    base_unit: z.string().describe('UCUM unit of numerator ÷ denominator'),
    scale: z.number().describe('value = numerator ÷ denominator × scale'),
    better: z.enum(['higher', 'lower', 'neither']),
    dimensions: z.array(z.enum(dimensions)),
    grains: z.array(z.enum(grains)),
    formula: z.string().describe('In words of measures or metrics'),
    sources: z.array(
      z.object({
        dimensions: z.array(z.enum(dimensions)),
        numerator: z.object({ id: z.string(), unit: z.string(), brief: z.string() }),
        denominator: z.object({ id: z.string(), unit: z.string(), brief: z.string() }).optional(),
        point: z.string().optional().describe('Metering point'),
      }),
    ),
    status: z.literal('modelled').optional(),
    standard: z.string().optional(),
    caveats: z.array(z.string()),
  })
  .meta({ id: 'Metric' });

export const metricsShape = z.object({ metrics: z.array(metricShape) }).meta({ id: 'Metrics' });

/** One value of a metric. */
const valueShape = z
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
    through: instant.nullable().describe('End of the last reading counted'),
  })
  .meta({ id: 'Value' });
export type Value = z.output<typeof valueShape>;

export const queryShape = z
  .object({
    from: instant,
    to: instant,
    grain: z.enum(grains),
    by: z.array(z.enum(dimensions)),
    rows: z.array(valueShape),
  })
  .meta({ id: 'QueryAnswer' });

const siteShape = z
  .object({
    id: z.string(),
    zone: z.string(),
    currency: z.string(),
    contracted_mw: z.array(z.object({ mw: z.number(), from: instant.nullable(), to: instant.nullable() })),
    halls: z.array(z.object({ id: z.string(), workload: z.string(), loop: z.string() })),
    devices: z.int().describe('Units that the register expects now'),
    through: instant.nullable().describe('End of the last reading counted'),
  })
  .meta({ id: 'Site' });
export const sitesShape = z.object({ sites: z.array(siteShape) }).meta({ id: 'Sites' });
export type Site = z.output<typeof siteShape>;

const deviceStates = ['reporting', 'silent', 'never', 'unregistered'] as const;
const deviceShape = z
  .object({
    id: z.string(),
    site: z.string(),
    class: z.enum(deviceClasses),
    hall: z.string(),
    model: z.string(),
    nominal_ths: z.number().nullable(),
    nominal_w: z.number().nullable(),
    point: z.string(),
    poll_s: z.number().nullable(),
    last_reading_at: instant.nullable(),
    state: z.enum(deviceStates),
    reason: z.string().optional().describe('Why nothing is heard'),
  })
  .meta({ id: 'Device' });
export const devicesShape = z.object({ devices: z.array(deviceShape) }).meta({ id: 'Devices' });
export type Device = z.output<typeof deviceShape>;

export const readingsShape = z
  .object({
    device: z.string(),
    site: z.string(),
    class: z.enum(deviceClasses),
    from: instant,
    to: instant,
    readings: z
      .array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))
      .describe('Newest first; every column of the table, lineage included; null is missing'),
    next: z.string().nullable().describe('`cursor` of the next page; null at the end'),
  })
  .meta({ id: 'Readings' });

export const healthShape = z
  .object({ status: z.enum(['ok', 'unavailable']), detail: z.string().optional() })
  .meta({ id: 'Health' });

/** Shapes of Confluent's schema registry. */
export const registrySchemaShape = z
  .object({ schema: z.string().describe('The Avro schema as JSON text') })
  .meta({ id: 'RegistrySchema' });
export const registryVersionShape = z
  .object({ subject: z.string(), version: z.int(), id: z.int(), schema: z.string() })
  .meta({ id: 'RegistryVersion' });
export const namesShape = z.array(z.string());
export const numbersShape = z.array(z.int());
