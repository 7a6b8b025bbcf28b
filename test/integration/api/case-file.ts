import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { dimensions, grains, isMetricId, type MetricId } from '#catalogue';
import { deviceKinds, type JobEvent, jobEvent, jobRow } from '#contracts';
import { subsidySat } from '#market';
import { factKindNames, parseSite, type Site } from '#register';
import { projectPath } from '#runtime';

const quarterMs = 900_000;
const dayMs = 24 * 3_600_000;
/** Hour and minute of the case's day. */
const time = z.string().regex(/^\d{2}:\d{2}$/);
/** A number, or a product and quotient that gives it: `110/69`. */
const figure = z.union([z.number(), z.string().regex(/^[\d.]+([*/][\d.]+)+$/)]).transform(figureOf);
const price = z.strictObject({
  from: time,
  to: time,
  price: z.number(),
  energy: z.number().optional(),
  congestion: z.number().optional(),
  loss: z.number().optional(),
});
const quantity = z.union([z.number(), z.string(), z.null()]);

/** What is to be: only what is named is compared. */
const expectedRow = z.strictObject({
  days: z.int().optional(),
  hall: z.string().optional(),
  model: z.string().optional(),
  device: z.string().optional(),
  value: figure.nullable().optional(),
  unit: z.string().optional(),
  numerator: figure.optional(),
  denominator: figure.optional(),
  coverage: figure.optional(),
  devices: z.int().optional(),
  quality: z.string().optional(),
  point: z.string().optional(),
  fallback: figure.optional(),
  sources: z.record(z.string(), z.number()).optional(),
  category: z.int().optional(),
});

const intensity = z.strictObject({
  from: time,
  to: time,
  g_per_kwh: z.number(),
  status: z.enum(['estimated', 'measured']).default('measured'),
});

const caseFile = z.strictObject({
  title: z.string(),
  /** The metric whose case has what this one leaves out: they share a site. */
  like: z.string().refine(isMetricId).optional(),
  /** Everything is repeated for so many days, of which the case is then; else it is of an hour, or of a month. */
  days: z.int().positive().optional(),
  /** Of a month each reading is of a day, and lists begin again at their end; its feeds say every day the same. */
  span: z.enum(['hour', 'month']).default('hour'),
  site: z.record(z.string(), z.unknown()).default({}),
  halls: z.array(z.record(z.string(), z.unknown())).default([]),
  market: z
    .strictObject({
      chain: z.literal(true).optional(),
      power: z.literal(true).optional(),
      reference: z.literal(true).optional(),
      carbon: z.literal(true).optional(),
      dispatch: z.literal(true).optional(),
      marginal: z.literal(true).optional(),
      carbon_g_per_kwh: z.union([z.number(), z.array(z.record(z.string(), z.unknown()))]).optional(),
      pool_fee: z.number().optional(),
      gpu: z.record(z.string(), z.unknown()).optional(),
    })
    .default({}),
  /** Lists of the register, by their keys in a site file; the day of the case is 2025-01-15. */
  facts: z.partialRecord(z.enum(factKindNames), z.array(z.record(z.string(), z.unknown()))).default({}),
  devices: z.record(
    z.string(),
    z.looseObject({ kind: z.enum(Object.keys(deviceKinds) as (keyof typeof deviceKinds)[]) }),
  ),
  /** Quarter hours before midnight at which the readings begin. */
  quarters_before: z.int().min(0).default(0),
  /** One reading per quarter hour from then on: of each quantity a list, or what all up to one o'clock have; `none` is no reading. Of a list each item is of `each` quarter hours. */
  readings: z
    .array(
      z
        .looseObject({ device: z.string(), each: z.int().positive().optional() })
        .catchall(z.union([quantity, z.array(quantity)])),
    )
    .default([]),
  prices: z.array(price).default([]),
  /** Of the hub that prices are held against. */
  reference: z.array(price).default([]),
  carbon: z.array(intensity).default([]),
  /** Marginal rates of the grid. */
  marginal: z.array(intensity).default([]),
  chain: z
    .array(
      z.strictObject({
        at: time,
        difficulty: z.number().nullable(),
        subsidy_sat: z.number().nullable(),
        fee_sat: z.number().nullable(),
        price_usd: z.number().nullable(),
      }),
    )
    .default([]),
  events: z
    .array(
      z.strictObject({
        kind: z.enum(['curtailment', 'outage']).default('curtailment'),
        scope: z.string(),
        from: time,
        to: time,
        reason: z.string().default('economic'),
        setpoint_w: z.number().optional(),
      }),
    )
    .default([]),
  gpu_prices: z.array(z.strictObject({ at: time, usd_per_gpu_hour: z.number() })).default([]),
  /** Runs, as events of the api tell them, but for times of the day and what is alike in all. */
  jobs: z
    .array(z.looseObject({ queued: time.optional(), started: time.optional(), ended: time.optional() }))
    .default([]),
  /** Blocks one after the other, by their median times; the first follows one at `since`. */
  blocks: z
    .array(
      z.strictObject({
        at: time.or(z.array(time)),
        height: z.int(),
        difficulty: z.number(),
        since: time.default('00:00'),
        known: time.default('01:00'),
        fee_sat: z.number().nullable().default(0),
        price_usd: z.number().optional(),
        pool: z.string().optional(),
        orphans: z.int().optional(),
      }),
    )
    .default([]),
  /** Policies of dispatch, each of a day. */
  policies: z.array(z.enum(['hybrid', 'static'])).default([]),
  /** Power of the Bitcoin network on every day, as an imported index has it, GW. */
  cbeci_gw: z.number().optional(),
  /** What was curtailed in the zone, each of a day, as an imported table has it, MWh. */
  curtailed_mwh: z.array(z.number()).default([]),
  expect: z
    .array(
      z.strictObject({
        /** Another metric of the same readings. */
        metric: z.string().refine(isMetricId).optional(),
        by: z.array(z.enum(dimensions)).default([]),
        grain: z.enum(grains).default('total'),
        rows: z.array(expectedRow).min(1),
      }),
    )
    .default([]),
});

/** A case as it is written, but its title. */
export type CaseInput = Partial<Omit<z.input<typeof caseFile>, 'title'>>;
export type Case = z.output<typeof caseFile>;
type Row = Record<string, unknown>;

function figureOf(written: number | string): number {
  if (typeof written === 'number') return written;
  const [first = '', ...rest] = written.split(/(?=[*/])/);
  return rest.reduce(
    (value, part) => (part[0] === '*' ? value * Number(part.slice(1)) : value / Number(part.slice(1))),
    Number(first),
  );
}

const written = (id: MetricId): Row =>
  parse(readFileSync(projectPath(`libs/catalogue/metrics/${id.replaceAll('_', '-')}.case.yaml`), 'utf8')) as Row;

/** The worked example of a metric. */
export function readCase(id: MetricId): Case {
  const own = written(id);
  const { like } = own;
  return caseFile.parse({ ...(typeof like === 'string' && isMetricId(like) ? written(like) : {}), ...own });
}

/** A case that is given as an object; throws `ZodError` when something of it is unknown. */
export const parseCase = (written: unknown): Case => caseFile.parse(written);

/** The register of a case: what it leaves out is filled in, and its feeds are its own. */
export function siteOf(id: string, { site, halls, market, devices, facts }: Case): Site {
  const url = 'http://127.0.0.1:1/';
  const file = {
    site: { id, zone: 'UTC', ...site },
    halls,
    market: {
      ...market,
      ...(market.chain ? { chain: { url } } : {}),
      ...(market.power ? { power: { url, market: 'TEST', node: id, product: 'RT15' } } : {}),
      ...(market.dispatch ? { dispatch: { url } } : {}),
      marginal: undefined,
      ...(market.reference ? { reference: { url, market: 'TEST', node: `hub-${id}`, product: 'RT15' } } : {}),
      ...(market.carbon ? { carbon: { kind: 'electricity_maps', zone: id, url } } : {}),
    },
    defaults: { poll_s: 900 },
    devices: Object.entries(devices).map(([device, more], index) => ({
      id: device,
      address: `127.0.0.1:${index + 1}`,
      ...more,
    })),
    ...facts,
  };
  const parsed = parseSite(stringify(file), `${id}.case.yaml`);
  const { chain, gpu } = parsed.market;
  const told = { kind: 'watttime', zone: id, signal: 'marginal' } as const;
  const source = { ...told, feed: `marginal:${id}`, url, pollMs: 1, timeoutMs: 1 };
  const marginal = market.marginal ? source : null;
  const own = {
    marginal,
    chain: chain && { ...chain, feed: `chain:${id}` },
    gpu: gpu && { ...gpu, price: gpu.price && { ...gpu.price, feed: `gpu:${id}` } },
  };
  return { ...parsed, market: { ...parsed.market, ...own } };
}

const sources = {
  asic: { energy_source: 'metered', hash_source: 'none' },
  gpu: { energy_source: 'metered', limit_source: 'metered', sm_source: 'none' },
  cooling: { energy_source: 'metered', heat_source: 'metered' },
  meter: { energy_source: 'metered' },
  inference: {},
} as const;

/** When the readings of a case start, UTC ms, how long each is, and how many there are where a quantity has no list. */
interface Readings {
  readonly start: number;
  readonly widthMs: number;
  readonly count: number;
  /** Lists begin again at their end. */
  readonly isRepeated: boolean;
}

function readingRows(
  site: Site,
  { start, widthMs, count, isRepeated }: Readings,
  { device, each = 1, ...quantities }: Case['readings'][number],
): { table: string; rows: Row[] } {
  const unit = site.units.find((one) => one.device === device);
  if (!unit) throw new Error(`${site.id}: no unit ${device}`);
  const lists = Object.values(quantities).filter((value) => Array.isArray(value));
  const listed = Math.max(...lists.map((list) => list.length * each));
  const rows = Array.from({ length: isRepeated || lists.length === 0 ? count : listed }, (_, index) => {
    const at = Object.entries(quantities).map(
      ([name, value]) => [name, Array.isArray(value) ? value[Math.floor(index / each) % value.length] : value] as const,
    );
    if (at.some(([, value]) => value === 'none')) return [];
    const started = start + index * widthMs;
    const interval = { started_at: started, ended_at: started + widthMs, observed_ms: widthMs, flags: 0 };
    return [{ site: site.id, device, ...interval, ...sources[unit.class], ...Object.fromEntries(at) }];
  });
  return { table: `reading_${unit.class}`, rows: rows.flat() };
}

function blockRows(day: number, { at, height, since, known, ...told }: Case['blocks'][number]): Row[] {
  const times = [since, ...[at].flat()].map((text) => day + clockMs(text));
  return times.slice(1).map((ended, index) => ({
    started_at: times[index],
    ended_at: ended,
    found_at: ended,
    known_at: day + clockMs(known),
    height: height + index,
    hash: `${height + index} ${known}`,
    subsidy_sat: subsidySat(height + index),
    ...told,
  }));
}

const clockMs = (text: string): number => (Number(text.slice(0, 2)) * 60 + Number(text.slice(3))) * 60_000;

/** The window of a case that is about `day`: the first hour of it, the month that it lies in, or so many days up to the end of that. */
export function windowOf({ span, days }: Case, day: number): { from: number; to: number } {
  if (span === 'hour' && days === undefined) return { from: day, to: day + 4 * quarterMs };
  const first = new Date(day);
  const to = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1);
  const from = Date.UTC(first.getUTCFullYear(), first.getUTCMonth());
  return { from: days === undefined ? from : to - days * dayMs, to };
}

function readingsOf(given: Case, day: number): Readings {
  const { from, to } = windowOf(given, day);
  const widthMs = given.span === 'month' ? dayMs : quarterMs;
  const start = from - given.quarters_before * widthMs;
  return {
    start,
    widthMs,
    count: (to - start) / widthMs,
    isRepeated: given.span === 'month' || given.days !== undefined,
  };
}

type Add = (table: string, rows: Row[]) => void;

/** Everything that a case about `day` puts into the store, by table. */
export function rowsOf(site: Site, day: number, given: Case): Map<string, Row[]> {
  const tables = new Map<string, Row[]>();
  const add: Add = (table, rows) => void tables.set(table, [...(tables.get(table) ?? []), ...rows]);
  for (const reading of given.readings) {
    const { table, rows } = readingRows(site, readingsOf(given, day), reading);
    add(table, rows);
  }
  const days = daysOf(given, day);
  for (const start of days) {
    addPrices(add, site, { start, given });
    addFigures(add, site, { start, given });
  }
  addPolicies(add, site, { days, given });
  addPublic(add, days, given);
  for (const blocks of given.blocks)
    add(
      'market_block',
      blockRows(day, blocks).map((row) => ({ site: site.market.chain?.feed, ...row })),
    );
  given.events.forEach(({ from, to, ...order }, index) =>
    add('site_event', [
      {
        site: site.id,
        event_id: `e-${index}`,
        revision: 1,
        ...order,
        started_at: day + clockMs(from),
        ended_at: day + clockMs(to),
        known_at: day,
      },
    ]),
  );
  add(
    'site_job',
    given.jobs.map((run, index) => ({ site: site.id, ...jobRow(runOf(site.id, day, { run, index }), day) })),
  );
  return tables;
}

/** Starts of the days on which the feeds of a case say the same. */
function daysOf(given: Case, day: number): number[] {
  if (given.span === 'hour' && given.days === undefined) return [day];
  const { from, to } = windowOf(given, day);
  return Array.from({ length: (to - from) / dayMs }, (_, index) => from + index * dayMs);
}

interface CaseDay {
  readonly start: number;
  readonly given: Case;
}

const spanOf = (start: number, { from, to }: { from: string; to: string }): Row => ({
  start_at: start + clockMs(from),
  end_at: start + clockMs(to),
  known_at: start,
});

function addPrices(add: Add, { currency, market: { power, reference } }: Site, { start, given }: CaseDay): void {
  for (const [feed, prices] of [
    [power, given.prices],
    [reference, given.reference],
  ] as const) {
    for (const { from, to, ...told } of prices) {
      const of = { site: feed?.feed, market: 'TEST', node: feed?.node, product: 'RT15', currency, status: 'final' };
      add('market_power', [{ ...of, ...told, ...spanOf(start, { from, to }) }]);
    }
  }
}

/** What the other feeds say on a day. */
function addFigures(add: Add, { id, market }: Site, { start, given }: CaseDay): void {
  for (const [feed, intensities] of [
    [market.carbon, given.carbon],
    [market.marginal, given.marginal],
  ] as const) {
    for (const { from, to, ...told } of intensities)
      add('market_carbon', [
        { site: feed?.feed, source: feed?.kind, zone: id, ...told, ...spanOf(start, { from, to }) },
      ]);
  }
  for (const { at, ...state } of given.chain)
    add('market_chain', [{ site: market.chain?.feed, observed_at: start + clockMs(at), known_at: start, ...state }]);
  for (const { at, ...told } of given.gpu_prices)
    add('market_gpu', [{ site: market.gpu?.price?.feed, observed_at: start + clockMs(at), known_at: start, ...told }]);
}

function addPolicies(add: Add, { id }: Site, { days, given }: { days: readonly number[]; given: Case }): void {
  const { policies } = given;
  if (policies.length === 0) return;
  days.forEach((start, index) => {
    const span = { started_at: start, ended_at: start + dayMs, known_at: start };
    const policy = { kind: 'policy', reason: policies[index % policies.length], scope: 'site' };
    add('site_event', [{ site: id, event_id: `p-${index}`, revision: 1, ...policy, ...span }]);
  });
}

/** Figures that a person has imported. */
function addPublic(add: Add, days: readonly number[], { cbeci_gw: power, curtailed_mwh: curtailed }: Case): void {
  const tables = [
    { dataset: 'cbeci', subject: 'bitcoin', quantity: 'power_gw', values: power === undefined ? [] : [power] },
    { dataset: 'iso-curtailment', subject: 'west', quantity: 'curtailed_mwh', values: curtailed },
  ];
  for (const { dataset, values, ...of } of tables) {
    if (values.length === 0) continue;
    const table = { dataset, part: '', known_at: days[0] };
    add(
      'public_figure',
      days.map((at, index) => ({ ...table, ...of, value: values[index % values.length], at })),
    );
    add('public_import', [{ ...table, digest: 'd', file: `${dataset}.csv` }]);
  }
}

/** A run of a case, told as the api would be told of it. */
function runOf(site: string, day: number, { run, index }: { run: Case['jobs'][number]; index: number }): JobEvent {
  const { queued, started, ended, ...told } = run;
  const at = (text: string | undefined): string | undefined => text && new Date(day + clockMs(text)).toISOString();
  const key = { kind: 'job', site, event_id: `run-${index}`, revision: 1, job: `job-${index}` };
  return jobEvent.parse({ ...key, queued_at: at(queued), started_at: at(started), ended_at: at(ended), ...told });
}
