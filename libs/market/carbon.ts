import { z } from 'zod';
import { feedError, type FeedRows, jsonOf, type ParseOptions } from './body.ts';
import { fault, numberIn } from './fault.ts';
import { faultsOf, instant } from './instant.ts';
import { gatherRows } from './rows.ts';

/** How much carbon a kWh from a grid costs in one interval; a later row, with a greater `known_at`, replaces it, but no estimate replaces a measured one. */
export interface CarbonRow {
  readonly source: 'electricity_maps' | 'watttime';
  /** Zone or balancing region, as the source names it. */
  readonly zone: string;
  /** Of all that is generated, or of the plant that answers to one kWh more; the two are never mixed. */
  readonly kind: 'average' | 'marginal';
  /** Start (inclusive) and end (exclusive), UTC ms. */
  readonly start_at: number;
  readonly end_at: number;
  /** Grams of CO2 equivalent (Electricity Maps) or of CO2 (WattTime) per kWh. */
  readonly g_per_kwh: number | null;
  /** Whether the source filled the value in; null where it does not say. */
  readonly is_estimated: boolean | null;
  /** What the factor counts and how it was worked out, such as `lifecycle` or a model's date. */
  readonly factor_version: string | null;
  readonly known_at: number;
}

const minuteMs = 60_000;
const secondMs = 1000;
/** One pound per MWh, in g/kWh. */
const gramsPerPound = 0.45359237;
const maxPeriodS = 86_400;
const item = z.record(z.string(), z.unknown());

const granularities: Readonly<Record<string, number | undefined>> = {
  '5_minutes': 5 * minuteMs,
  '15_minutes': 15 * minuteMs,
  hourly: 60 * minuteMs,
};

const mapsSchema = z
  .object({ zone: z.string().min(1), history: z.array(item).optional(), data: z.array(item).optional() })
  .loose();
const mapsRowSchema = z.object({
  datetime: instant,
  carbonIntensity: z.unknown(),
  isEstimated: z.boolean().nullish().default(null),
  emissionFactorType: z.string().nullish().default(null),
  temporalGranularity: z.string().default('hourly'),
});

function rowOf<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw fault('row', faultsOf(error));
  return data;
}

/** A carbon intensity; null where it is missing. A grid cannot take carbon in, so that a negative one is a fault. */
function intensityIn(field: string, value: unknown, factor: number): number | null {
  const intensity = numberIn(field, value);
  if (intensity !== null && intensity < 0) throw fault(field, `${intensity} is negative`);
  return intensity === null ? null : intensity * factor;
}

/**
 * Carbon intensity of Electricity Maps, `carbon-intensity/latest`, `/history` or `/past-range` in JSON, gCO2eq/kWh: one object, or rows under `history` or `data`.
 * Source: Electricity Maps API documentation v3 and its recorded fixtures. `datetime` begins an hour, or what `temporalGranularity` says. An estimate may be measured later.
 * Throws `FEED_ANSWER`.
 */
export function parseElectricityMaps(body: Uint8Array, { feed, knownAt }: ParseOptions): FeedRows<CarbonRow> {
  const { success, data: answer, error } = mapsSchema.safeParse(jsonOf(body, feed));
  if (!success) throw feedError(feed, faultsOf(error), error);
  const { zone, history, data, ...latest } = answer;
  const out = gatherRows<CarbonRow>(feed, ({ start_at }) => String(start_at));
  for (const [i, value] of (history ?? data ?? [latest]).entries()) {
    out.add(`row ${i}`, () => {
      const row = rowOf(mapsRowSchema, value);
      const length = granularities[row.temporalGranularity];
      if (length === undefined) throw fault('temporalGranularity', `${row.temporalGranularity} is not known`);
      return {
        source: 'electricity_maps',
        zone,
        kind: 'average',
        start_at: row.datetime,
        end_at: row.datetime + length,
        g_per_kwh: intensityIn('carbonIntensity', row.carbonIntensity, 1),
        is_estimated: row.isEstimated,
        factor_version: row.emissionFactorType,
        known_at: knownAt,
      };
    });
  }
  return out.done();
}

const kinds: Readonly<Record<string, CarbonRow['kind'] | undefined>> = { co2_moer: 'marginal', co2_aoer: 'average' };

const wattSchema = z.object({
  data: z.array(item),
  meta: z.object({
    region: z.string().min(1),
    signal_type: z.string(),
    units: z.string(),
    data_point_period_seconds: z.int().min(1).max(maxPeriodS),
    model: z.object({ date: z.string() }).optional(),
  }),
});
const wattRowSchema = z.object({
  point_time: instant,
  value: z.unknown(),
  imputed_data_used: z.boolean().nullish().default(null),
});

/**
 * Marginal (`co2_moer`) or average (`co2_aoer`) emission rates of WattTime, `/v3/historical` in JSON, turned from lb/MWh into g/kWh.
 * Source: WattTime API v3 documentation (`meta.data_point_period_seconds`: a point holds from its `point_time` for so long). Throws `FEED_ANSWER`,
 * also for damage to health, which is no carbon, and for percentiles.
 */
export function parseWattTime(body: Uint8Array, { feed, knownAt }: ParseOptions): FeedRows<CarbonRow> {
  const { success, data: answer, error } = wattSchema.safeParse(jsonOf(body, feed));
  if (!success) throw feedError(feed, faultsOf(error), error);
  const { region, signal_type: signal, units, data_point_period_seconds: period, model } = answer.meta;
  const kind = kinds[signal];
  if (!kind) throw feedError(feed, `the signal ${signal} is no emission rate`);
  if (units !== 'lbs_co2_per_mwh') throw feedError(feed, `the unit ${units} is not lbs_co2_per_mwh`);
  const out = gatherRows<CarbonRow>(feed, ({ start_at }) => String(start_at));
  for (const [i, value] of answer.data.entries()) {
    out.add(`row ${i}`, () => {
      const row = rowOf(wattRowSchema, value);
      return {
        source: 'watttime',
        zone: region,
        kind,
        start_at: row.point_time,
        end_at: row.point_time + period * secondMs,
        g_per_kwh: intensityIn('value', row.value, gramsPerPound),
        is_estimated: row.imputed_data_used,
        factor_version: model ? `${signal} ${model.date}` : signal,
        known_at: knownAt,
      };
    });
  }
  return out.done();
}
