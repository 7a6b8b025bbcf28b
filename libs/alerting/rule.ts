import { z } from 'zod';
import { type Dimension, dimensions } from '#catalogue';
import { nearest } from '#runtime';
import { duration } from './duration.ts';
import { isQuantityId, type QuantityId, quantityIds } from './quantity.ts';
import { templateFaults } from './template.ts';

export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Buckets that rules are evaluated on. */
export const ruleGrains = ['15m', 'hour', 'day'] as const;
export type RuleGrain = (typeof ruleGrains)[number];

/** Labels that an alert can have: its rule, its severity, and what its metric is grouped by. */
export const labelNames = ['alertname', 'severity', ...dimensions] as const;
export type LabelName = (typeof labelNames)[number];

const oneOf = <const Words extends readonly string[]>(words: Words, what: string): z.ZodType<Words[number], string> =>
  z.string(`must be a ${what}`).transform((word, context): Words[number] => {
    const found = words.find((known) => known === word);
    if (found !== undefined) return found;
    const hint = nearest(word, words);
    context.addIssue(`no ${what} ${word}${hint ? `; did you mean ${hint}?` : `; known are ${words.join(', ')}`}`);
    return z.NEVER;
  });

const metric = z.string('must be the id of a metric').transform((id, context): QuantityId => {
  if (isQuantityId(id)) return id;
  const hint = nearest(id, quantityIds);
  context.addIssue(`no metric ${id} in the catalogue${hint ? `; did you mean ${hint}?` : ''}`);
  return z.NEVER;
});

const id = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'small letters, digits and underscore, starting with a letter');
const limit = z.number('must be a finite number');
const share = z.number().min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1');
const text = (most: number): z.ZodType<string, string> =>
  z.string().trim().min(1, 'is empty').max(most, `is longer than ${most} characters`);
const template = (most: number): z.ZodType<string, string> =>
  text(most).superRefine((value, context) => {
    for (const fault of templateFaults(value)) context.addIssue(fault);
  });
const distinct = <Item>(item: z.ZodType<Item, string>): z.ZodType<Item[], string[]> =>
  z
    .array(item)
    .max(20, 'has more than 20 entries')
    .refine((list) => new Set(list).size === list.length, 'names something twice');

const threshold = z
  .strictObject({
    kind: z.literal('threshold'),
    above: limit.optional().describe('Holds when the value is greater'),
    below: limit.optional().describe('Holds when the value is less; exactly one of the two'),
    clear_at: limit
      .optional()
      .describe('Hysteresis: a firing alert goes on until the value is at this or past it; the limit when absent'),
    unit: z
      .string()
      .optional()
      .describe('Unit of the numbers: that of the metric, its base unit, or % for a share; needed unless that is 1'),
  })
  .refine(
    ({ above, below }) => (above === undefined) !== (below === undefined),
    'needs `above` or `below`, one of them',
  )
  .refine(({ above, clear_at }) => above === undefined || clear_at === undefined || clear_at <= above, {
    path: ['clear_at'],
    error: 'must not be above the limit `above`',
  })
  .refine(({ below, clear_at }) => below === undefined || clear_at === undefined || clear_at >= below, {
    path: ['clear_at'],
    error: 'must not be under the limit `below`',
  });

const change = z
  .strictObject({
    kind: z.literal('change'),
    against: z.literal('week').default('week').describe('The bucket of the same local time a week ago'),
    direction: z.enum(['rise', 'fall', 'either'], 'must be rise, fall or either'),
    by: z.number().positive('must be above 0').max(1_000).describe('0.2 is a change of 20 % of what it was'),
    clear_by: z.number().min(0).optional().describe('Hysteresis: a firing alert goes on until the change is no more'),
  })
  .refine(({ by, clear_by }) => clear_by === undefined || clear_by <= by, {
    path: ['clear_by'],
    error: 'must not be more than `by`',
  })
  .refine(({ direction, by }) => direction !== 'fall' || by <= 1, {
    path: ['by'],
    error: 'nothing falls by more than 1, all of it',
  });

const anomaly = z
  .strictObject({
    kind: z.literal('anomaly'),
    direction: z.enum(['rise', 'fall', 'either'], 'must be rise, fall or either').default('either'),
    by: z
      .number()
      .positive('must be above 0')
      .max(1_000)
      .describe('Robust deviations (1.4826 times the median absolute one) from the median of the weeks'),
    clear_by: z.number().min(0).optional().describe('Hysteresis: a firing alert goes on until it is no further off'),
    weeks: z.int().min(3).max(26).default(8).describe('So many weeks back the same hour of the week is looked at'),
    least: z.int().min(3).max(26).default(4).describe('Of so many weeks the value must be known, or nothing is said'),
    least_change: share
      .default(0.05)
      .describe('Ratio to the median; what is nearer to it is no anomaly, however alike the weeks were'),
  })
  .refine(({ by, clear_by }) => clear_by === undefined || clear_by <= by, {
    path: ['clear_by'],
    error: 'must not be more than `by`',
  })
  .refine(({ weeks, least }) => least <= weeks, { path: ['least'], error: 'must not be more than `weeks`' });

const noData = z.strictObject({
  kind: z.literal('no_data'),
  after: duration(60_000).describe('How old the last reading may be, 1m to 7d'),
});

const coverageBelow = z.strictObject({
  kind: z.literal('coverage_below'),
  min: share.describe('Covered ÷ expected time, 0 to 1'),
});

const inhibition = z.strictObject({
  rule: id.describe('The rule whose alerts are kept quiet while one of this rule fires'),
  equal: distinct(oneOf(dimensions, 'dimension')).default(['site']).describe('Labels that both alerts must have alike'),
});

/** A declared rule, as in a file of rules. Durations are in ms once parsed. */
export const ruleSchema = z.strictObject({
  id,
  title: text(120),
  severity: oneOf(severities, 'severity'),
  metric: metric.describe('Id of a metric of the catalogue, or of an indicator'),
  by: distinct(oneOf(dimensions, 'dimension')).default(['site']).describe('An alert for each; always by site'),
  grain: oneOf(ruleGrains, 'grain of a rule').default('15m'),
  filters: z
    .strictObject(
      Object.fromEntries(
        dimensions.map((dimension) => [dimension, z.array(text(200)).min(1, 'is empty').max(1_000).optional()]),
      ) as Record<Dimension, z.ZodOptional<z.ZodArray<z.ZodType<string, string>>>>,
    )
    .default({}),
  condition: z.discriminatedUnion('kind', [threshold, change, anomaly, noData, coverageBelow], {
    error: 'must be threshold, change, anomaly, no_data or coverage_below',
  }),
  for: duration(0).default(0).describe('How long the condition holds before the alert fires, 0s to 7d'),
  keep_firing: duration(0).default(0).describe('How long it must have been clear before the alert resolves, 0s to 7d'),
  group_by: distinct(oneOf(labelNames, 'label'))
    .default(['alertname', 'site'])
    .describe('Alerts alike in these are told in one message'),
  inhibits: z.array(inhibition).max(50).default([]),
  runbook: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional(),
  summary: template(300),
  description: template(2_000).default('{{ reason }}'),
});

/** A rule as one writes it. */
export type AlertRuleInput = z.input<typeof ruleSchema>;
/** A rule as its keys were parsed, not yet checked as a whole. */
export type ParsedRule = z.output<typeof ruleSchema>;

/** When a rule holds. Limits are in the unit in which values of the metric are given. */
export type Condition =
  | {
      readonly kind: 'threshold';
      readonly direction: 'above' | 'below';
      readonly limit: number;
      readonly clearAt: number;
      /** ISO 4217 currency that the limit is meant in, where its unit is of money that differs by site. */
      readonly currency: string | null;
    }
  | {
      readonly kind: 'change';
      readonly direction: 'rise' | 'fall' | 'either';
      /** Ratios: 0.2 is a change of 20 %. */
      readonly by: number;
      readonly clearBy: number;
    }
  | {
      readonly kind: 'anomaly';
      readonly direction: 'rise' | 'fall' | 'either';
      /** Robust deviations. */
      readonly by: number;
      readonly clearBy: number;
      readonly weeks: number;
      readonly least: number;
      /** Ratio to the median. */
      readonly leastChange: number;
    }
  | { readonly kind: 'no_data'; readonly afterMs: number }
  | { readonly kind: 'coverage_below'; readonly min: number };

/** A checked rule. */
export interface AlertRule {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly metric: QuantityId;
  /** Site included, in the order of the catalogue. */
  readonly by: readonly Dimension[];
  readonly grain: RuleGrain;
  readonly filters: Readonly<Partial<Record<Dimension, readonly string[]>>>;
  readonly condition: Condition;
  readonly forMs: number;
  readonly keepFiringMs: number;
  readonly groupBy: readonly LabelName[];
  readonly inhibits: readonly { readonly rule: string; readonly equal: readonly LabelName[] }[];
  readonly runbook: string | null;
  readonly summary: string;
  readonly description: string;
}
