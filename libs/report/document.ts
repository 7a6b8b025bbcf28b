import { z } from 'zod';
import { periodKinds } from '#catalogue';

const cell = z.object({
  value: z.number().nullable(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  coverage: z.number().nullable(),
  quality: z.string(),
  reason: z.string().optional(),
});

const figureRow = z.object({
  metric: z.string(),
  title: z.string(),
  unit: z.string(),
  site: z.string(),
  /** Empty for the whole site. */
  hall: z.string(),
  /** One per column. */
  cells: z.array(cell),
});

const point = z.object({
  /** Start of the bucket. */
  start: z.string(),
  value: z.number().nullable(),
  coverage: z.number().nullable(),
  quality: z.string(),
});

const chart = z.object({
  metric: z.string(),
  title: z.string(),
  grain: z.enum(['hour', 'day']),
  kind: z.enum(['bar', 'line']),
  /** One for each site, or each hall of a site. Every bucket of the period has a point, whatever is known of it. */
  series: z.array(z.object({ site: z.string(), hall: z.string(), unit: z.string(), points: z.array(point) })),
});

const claimRow = z.object({
  claim: z.string(),
  statement: z.string(),
  site: z.string(),
  reading: z.string().nullable(),
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  unit: z.string().nullable(),
  threshold: z.number().nullable(),
  direction: z.string().nullable(),
  verdict: z.string().nullable(),
  indicative: z.boolean(),
  coverage: z.number().nullable(),
  reason: z.string().nullable(),
});

const section = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('figures'),
    title: z.string(),
    /** Names of periods, the report's own first. */
    columns: z.array(z.string()),
    rows: z.array(figureRow),
    charts: z.array(chart).optional(),
  }),
  z.object({ kind: z.literal('claims'), title: z.string(), rows: z.array(claimRow) }),
  z.object({ kind: z.literal('text'), title: z.string(), text: z.string() }),
]);

const restated = z.object({
  section: z.string(),
  metric: z.string(),
  title: z.string(),
  unit: z.string(),
  site: z.string(),
  hall: z.string(),
  was: z.number().nullable(),
  is: z.number().nullable(),
});

/**
 * An issue of a report: everything that is printed, in whatever format, so that rendering it again gives the same bytes.
 * Instants are ISO 8601 in UTC.
 */
export const reportDocument = z.object({
  report: z.string(),
  title: z.string(),
  about: z.string(),
  period: z.object({ kind: z.enum(periodKinds), label: z.string() }),
  sites: z.array(
    z.object({ id: z.string(), zone: z.string(), currency: z.string(), from: z.string(), to: z.string() }),
  ),
  /** When the figures were read. */
  as_of: z.string(),
  /** Digest of all definitions that they were made by. */
  catalogue: z.string(),
  /** Digests of what the figures of each site are made of: its register, and the versions of the days of the period. */
  inputs: z.array(z.object({ site: z.string(), register: z.string(), facts: z.string() })).default([]),
  sections: z.array(section),
  /** Definitions of the metrics. */
  notes: z.array(
    z.object({
      metric: z.string(),
      title: z.string(),
      brief: z.string(),
      unit: z.string(),
      caveats: z.array(z.string()),
    }),
  ),
  /** Figures of the period before that have changed since they were issued. */
  restated: z.object({ period: z.string().nullable(), figures: z.array(restated) }),
  /** Verdicts that are others than in the issue before. */
  verdicts: z.array(
    z.object({
      claim: z.string(),
      reading: z.string().nullable(),
      site: z.string(),
      was: z.string().nullable(),
      is: z.string().nullable(),
    }),
  ),
  /** Periods, whole or a part of them, that were not published when their figures were read. */
  provisional: z.array(z.string()).default([]),
  /** Periods that are not wholly within the measurements of a site: the share of them that is, 0 to 1. Sums of them are of that part. */
  partial: z.array(z.object({ site: z.string(), period: z.string(), share: z.number() })),
  /** Figures of the period that could not be given. */
  missing: z.int(),
});

export type ReportDocument = z.output<typeof reportDocument>;
export type FigureRow = z.output<typeof figureRow>;
export type ClaimRow = z.output<typeof claimRow>;
export type Chart = z.output<typeof chart>;
export type Series = Chart['series'][number];
export type Point = z.output<typeof point>;
export type Cell = z.output<typeof cell>;
export type Section = z.output<typeof section>;
export type Restated = z.output<typeof restated>;
