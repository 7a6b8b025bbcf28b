import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { measuresOf, type Source, tableOf } from '#catalogue';
import { type DeviceClass, flag, telemetryTopic, topics } from '#contracts';
import { projectPath } from '#runtime';
import { type Params, safeInteger, type Store } from '#store';
import { type Grounds, groundsOf, type Query } from './grounds.ts';
import { latestMs, type StoredGrain } from './window.ts';

const statementOf = (name: string): string => readFileSync(projectPath(`libs/kpi/sql/evidence-${name}.sql`), 'utf8');
const statements = {
  units: statementOf('units'),
  'units-published': statementOf('units-published'),
  mix: statementOf('mix'),
  lineage: statementOf('lineage'),
};

const unitRow = z.object({
  device: z.string(),
  last_hall: z.string(),
  last_model: z.string(),
  expected_ms: safeInteger,
  reported_ms: safeInteger,
  bridged_ms: safeInteger,
  readings: safeInteger,
  flags: z.number(),
  through_ms: safeInteger,
});
const mixRow = z.object({ source: z.string(), readings: safeInteger, unknown: safeInteger, total: z.number() });
const lineageRow = z.object({
  src_log: z.number(),
  src_partition: z.number(),
  collector: z.string(),
  incarnation: z.string(),
  first_offset: z.string(),
  last_offset: z.string(),
  first_sequence: safeInteger,
  last_sequence: safeInteger,
  readings: safeInteger,
});
/** What a unit was expected to report, what it did, and why there is not more. */
export interface UnitEvidence {
  readonly class: DeviceClass;
  readonly device: string;
  readonly hall: string;
  readonly model: string;
  readonly readings: number;
  readonly expectedMs: number;
  readonly reportedMs: number;
  /** Names of what its readings were marked with. */
  readonly flags: readonly string[];
  /** Why some of what is expected is missing; null when nothing is. */
  readonly missing: string | null;
  /** UTC ms of its last reading; null without one. */
  readonly through: number | null;
}

/** A quantity of the readings by where it came from; `total` in the unit of the column. */
export interface MixEvidence extends z.output<typeof mixRow> {
  readonly class: DeviceClass;
  readonly quantity: string;
}

/** A stretch of a topic's log, by batches of one run of a collector. */
export interface LineageEvidence extends z.output<typeof lineageRow> {
  readonly topic: string;
}

/** What a value rests on. */
export interface Evidence extends Grounds {
  readonly units: readonly UnitEvidence[];
  /** Empty when there are too many readings to look at each, or it is not known which of them they were; `omitted` says so. */
  readonly mix: readonly MixEvidence[];
  readonly lineage: readonly LineageEvidence[];
  readonly omitted: string | null;
}

/** The rows that are looked at: a site, filters, and the buckets that the value was added up from. */
export interface EvidenceOptions {
  readonly site: string;
  readonly filters: Readonly<Partial<Record<'hall' | 'model' | 'device', readonly string[]>>>;
  readonly grain: StoredGrain;
  /** First bucket and the end of the last, UTC ms. */
  readonly start: number;
  readonly end: number;
  /** What was published and known by then, UTC ms; without it all that is known. */
  readonly asOf?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const quantities: Readonly<Record<DeviceClass, readonly (readonly [source: string, quantity: string])[]>> = {
  asic: [
    ['energy_source', 'energy_j'],
    ['hash_source', 'hash_gh'],
  ],
  gpu: [['energy_source', 'energy_j']],
  cooling: [['energy_source', 'energy_j']],
  meter: [['energy_source', 'import_j']],
  inference: [],
};

/** Of these the units are published too. */
const publishedClasses: readonly DeviceClass[] = ['asic', 'gpu'];

/** Looking at each reading of more than this takes longer than anyone waits. */
const mostReadings = 50_000_000;
const mostRows = 100_000;

/** What inference servers may have told. */
const isServed = (source: Source): boolean =>
  measuresOf(source).some((name) => /^job_(tokens|requests|slo)_/.test(name));

const served: readonly DeviceClass[] = ['inference'];

const classesOf: Readonly<Record<ReturnType<typeof tableOf>, readonly DeviceClass[]>> = {
  asic: ['asic'],
  gpu: ['gpu'],
  site: ['meter', 'cooling'],
};

/** Tenths where seconds would hide what is missing. */
const secondsOf = (ms: number): string =>
  `${(ms / 1000).toLocaleString('en', { maximumFractionDigits: ms < 10_000 ? 1 : 0 })} s`;

function missingOf({
  expected_ms: expected,
  reported_ms: reported,
  bridged_ms: bridged,
  readings,
}: z.output<typeof unitRow>): string | null {
  if (expected === 0) return 'the register does not expect it in the window';
  if (readings === 0) return 'it has not reported in the window';
  const reasons = [
    ...(reported < expected ? [`not reported for ${secondsOf(expected - reported)} of ${secondsOf(expected)}`] : []),
    ...(bridged > 0 ? [`${secondsOf(bridged)} in readings over a gap: their sum is known, their course is not`] : []),
  ];
  return reasons.length === 0 ? null : reasons.join('; ');
}

const flagsOf = (bits: number): string[] =>
  Object.entries(flag)
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([name]) => name);

function unitOf(deviceClass: DeviceClass, row: z.output<typeof unitRow>): UnitEvidence {
  const { device, last_hall: hall, last_model: model, readings } = row;
  return {
    class: deviceClass,
    device,
    hall,
    model,
    readings,
    expectedMs: row.expected_ms,
    reportedMs: row.reported_ms,
    flags: flagsOf(row.flags),
    missing: missingOf(row),
    through: row.through_ms > 0 ? row.through_ms : null,
  };
}

type Ask = <Schema extends z.ZodType>(
  name: keyof typeof statements,
  params: Params,
  schema: Schema,
) => Promise<z.output<Schema>[]>;

async function unitsOf(ask: Ask, classes: readonly DeviceClass[], options: EvidenceOptions): Promise<UnitEvidence[]> {
  const { hall = [], model = [], device = [] } = options.filters;
  const [statement, tables] =
    options.asOf === undefined ? (['units', 'rollup'] as const) : (['units-published', 'published'] as const);
  const found = classes.map(async (each) => {
    const params = { table: `${tables}_${each}`, grain: options.grain, hall, model, device, limit: mostRows };
    return (await ask(statement, params, unitRow)).map((row) => unitOf(each, row));
  });
  return (await Promise.all(found)).flat();
}

/** What only the readings themselves know, of the named devices; of all without names. */
async function readingsOf(
  ask: Ask,
  deviceClass: DeviceClass,
  device: readonly string[],
): Promise<Pick<Evidence, 'mix' | 'lineage'>> {
  const topic = telemetryTopic(deviceClass);
  const params = { table: topics[topic].table, device };
  const mix: MixEvidence[] = [];
  for (const [source, quantity] of quantities[deviceClass]) {
    const found = await ask('mix', { ...params, source, quantity }, mixRow);
    mix.push(...found.map((row) => ({ class: deviceClass, quantity, ...row })));
  }
  const lineage = await ask('lineage', { ...params, limit: mostRows }, lineageRow);
  return { mix, lineage: lineage.map((row) => ({ topic, ...row })) };
}

/** What the readings of units know, class by class; of all units, unless some were filtered. */
async function lookAt(
  ask: Ask,
  units: readonly UnitEvidence[],
  isFiltered: boolean,
): Promise<Pick<Evidence, 'mix' | 'lineage'>> {
  const looked: Pick<Evidence, 'mix' | 'lineage'>[] = [];
  for (const each of new Set(units.map((unit) => unit.class))) {
    const own = units.filter((unit) => unit.class === each).map((unit) => unit.device);
    looked.push(await readingsOf(ask, each, isFiltered ? own : []));
  }
  return { mix: looked.flatMap(({ mix }) => mix), lineage: looked.flatMap(({ lineage }) => lineage) };
}

/** The classes whose units can be told of, and what is said of the others. */
function toldClasses(
  sources: readonly Source[],
  asOf: number | undefined,
): { classes: readonly DeviceClass[]; omitted: string | null } {
  const all = [
    ...new Set(sources.flatMap((source) => [...classesOf[tableOf(source)], ...(isServed(source) ? served : [])])),
  ];
  const untold = asOf === undefined ? [] : all.filter((each) => !publishedClasses.includes(each));
  if (untold.length === 0) return { classes: all, omitted: null };
  const omitted = `what each ${untold.join(' and ')} unit reported is not published: ask without as_of for what is known of it now`;
  return { classes: all.filter((each) => !untold.includes(each)), omitted };
}

/** Gathers what the values of some sources rest on at one site. Errors as of the store. */
export async function gatherEvidence(
  store: Pick<Store, 'query'>,
  sources: readonly Source[],
  options: EvidenceOptions,
): Promise<Evidence> {
  const { site, filters, start, end, asOf, signal } = options;
  const window = { site, from: start / 1000, to: end / 1000, by: asOf ?? latestMs };
  const query: Query = (statement, params, schema) =>
    store.query(statement, { params: { ...window, ...params }, schema, ...(signal && { signal }) });
  const ask: Ask = (name, params, schema) => query(statements[name], params, schema);
  const { classes, omitted } = toldClasses(sources, asOf);
  const units = await unitsOf(ask, classes, options);
  const grounds = await groundsOf(query, sources);
  const readings = units.reduce((sum, unit) => sum + unit.readings, 0);
  if (readings > mostReadings) {
    const tooMany = `${readings} readings are too many to look at each: shorten the window`;
    return { units, ...grounds, mix: [], lineage: [], omitted: tooMany };
  }
  const isFiltered = Object.values(filters).some((values) => values.length > 0);
  const looked = await lookAt(ask, units, isFiltered);
  return { units, ...grounds, ...looked, omitted };
}
