import { z } from 'zod';
import {
  comparisons,
  dimensionsOf,
  grainsOf,
  isMetricId,
  type MetricId,
  metricIds,
  periodKinds,
  type Report,
} from '#catalogue';
import { type Fault, nearest, parseYaml } from '#runtime';

const text = (most: number): z.ZodString =>
  z.string().trim().min(1, 'is empty').max(most, `is longer than ${most} characters`);
const title = text(200).describe('Heading');

const distinct = <Item extends z.ZodType>(item: Item, most: number): z.ZodArray<Item> =>
  z
    .array(item)
    .max(most, `has more than ${most} entries`)
    .refine((list) => new Set(list).size === list.length, 'names something twice');

const metric = z.string('must be the id of a metric').transform((id, context): MetricId => {
  if (isMetricId(id)) return id;
  const hint = nearest(id, metricIds);
  context.addIssue(`no metric ${id} in the catalogue${hint ? `; did you mean ${hint}?` : ''}`);
  return z.NEVER;
});

const by = z.literal('hall', 'must be hall, or not be there').exactOptional();

const chart = z.strictObject({
  metric: metric.describe('Id of a metric'),
  grain: z.enum(['hour', 'day']).describe('Of site time: `hour` in a report of a day, `day` in one of a month'),
  by: by.describe('A panel for each hall; for each site without it'),
  kind: z.enum(['bar', 'line']).describe('Bars are for what adds up over time, lines for what does not'),
});

const figures = z.strictObject({
  kind: z.literal('figures'),
  title,
  metrics: distinct(metric, 100).min(1, 'is empty').describe('Ids of metrics, in the order of their rows'),
  by: by.describe('Rows for each hall; for each site without it'),
  beside: distinct(z.enum(comparisons), comparisons.length)
    .default([])
    .describe('What figures are printed beside: the period before, the same one of the year before'),
  charts: z.array(chart).max(20, 'has more than 20 entries').exactOptional().describe('What is drawn below the table'),
});

const claims = z.strictObject({ kind: z.literal('claims'), title });

const paragraphs = z.strictObject({
  kind: z.literal('text'),
  title,
  text: text(10_000).describe('Paragraphs, with an empty line between them'),
});

const report = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,62}$/, 'small letters, digits and underscore, starting with a letter')
    .describe('What a schedule calls it'),
  title: text(200),
  about: text(1_000).describe('Stands below the title'),
  period: z.enum(periodKinds).describe('What an issue is of'),
  sections: z
    .array(z.discriminatedUnion('kind', [figures, claims, paragraphs], { error: 'must be figures, claims or text' }))
    .min(1, 'is empty')
    .max(50, 'has more than 50 entries')
    .describe('From top to bottom'),
});

const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.optional().catch(undefined);
const known = maybe(z.string().refine(isMetricId));
const hall = maybe(z.literal('hall'));
const list = <Schema extends z.ZodType>(item: Schema) => z.array(maybe(item)).catch([]);

/** What of a file can be understood, each key on its own: a fault in one must not hide those that take two to see. */
const glimpse = z
  .object({
    reports: list(
      z.object({
        id: maybe(z.string()),
        period: maybe(z.enum(periodKinds)),
        sections: list(
          z.object({
            by: hall,
            metrics: z.array(known).catch([]),
            charts: list(z.object({ metric: known, grain: maybe(z.enum(['hour', 'day'])), by: hall })),
          }),
        ),
      }),
    ),
  })
  .catch({ reports: [] });

type Glimpse = NonNullable<z.output<typeof glimpse>['reports'][number]>;
type SectionGlimpse = NonNullable<Glimpse['sections'][number]>;

const under = (keys: readonly PropertyKey[], faults: readonly Fault[]): Fault[] =>
  faults.map((fault) => ({ ...fault, keys: [...keys, ...fault.keys] }));

function hallFaults(id: MetricId | undefined, keys: readonly PropertyKey[]): Fault[] {
  if (id === undefined || dimensionsOf(id).includes('hall')) return [];
  return [{ keys, message: `${id} is not known by hall, only by ${dimensionsOf(id).join(', ')}` }];
}

/** Others would be one mark, or more than an axis has room for. */
const grainOf = { day: 'hour', month: 'day' } as const;

function grainFaults(grain: 'hour' | 'day' | undefined, period: Glimpse['period']): Fault[] {
  if (grain === undefined || period === undefined || grain === grainOf[period]) return [];
  return [{ keys: ['grain'], message: `a ${period} is drawn by the ${grainOf[period]}` }];
}

function courseFaults(id: MetricId | undefined, grain: 'hour' | 'day' | undefined): Fault[] {
  if (id === undefined || grain === undefined || grainsOf(id).includes(grain)) return [];
  return [{ keys: ['metric'], message: `${id} has no course over hours, only by ${grainsOf(id).join(', ')}` }];
}

function sectionFaults({ by: grouped, metrics, charts }: SectionGlimpse, period: Glimpse['period']): Fault[] {
  const ofRows = grouped ? metrics.flatMap((id, index) => hallFaults(id, ['metrics', index])) : [];
  const ofCharts = charts.flatMap((drawn, index) =>
    under(
      ['charts', index],
      [
        ...(drawn?.by ? hallFaults(drawn.metric, ['metric']) : []),
        ...grainFaults(drawn?.grain, period),
        ...courseFaults(drawn?.metric, drawn?.grain),
      ],
    ),
  );
  return [...ofRows, ...ofCharts];
}

/** What no single key shows. */
function wholeFaults(reports: readonly (Glimpse | undefined)[], others: readonly string[]): Fault[] {
  const ids = reports.map((one) => one?.id);
  return reports.flatMap((one, index) => {
    if (!one) return [];
    const { id, period, sections } = one;
    const isTaken = id !== undefined && (others.includes(id) || ids.indexOf(id) < index);
    const faults = [
      ...(isTaken ? [{ keys: ['id'], message: `there is another report ${id}` }] : []),
      ...sections.flatMap((section, at) => (section ? under(['sections', at], sectionFaults(section, period)) : [])),
    ];
    return under(['reports', index], faults);
  });
}

/** A file of reports; `others` are ids that are taken. */
export const reportsSchema = (others: readonly string[]) =>
  z
    .strictObject({ reports: z.array(report, 'must be a list of reports').max(100, 'has more than 100 reports') })
    .superRefine(
      (file, context) => {
        for (const { keys, message } of wholeFaults(glimpse.parse(file).reports, others))
          context.addIssue({ code: 'custom', path: [...keys], message });
      },
      { when: () => true },
    );

const knownKeys = ['reports', ...[report, figures, paragraphs, chart].flatMap(({ shape }) => Object.keys(shape))];

/**
 * Reads a file of reports from its text; `path` only names it, and `others` are ids that are taken. Throws
 * `CONFIG_INVALID` whose `details.faults` lists every fault as `file:line:column key: what is wrong`, not only the first one.
 */
export const parseReports = (yaml: string, path: string, others: readonly string[]): Report[] =>
  parseYaml(yaml, { path, schema: reportsSchema(others), knownKeys }).reports;
