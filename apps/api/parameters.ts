import { z } from 'zod';
import { type Dimension, dimensions, grains, isMetricId, type MetricId, metricIds } from '#catalogue';
import { type AllowedSite, attributionKeys } from '#kpi';
import { reportFormatNames } from '#report';
import { nearest } from '#runtime';
import { fileFormatNames } from '#tables';
import { refused } from './problem.ts';
import { instantOf, zoneOf } from './time.ts';

/** A list: separated by commas, or the parameter repeated. */
const list = z.union([z.string(), z.array(z.string())]);
const one = z.string().min(1, 'is empty');
const whole = (most: number): z.ZodType<string> =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .refine((value) => Number(value) >= 1 && Number(value) <= most, `must be 1 to ${most}`);

const instant = one.describe('ISO 8601 instant, date or local time in the zone of the site, or epoch milliseconds');
const format = z
  .enum(['json', ...fileFormatNames])
  .default('json')
  .describe('json, or a file: csv, parquet, arrow (an IPC stream) or xlsx; times are UTC, what is not known is null');
const asOf = instant
  .optional()
  .describe('Answers from what was published by then, as it was known then; from what is known now when absent');
const cursor = one.optional().describe('`next` of the page before, with the other parameters of that');
const siteFilter = list.optional().describe('Only these sites');

/** Parameters of `GET /v1/query`. */
export const queryParameters = z.strictObject({
  metrics: list.describe('Ids of metrics, see /v1/metrics'),
  by: list.optional().describe('Dimensions to group by: site, hall, model, device; every answer is by site'),
  grain: z
    .enum(grains)
    .default('total')
    .describe('15m, hour, day, month (of site time) or total; a bucket belongs to the window that it starts in'),
  from: instant,
  to: instant.optional().describe('As `from`, exclusive; now when absent'),
  zone: one.optional().describe('Zone that dates without an offset are meant in; the zone of the sites when absent'),
  site: siteFilter,
  hall: list.optional().describe('Only these halls'),
  model: list.optional().describe('Only these models'),
  device: list.optional().describe('Only these devices'),
  as_of: asOf,
  limit: whole(100_000).optional().describe('Rows per page, 1 to 100000; all at once when absent'),
  cursor,
  format,
});

/** Parameters of `GET /v1/restatements`. */
export const restatementParameters = z.strictObject({
  metrics: list.describe('Ids of metrics, see /v1/metrics'),
  grain: z.enum(['hour', 'day', 'month']).default('day').describe('hour, day or month, of site time'),
  site: siteFilter,
  from: instant.optional().describe('Windows that start at it or later; 62 days before `to` when absent'),
  to: instant.optional().describe('As `from`, exclusive; now when absent'),
  zone: one.optional().describe('Zone that dates without an offset are meant in'),
  since: instant.optional().describe('Only what was published after it'),
  limit: whole(500).default('50').describe('Windows that are looked at, what was published last first, 1 to 500'),
  cursor,
});

/** Parameters of `GET /v1/balance`. */
export const balanceParameters = z.strictObject({
  grain: z.enum(['hour', 'day', 'month', 'total']).default('hour').describe('hour, day, month (of site time) or total'),
  site: siteFilter,
  from: instant.optional().describe('7 days before `to` when absent, 62 at most'),
  to: instant.optional().describe('As `from`, exclusive; now when absent'),
  zone: one.optional().describe('Zone that dates without an offset are meant in'),
});

/** Parameters of `GET /v1/attribution`. */
export const attributionParameters = z.strictObject({
  by: z.enum(attributionKeys).default('tenant').describe('tenant or job'),
  site: siteFilter,
  from: instant.optional().describe('7 days before `to` when absent, 62 at most'),
  to: instant.optional().describe('As `from`, exclusive; now when absent'),
  zone: one.optional().describe('Zone that dates without an offset are meant in'),
});

/** Parameters of `GET /v1/devices`. */
export const deviceParameters = z.strictObject({
  site: siteFilter,
  limit: whole(100_000).optional().describe('Devices per page, 1 to 100000; all at once when absent'),
  cursor,
});

const readingLimit = 5_000;

/** Parameters of `GET /v1/devices/{id}/readings`. */
export const readingParameters = z.strictObject({
  site: one.optional().describe('Site of the device, where several have one of this name'),
  from: instant.optional().describe('Readings that end after it; 24 hours before `to` when absent'),
  to: instant.optional().describe('Readings that end at it or before; now when absent'),
  zone: one.optional().describe('Zone that dates without an offset are meant in'),
  limit: whole(readingLimit).default('500').describe(`Readings per page, 1 to ${readingLimit}`),
  cursor,
});

/** Parameters of `GET /v1/reconciliations`. */
export const reconciliationParameters = z.strictObject({
  limit: whole(1_000).default('20').describe('How many, newest first, 1 to 1000'),
  cursor,
});

/** Parameters of `GET /v1/alerts`. */
export const alertParameters = z.strictObject({
  status: list.optional().describe('firing, pending, resolved or inactive; firing and pending when absent'),
  limit: whole(10_000).default('1000').describe('How many, what changed last first, 1 to 10000'),
});

/** Parameters of `GET /v1/alerts/history`. */
export const alertHistoryParameters = z.strictObject({
  limit: whole(1_000).default('100').describe('How many, newest first, 1 to 1000'),
  cursor,
});

/** Parameters of `GET /v1/reports`. */
export const reportsParameters = z.strictObject({
  limit: whole(1_000).default('100').describe('How many, newest first, 1 to 1000'),
  cursor,
});

/** Parameters of `GET /v1/reports/{name}/{period}`. */
export const reportParameters = z.strictObject({ format: z.enum(reportFormatNames).default('json') });

/** Parameters of `GET /v1/explain`. */
export const explainParameters = z.strictObject({
  metric: one.describe('Id of one metric'),
  site: one.optional().describe('One site; needed where there are several'),
  by: list
    .optional()
    .describe(
      'What the value must be known by: with device, a metric of several metering points is that of the devices',
    ),
  hall: list.optional().describe('Only these halls'),
  model: list.optional().describe('Only these models'),
  device: list.optional().describe('Only these devices'),
  from: instant,
  to: instant.optional().describe('As `from`, exclusive; now when absent'),
  zone: one.optional().describe('Zone that dates without an offset are meant in'),
  grain: z.enum(grains).default('total').describe('Of the parts: total, or 15m, hour, day, month of each device'),
  as_of: asOf,
});

const claimWindow = {
  site: siteFilter,
  from: instant.optional().describe('400 days before `to` when absent'),
  to: instant.optional().describe('As `from`, exclusive; now when absent'),
  zone: one.optional().describe('Zone that dates without an offset are meant in'),
  as_of: asOf,
  format,
};

/** Parameters of `GET /v1/claims`. */
export const claimsParameters = z.strictObject({
  verdict: list.optional().describe('Only readings with these verdicts'),
  ...claimWindow,
});

/** Parameters of `GET /v1/claims/{id}`. */
export const claimParameters = z.strictObject(claimWindow);

/** Parameters of `GET /v1/tables/{id}`. */
export const tableParameters = z.strictObject({
  month: one.optional().describe('Month of site time, such as 2026-10; the last that has ended when absent'),
  site: siteFilter,
  metrics: list.optional().describe('Ids of metrics, instead of the lines of the table and in their order'),
  as_of: asOf,
  format,
});

/** Parameters of `GET /v1/sensitivity`. */
export const sensitivityParameters = z.strictObject({
  site: one.optional().describe('One site; needed where there are several'),
  hashprice: list.describe('Hashprices to assume, USD/PH/day, such as 30,40,50'),
  power_price: list.describe('Power prices to assume, USD/MWh, such as -10,20,40'),
  from: instant
    .optional()
    .describe('Start of the window that the rest is measured in; 30 days before `to` when absent'),
  to: instant.optional().describe('As `from`, exclusive; now when absent'),
  zone: one.optional().describe('Zone that dates without an offset are meant in'),
  as_of: asOf,
  format,
});

export const noParameters = z.strictObject({});

type Shape = Readonly<Record<string, unknown>>;

function unknownParameter(parameter: string, known: readonly string[]): Error {
  const detail =
    known.length === 0 ? 'is not a parameter; there are none' : `is not a parameter; known are ${known.join(', ')}`;
  return refused({ parameter, detail, nearest: nearest(parameter, known) });
}

function wrongParameter(issue: z.core.$ZodIssue, parameter: string, given: unknown): Error {
  if (given === undefined) return refused({ parameter, detail: 'is missing' });
  if (typeof given !== 'string') return refused({ parameter, detail: 'is given more than once' });
  if (issue.code !== 'invalid_value') return refused({ parameter, detail: issue.message });
  const options = issue.values.map(String);
  const detail = `${given} is not one of ${options.join(', ')}`;
  return refused({ parameter, detail, nearest: nearest(given, options) });
}

/** Parses the parameters of a request; refuses the first that is unknown or wrong, naming it and the nearest known one. */
export function parseParameters<Schema extends z.ZodObject>(schema: Schema, raw: Shape): z.output<Schema> {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const { issues } = result.error;
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown) throw unknownParameter(unknown.keys[0] ?? '', Object.keys(schema.shape));
  const [issue] = issues;
  const parameter = String(issue?.path[0] ?? '');
  throw issue ? wrongParameter(issue, parameter, raw[parameter]) : refused({ parameter, detail: 'is wrong' });
}

const itemsOf = (value: string | readonly string[]): string[] =>
  [value].flat().flatMap((part) => part.split(',').map((item) => item.trim()));

/** The items of a list that must all be known. */
export function knownItems(parameter: string, value: string | readonly string[], known: readonly string[]): string[] {
  const items = [...new Set(itemsOf(value))];
  for (const item of items) {
    if (!known.includes(item))
      throw refused({
        parameter,
        detail: `${item === '' ? 'an empty name' : item} is not known`,
        nearest: nearest(item, known),
      });
  }
  return items;
}

/** A parsed question, its dates resolved. */
export interface AskedWindow {
  readonly from: number;
  readonly to: number;
}

const isDimension = (word: string): word is Dimension => (dimensions as readonly string[]).includes(word);

/** Ids of metrics; refuses one that is not in the catalogue. */
export const metricsParameter = (value: string | readonly string[], parameter = 'metrics'): MetricId[] =>
  knownItems(parameter, value, metricIds).filter(isMetricId);

/** Dimensions to group by. */
export const byParameter = (value: string | readonly string[]): Dimension[] =>
  knownItems('by', value, dimensions).filter(isDimension);

interface WindowText {
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly zone: string | undefined;
  readonly zones: readonly string[];
  readonly now: number;
  /** Length of a window whose start is not given, ms. */
  readonly lengthMs: number;
}

/** Zones that a date without an offset may be meant in: the one that is named, or those of the sites. */
const meantZones = ({ zone, zones }: Pick<WindowText, 'zone' | 'zones'>): string[] =>
  zone === undefined ? [...new Set(zones)] : [zoneOf(zone)];

/** One instant of a request, in the words of its window. */
export const instantParameter = (
  parameter: string,
  value: string,
  window: Pick<WindowText, 'zone' | 'zones'>,
): number => instantOf({ parameter, value, zones: meantZones(window) });

/** An instant that is not to come. */
export function pastParameter(
  parameter: string,
  value: string,
  window: Omit<WindowText, 'from' | 'to' | 'lengthMs'>,
): number {
  const at = instantParameter(parameter, value, window);
  if (at > window.now) throw refused({ parameter, detail: `${value} is not an instant of the past` });
  return at;
}

/** The window of a request; refuses an empty one. */
export function windowOf({ from, to, zone, zones, now, lengthMs }: WindowText): AskedWindow {
  const meant = meantZones({ zone, zones });
  const end = to === undefined ? now : instantOf({ parameter: 'to', value: to, zones: meant });
  const start = from === undefined ? end - lengthMs : instantOf({ parameter: 'from', value: from, zones: meant });
  if (start >= end) throw refused({ parameter: to === undefined ? 'from' : 'to', detail: '`to` must be after `from`' });
  return { from: start, to: end };
}

/** The sites that are asked for, of those that the asker may see; all when none is named. */
export function sitesParameter(
  value: string | readonly string[] | undefined,
  allowed: readonly AllowedSite[],
): readonly AllowedSite[] {
  if (value === undefined) return allowed;
  const wanted = knownItems(
    'site',
    value,
    allowed.map(({ id }) => id),
  );
  return allowed.filter(({ id }) => wanted.includes(id));
}

/** The one site that is asked for; without a name, the only one. */
export function oneSiteParameter(value: string | undefined, allowed: readonly AllowedSite[]): AllowedSite {
  const [site, ...rest] = sitesParameter(value, allowed);
  if (site && rest.length === 0) return site;
  const known = allowed.map(({ id }) => id).join(', ') || 'none: none is registered';
  throw refused({ parameter: 'site', detail: `name one site of ${known}` });
}

/** Numbers, each once and in their order; refuses what is none and more than `most`. */
export function numbersParameter(parameter: string, value: string | readonly string[], most: number): number[] {
  const items = [...new Set(itemsOf(value))];
  const wrong = items.find((item) => !/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(item));
  if (wrong !== undefined)
    throw refused({ parameter, detail: `${wrong === '' ? 'an empty item' : wrong} is not a number` });
  if (items.length <= most) return items.map(Number);
  throw refused({ parameter, detail: `${items.length} values are more than ${most}`, reason: 'too_large' });
}

const unitDimensions = ['hall', 'model', 'device'] as const;
type UnitDimension = (typeof unitDimensions)[number];

/** What of a question filters units. */
export function unitFilters(
  asked: Readonly<Partial<Record<UnitDimension, string | readonly string[] | undefined>>>,
): Partial<Record<UnitDimension, string[]>> {
  const filters: Partial<Record<UnitDimension, string[]>> = {};
  for (const dimension of unitDimensions) {
    const value = asked[dimension];
    if (value !== undefined) filters[dimension] = filterParameter(dimension, value);
  }
  return filters;
}

/** Values to filter by; halls, models and devices are data, so an unknown one simply matches nothing. */
function filterParameter(parameter: Dimension, value: string | readonly string[]): string[] {
  const items = [...new Set(itemsOf(value))];
  if (items.includes('')) throw refused({ parameter, detail: 'names an empty value' });
  return items;
}
