import { z } from 'zod';
import { type DeviceClass, deviceClasses } from '#contracts';
import { type FactKind, factKindNames, type Facts, factsBy, parseFact } from '#register';
import { groupBy, type Interval, unionMs } from '#runtime';
import { safeInteger, type Store } from '#store';
import type { Bucket } from './bucket.ts';
import type { SiteEvent } from './events.ts';
import { statement } from './statement.ts';

const unitRow = z.object({
  device: z.string(),
  class: z.enum(deviceClasses),
  hall: z.string(),
  loop: z.string(),
  model: z.string(),
  point: z.string(),
  nominal_ghs: z.number(),
  nominal_w: z.number(),
  boards: z.number(),
  from_ms: safeInteger,
  to_ms: safeInteger,
});
type RegisteredUnit = z.output<typeof unitRow>;

const hallRow = z.object({ hall: z.string(), workload: z.string(), loop: z.string() });
export type RegisteredHall = z.output<typeof hallRow>;

const contractRow = z.object({ mw: z.number(), from_ms: safeInteger, to_ms: safeInteger });
const factRow = z.object({
  kind: z.enum(factKindNames),
  body: z.string(),
  from_ms: safeInteger,
  to_ms: safeInteger,
});
const siteRow = z.object({
  zone: z.string(),
  pool_fee: z.number(),
  /** The configured rate, 0 where there is none, and what of the installed hours is billed. */
  usd_per_gpu_hour: z.number(),
  billed_share: z.number(),
  carbon_g_per_kwh: z.number().nullable(),
  /** Orders to curtail are told of: without them none was given. */
  is_dispatched: z.boolean(),
});

/** What the register says of a site in one revision, which never changes. */
export interface Inventory extends z.output<typeof siteRow> {
  /** Ordered by device and start. */
  readonly units: readonly RegisteredUnit[];
  /** Ordered by id. */
  readonly halls: readonly RegisteredHall[];
  readonly contracts: readonly z.output<typeof contractRow>[];
  /** Whatever else it lists; ends that are open are those of the store's time. */
  readonly facts: Facts;
}

export async function loadInventory(store: Store, site: string, revision: number): Promise<Inventory> {
  const params = { site, revision };
  const [facts] = await store.query(statement('register-site'), { params, schema: siteRow });
  if (!facts) throw new Error(`Revision ${revision} of the register of ${site} is not in the store`);
  const units = await store.query(statement('register-units'), { params, schema: unitRow });
  const halls = await store.query(statement('register-halls'), { params, schema: hallRow });
  const contracts = await store.query(statement('register-contracts'), { params, schema: contractRow });
  const listed = await store.query(statement('register-facts'), { params, schema: factRow });
  const ofKind = groupBy(listed, ({ kind }) => kind);
  const read = (kind: FactKind): object[] =>
    (ofKind.get(kind) ?? []).map(({ body, from_ms: from, to_ms: to }) => ({
      ...parseFact(kind, JSON.parse(body)),
      from,
      to,
    }));
  return { ...facts, units, halls, contracts, facts: factsBy(read) };
}

/** A unit that the register expects in a bucket, at the place where it stands, and for how long. */
export interface ExpectedUnit {
  readonly device: string;
  readonly class: DeviceClass;
  readonly hall: string;
  readonly loop: string;
  readonly model: string;
  readonly point: string;
  /** 0 when it has none. */
  readonly nominalGhs: number;
  readonly expectedMs: number;
  /** Rated hashes in the expected time. */
  readonly nominalGh: number;
  /** Rated energy and hashes in the expected time in which it is rated for both, and that time. */
  readonly rated: Rated;
  /** Expected time under an ordered curtailment. */
  readonly curtailedMs: number;
}

interface Rated {
  readonly joules: number;
  readonly gh: number;
  readonly ms: number;
}

const unrated: Rated = { joules: 0, gh: 0, ms: 0 };

/** What a unit is rated for in a span, and what it was before in the same bucket. */
function ratedIn({ nominal_ghs, nominal_w }: RegisteredUnit, ms: number, earlier: ExpectedUnit | undefined): Rated {
  const before = earlier?.rated ?? unrated;
  if (nominal_ghs === 0 || nominal_w === 0) return before;
  const [joules, gh] = [(ms * nominal_w) / 1000, (ms * nominal_ghs) / 1000];
  return { joules: before.joules + joules, gh: before.gh + gh, ms: before.ms + ms };
}

/** The time of a unit's span that curtailments of the site, its hall or itself cover. */
function curtailedParts(unit: RegisteredUnit, span: Interval, curtailments: readonly SiteEvent[]): Interval[] {
  const scopes = ['site', `hall:${unit.hall}`, `device:${unit.device}`];
  return curtailments
    .filter(({ scope }) => scopes.includes(scope))
    .map(({ start_ms, end_ms }) => ({ from: Math.max(start_ms, span.from), to: Math.min(end_ms, span.to) }))
    .filter(({ from, to }) => from < to);
}

/**
 * The units expected in a bucket, ordered by device. In a bucket in which a unit changes its place, the later place has it whole.
 * Curtailed is the union of the events in force on the site, the hall and the unit.
 */
export function expectedUnits(inventory: Inventory, bucket: Bucket, events: readonly SiteEvent[]): ExpectedUnit[] {
  const { dueFrom, dueTo } = bucket;
  const curtailments = events.filter(
    ({ kind, start_ms, end_ms }) => kind === 'curtailment' && start_ms < end_ms && start_ms < dueTo && end_ms > dueFrom,
  );
  const expected: ExpectedUnit[] = [];
  let curtailed: Interval[] = [];
  for (const unit of inventory.units) {
    const span = { from: Math.max(unit.from_ms, dueFrom), to: Math.min(unit.to_ms, dueTo) };
    if (span.from >= span.to) continue;
    const before = expected.at(-1)?.device === unit.device ? expected.pop() : undefined;
    if (!before) curtailed = [];
    if (curtailments.length > 0) curtailed = [...curtailed, ...curtailedParts(unit, span, curtailments)];
    const spanMs = span.to - span.from;
    expected.push({
      device: unit.device,
      class: unit.class,
      hall: unit.hall,
      loop: unit.loop,
      model: unit.model,
      point: unit.point,
      nominalGhs: unit.nominal_ghs,
      expectedMs: (before?.expectedMs ?? 0) + spanMs,
      rated: ratedIn(unit, spanMs, before),
      nominalGh: (before?.nominalGh ?? 0) + (spanMs * unit.nominal_ghs) / 1000,
      curtailedMs: curtailed.length > 0 ? unionMs(curtailed) : 0,
    });
  }
  return expected;
}
