import { z } from 'zod';
import type { DeviceClass } from '#contracts';
import { type Params, safeInteger } from '#store';
import { asked, type Chain, rangeParams } from './chain.ts';
import { merged, pieces, quarterMs, type Range, sliceMs } from './dirty.ts';
import { eventRow, type SiteEvent } from './events.ts';
import { Minutes } from './minutes.ts';
import { type JobInputs, jobRowsRow, outageRow, runRow } from './job-inputs.ts';
import { beforeMs, minuteMs, minutesFor } from './orders.ts';
import { type About, isNewest, siteKey } from './shared-rows.ts';
import { Extents, type Gathered, gather, ReadingSums, type Slots } from './sums.ts';

export const hourMs = 3_600_000;

const priceRow = z.object({
  site: z.string(),
  start_ms: safeInteger,
  end_ms: safeInteger,
  product: z.string(),
  price: z.number().nullable(),
  energy: z.number().nullable(),
  congestion: z.number().nullable(),
  loss: z.number().nullable(),
  rows: safeInteger,
});
/** Revisions of a price that are alike, `rows` of them; the latest comes last. */
export type PriceRow = Omit<z.output<typeof priceRow>, 'site'>;

const carbonRow = z.object({
  site: z.string(),
  start_ms: safeInteger,
  end_ms: safeInteger,
  g_per_kwh: z.number().nullable(),
  status: z.string(),
  rows: safeInteger,
});
/** Revisions of a carbon intensity that are alike, `rows` of them; what is in force of an interval comes last. */
export type CarbonRow = Omit<z.output<typeof carbonRow>, 'site'>;

const heldRow = z.object({ site: z.string(), hour_ms: safeInteger, g_per_kwh: z.number() });

const chainRow = z.object({
  site: z.string(),
  observed_ms: safeInteger,
  difficulty: z.number().nullable(),
  subsidy_sat: safeInteger.nullable(),
  fee_sat: safeInteger.nullable(),
  price_usd: z.number().nullable(),
});
export type ChainRow = Omit<z.output<typeof chainRow>, 'site'>;

const blockRow = z.object({
  site: z.string(),
  started_ms: safeInteger,
  ended_ms: safeInteger,
  height: safeInteger,
  hash: z.string(),
  difficulty: z.number(),
  subsidy_sat: safeInteger,
  fee_sat: safeInteger.nullable(),
  orphans: safeInteger.nullable(),
  finder: z.string().nullable(),
  price_usd: z.number().nullable(),
  rows: safeInteger,
});
/** A block as a feed told it `rows` times, with the time since the one before; of several at one height the last is in force. */
export type BlockRow = Omit<z.output<typeof blockRow>, 'site'>;

const gpuPriceRow = z.object({ site: z.string(), observed_ms: safeInteger, usd_per_gpu_hour: z.number() });
export type GpuPriceRow = Omit<z.output<typeof gpuPriceRow>, 'site'>;

/** What the store knows of a range of one site: everything that its buckets are computed from. */
export interface Inputs {
  readonly extents: Extents;
  readonly asic: ReadingSums;
  readonly gpu: ReadingSums;
  readonly cooling: ReadingSums;
  readonly inference: ReadingSums;
  /** By slices. */
  readonly meter: ReadingSums;
  readonly prices: readonly PriceRow[];
  /** Prices that they are held against. */
  readonly reference: readonly PriceRow[];
  readonly carbon: readonly CarbonRow[];
  /** By hour, UTC ms: what stands in for intensities that the feed has not told. */
  readonly held: ReadonlyMap<number, number>;
  /** Marginal rates, as intensities. */
  readonly marginal: readonly CarbonRow[];
  readonly chain: readonly ChainRow[];
  /** Of a day before and behind the range too. */
  readonly blocks: readonly BlockRow[];
  readonly gpuPrices: readonly GpuPriceRow[];
  readonly events: readonly SiteEvent[];
  /** What the meters counted by the minute, where orders are held against it. */
  readonly minutes: Minutes;
  readonly jobs: JobInputs;
}

/** Adds the readings of a class that overlap the slots of `sums`. */
async function readSums(chain: Chain, into: Gathered): Promise<ReadingSums> {
  const { kept, together, isLive } = chain;
  if (kept?.gather(into) === true) return into.sums;
  const { from, count, widthMs } = into.sums.slots;
  const read = isLive ? kept?.read(into.sums) : undefined;
  const about = asked(chain, { from, to: from + count * widthMs });
  await together.sums(into.sums.deviceClass, { ...about, into: read?.into ?? into, upto: read?.upto });
  read?.keep();
  if (read && kept?.gather(into) !== true) gather(into, read.into);
  return into.sums;
}

/** The hours of a range that no one intensity covers throughout, UTC ms. */
function untoldHours(rows: readonly CarbonRow[], { from, to }: Range): number[] {
  const told = new Set<number>();
  for (const { start_ms, end_ms, g_per_kwh } of rows) {
    if (g_per_kwh === null) continue;
    const end = Math.min(end_ms, to);
    for (let slice = Math.ceil(Math.max(start_ms, from) / sliceMs); (slice + 1) * sliceMs <= end; slice++)
      told.add(slice);
  }
  const hours = new Set<number>();
  for (let slice = from / sliceMs; slice < to / sliceMs; slice++)
    if (!told.has(slice)) hours.add(Math.floor((slice * sliceMs) / hourMs) * hourMs);
  return [...hours];
}

/** What all of the promises resolve to, by name. */
async function allOf<Values extends object>(promises: { readonly [Name in keyof Values]: Promise<Values[Name]> }) {
  const named = Object.entries<Promise<unknown>>(promises).map(async ([name, promise]) => [name, await promise]);
  return Object.fromEntries(await Promise.all(named)) as Values;
}

/** Sites of a fleet are caught up with in ranges that differ by a bucket or two: what lies beside one bears on none of its buckets. */
const wholeHours = ({ from, to }: Range): Range => ({
  from: Math.floor(from / hourMs) * hourMs,
  to: Math.ceil(to / hourMs) * hourMs,
});

/** What feeds have told of a range; nothing of those that the register does not name. */
async function readFeeds(chain: Chain, range: Range) {
  const { together, signal, shared } = chain;
  const { power_feed, reference_feed, chain_feed, carbon_feed, marginal_feed, gpu_feed } = chain.feeds;
  const around = isNewest(range) ? range : wholeHours(range);
  const told = async <Row extends z.ZodType<{ readonly site: string }>>(
    feed: string,
    name: string,
    schema: Row,
    more: Params = {},
  ): Promise<z.output<Row>[]> => {
    const wanted = { site: feed, revision: 0, params: { ...rangeParams(around), ...more }, signal };
    const read = () => together.rows(name, wanted, schema);
    return feed === '' ? [] : shared.get(feed, { what: name, range: around }, read);
  };
  const heldBy = async (carbon: readonly CarbonRow[]): Promise<Inputs['held']> => {
    const hours = carbon_feed === '' ? [] : untoldHours(carbon, around);
    const held = hours.length === 0 ? [] : await told(carbon_feed, 'carbon-held', heldRow, { hours });
    return new Map(held.map(({ hour_ms, g_per_kwh }) => [hour_ms, g_per_kwh]));
  };
  const carbon = told(carbon_feed, 'carbon', carbonRow);
  return allOf({
    carbon,
    held: carbon.then(heldBy),
    prices: told(power_feed, 'prices', priceRow),
    reference: told(reference_feed, 'prices', priceRow),
    marginal: told(marginal_feed, 'carbon', carbonRow),
    chain: told(chain_feed, 'chain', chainRow),
    blocks: told(chain_feed, 'blocks', blockRow),
    gpuPrices: told(gpu_feed, 'gpu-prices', gpuPriceRow),
  });
}

/** What is told of a site about a range. */
function readTold<Row extends z.ZodType<{ readonly site: string }>>(
  chain: Chain,
  about: About,
  schema: Row,
  more: Params = {},
): Promise<z.output<Row>[]> {
  const read = () => chain.together.rows(about.what, asked(chain, about.range, more), schema);
  return chain.shared.get(siteKey(chain.site), about, read);
}

const readJobs = (chain: Chain, range: Range): Promise<JobInputs> =>
  allOf({
    runs: readTold(chain, { what: 'jobs', range }, runRow),
    told: readTold(chain, { what: 'job-rows', range }, jobRowsRow),
    outages: readTold(chain, { what: 'outages', range }, outageRow),
  });

/** Reads what the buckets of a range are computed from. */
export async function readInputs(chain: Chain, range: Range): Promise<Inputs> {
  const slots = { from: range.from, count: (range.to - range.from) / quarterMs, widthMs: quarterMs };
  const slices = { from: range.from, count: (range.to - range.from) / sliceMs, widthMs: sliceMs };
  const extents = new Extents(slots);
  const summed = (name: DeviceClass, into: Slots = slots): Promise<ReadingSums> =>
    readSums(chain, { sums: new ReadingSums(name, into, chain.terms), extents });
  const events = readEvents(chain, range);
  const { feeds, ...others } = await allOf({
    feeds: readFeeds(chain, range),
    asic: summed('asic'),
    gpu: summed('gpu'),
    cooling: summed('cooling'),
    inference: summed('inference'),
    meter: summed('meter', slices),
    events,
    minutes: events.then((known) => readMinutes(chain, range, known)),
    jobs: readJobs(chain, range),
  });
  return { extents, ...feeds, ...others };
}

/** The events that bear on the buckets of a range. */
export const readEvents = (chain: Chain, range: Range): Promise<SiteEvent[]> =>
  readTold(chain, { what: 'events', range }, eventRow, { before: beforeMs });

/** What the meters counted by the minute, where orders that are in force in a range are held against it. */
async function readMinutes(chain: Chain, range: Range, events: readonly SiteEvent[]): Promise<Minutes> {
  const buckets = pieces(range, 1).flatMap((bucket) => minutesFor(bucket, events));
  // Readings are found by the quarter of an hour.
  const quarters = buckets.map(({ from, to }) => ({
    from: Math.floor(from / quarterMs) * quarterMs,
    to: Math.ceil(to / quarterMs) * quarterMs,
  }));
  const windows = merged(quarters.sort((a, b) => a.from - b.from));
  const sums: ReadingSums[] = [];
  for (const window of windows) {
    const slots = { from: window.from, count: (window.to - window.from) / minuteMs, widthMs: minuteMs };
    sums.push(
      await readSums(
        { ...chain, kept: undefined },
        { sums: new ReadingSums('meter', slots), extents: new Extents({ ...slots, count: 0 }) },
      ),
    );
  }
  return new Minutes(sums);
}
