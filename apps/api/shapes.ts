import { z } from 'zod';
import { dimensions, directions, grains } from '#catalogue';
import { verdicts } from '#claims';
import { deviceClasses } from '#contracts';
import { issuedRow, reportDocument } from '#report';

const instant = z.iso.datetime().describe('ISO 8601, UTC');

/** One metric as the dictionary tells it. */
export const metricShape = z
  .object({
    id: z.string(),
    title: z.string(),
    brief: z.string(),
    kind: z.enum(['simple', 'ratio', 'derived', 'statistic']),
    unit: z.string().describe('Unit of `value`; {currency} is the currency of the site'),
    base_unit: z.string().describe('UCUM unit of numerator ÷ denominator'),
    scale: z.number().describe('value = numerator ÷ denominator × scale'),
    better: z.enum(['higher', 'lower', 'neither']),
    dimensions: z.array(z.enum(dimensions)),
    grains: z.array(z.enum(grains)),
    formula: z.string().describe('In words of measures or metrics; of a statistic in words of loads'),
    least_days: z
      .int()
      .optional()
      .describe('Days that a statistic needs; of a day or a month with fewer it is that of as many days up to its end'),
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
    category: z.int().optional().describe('Of PUE: 1 to 3, by where IT energy is taken'),
    caveats: z.array(z.string()),
  })
  .meta({ id: 'Metric' });

export const metricsShape = z.object({ metrics: z.array(metricShape) }).meta({ id: 'Metrics' });

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
export const devicesShape = z
  .object({
    devices: z.array(deviceShape),
    next: z.string().nullable().optional().describe('With `limit`: `cursor` of the next page; null at the end'),
  })
  .meta({ id: 'Devices' });
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

const reconciliationShape = z
  .object({
    id: z.string(),
    at: instant,
    made_by: z.string().describe('Login name of who ran it'),
    equal: z.boolean().describe('Nothing differs, after a repair'),
    scope: z.record(z.string(), z.string()).describe('What it was limited to: topic, site, from, to'),
    messages: z.int().describe('Messages of the stream that were compared'),
    waiting: z.int().describe('Messages that were not loaded yet'),
    lost: z.int().describe('Rows that are neither stored nor dead letters'),
    doubled: z.int().describe('Rows that are there more often than they were announced'),
    gaps: z.int().describe('Runs of batches that never reached the stream'),
    beyond: z.int().describe('Rows from offsets that the log does not reach'),
    rollups: z.int().describe('Rows of rollups that are not what the readings give'),
    repaired: z.int().describe('Quarters of an hour that were computed anew'),
    details: z.record(z.string(), z.unknown()).describe('What differs: days, gaps, rollups'),
  })
  .meta({ id: 'Reconciliation' });
export const reconciliationsShape = z
  .object({
    reconciliations: z.array(reconciliationShape),
    next: z.string().nullable().describe('`cursor` of the next page; null at the end'),
  })
  .meta({ id: 'Reconciliations' });
export type Reconciliations = z.output<typeof reconciliationsShape>;

/** Issues of reports, without what they say. */
export const reportsShape = z
  .object({
    reports: z.array(issuedRow.meta({ id: 'Issued' })),
    next: z.string().nullable().describe('`cursor` of the next page; null at the end'),
  })
  .meta({ id: 'Reports' });
/** One issue. */
export const reportShape = reportDocument.meta({ id: 'ReportIssue' });

const assessmentShape = z
  .object({
    claim: z.string(),
    section: z.string(),
    statement: z.string().describe('The claim in our own words'),
    reading: z.string().nullable().describe('Which reading of the claim; null where telemetry cannot speak to it'),
    metric: z.string().nullable(),
    title: z.string().nullable(),
    site: z.string(),
    value: z.number().nullable(),
    low: z
      .number()
      .nullable()
      .describe(
        '95 % interval, or wider where several readings are one test: see method; null where the value has none',
      ),
    high: z.number().nullable(),
    unit: z.string().nullable(),
    threshold: z.number().nullable().describe('What the claim is held against; null where it gives no number'),
    direction: z
      .enum(directions)
      .nullable()
      .describe('Where, seen from the threshold, the claim says that the value lies'),
    verdict: z.enum(verdicts).nullable().describe('null for a value that is held against nothing'),
    indicative: z.boolean().describe('Fewer than 90 days: the interval may be too narrow'),
    reason: z.string().nullable().describe('Why there is no value or no interval, or that it is modelled'),
    p: z
      .number()
      .nullable()
      .describe('Two-sided p of other weeks, or of another choice of halls, where there is such a test'),
    p_least: z.number().nullable().describe('Smallest p that so few weeks or halls can give'),
    check_low: z
      .number()
      .nullable()
      .describe('95 % interval of the same days by Newey and West, where there is one: to be held against the other'),
    check_high: z.number().nullable(),
    coverage: z.number().nullable(),
    days: z.int().describe('Days of site time that are known for the most part'),
    from: instant.describe('First and last instant that anything is known of'),
    to: instant,
    mean_price: z.number().nullable().describe('Mean power price of that time, currency of the site per MWh'),
    mean_hashprice: z.number().nullable().describe('Mean hashprice of that time, USD/PH/day'),
    caveats: z.array(z.string()),
    method: z.string().nullable().describe('How it was measured, with its version'),
    source: z.literal('article'),
    attribution: z.literal('unverified').describe("The claims were not found in their author's own publications"),
  })
  .meta({ id: 'ClaimAssessment' });
export const claimsShape = z
  .object({ as_of: instant, from: instant, to: instant, claims: z.array(assessmentShape) })
  .meta({ id: 'Claims' });
export type ClaimAssessment = z.output<typeof assessmentShape>;

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
