import { z } from 'zod';
import { type Params, readBlocks, safeInteger } from '#store';
import { type Chain, rangeParams } from './chain.ts';
import { merged, pieces, quarterMs, type Range } from './dirty.ts';
import { eventRow, type SiteEvent } from './events.ts';
import { Minutes } from './minutes.ts';
import { type JobInputs, jobRowsRow, outageRow, runRow } from './job-inputs.ts';
import { beforeMs, minuteMs, minutesFor } from './orders.ts';
import { statement } from './statement.ts';
import { Extents, ReadingSums } from './sums.ts';
import { failureXids } from './xid-classes.ts';

/** Prices and energy are joined in slices of 5 minutes. */
export const sliceMs = 300_000;
export const hourMs = 3_600_000;

const priceRow = z.object({
  start_ms: safeInteger,
  end_ms: safeInteger,
  product: z.string(),
  price: z.number().nullable(),
  energy: z.number().nullable(),
  congestion: z.number().nullable(),
  loss: z.number().nullable(),
});
/** One revision of a price; later revisions come later. */
export type PriceRow = z.output<typeof priceRow>;

const carbonRow = z.object({
  start_ms: safeInteger,
  end_ms: safeInteger,
  g_per_kwh: z.number().nullable(),
  status: z.string(),
});
/** One revision of a carbon intensity; what is in force of an interval comes last. */
export type CarbonRow = z.output<typeof carbonRow>;

const heldRow = z.object({ hour_ms: safeInteger, g_per_kwh: z.number() });

const chainRow = z.object({
  observed_ms: safeInteger,
  difficulty: z.number().nullable(),
  subsidy_sat: safeInteger.nullable(),
  fee_sat: safeInteger.nullable(),
  price_usd: z.number().nullable(),
});
export type ChainRow = z.output<typeof chainRow>;

const blockRow = z.object({
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
});
/** A block as a feed told it, with the time since the one before; of several at one height the last is in force. */
export type BlockRow = z.output<typeof blockRow>;

const gpuPriceRow = z.object({ observed_ms: safeInteger, usd_per_gpu_hour: z.number() });
export type GpuPriceRow = z.output<typeof gpuPriceRow>;

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
async function readSums(
  { store, params, ahead, signal }: Chain,
  name: string,
  { sums, extents }: { sums: ReadingSums; extents: Extents },
): Promise<ReadingSums> {
  const { from, count, widthMs } = sums.slots;
  const range = rangeParams({ from, to: from + count * widthMs }, ahead);
  const own = { width: widthMs, failure_xids: failureXids() };
  const options = { params: { ...params, ...range, ...own }, format: 'Native', ...(signal && { signal }) };
  for (const block of await readBlocks(await store.download(statement(`sums-${name}`), options)))
    sums.add(block, extents);
  return sums;
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

type Feeds = Readonly<Record<`${'power' | 'reference' | 'chain' | 'carbon' | 'marginal' | 'gpu'}_feed`, string>>;

/** Reads what the buckets of a range are computed from. */
export async function readInputs(chain: Chain, range: Range): Promise<Inputs> {
  const { store, signal } = chain;
  const params = { ...chain.params, ...rangeParams(range, chain.ahead) };
  const slots = { from: range.from, count: (range.to - range.from) / quarterMs, widthMs: quarterMs };
  const slices = { from: range.from, count: (range.to - range.from) / sliceMs, widthMs: sliceMs };
  const extents = new Extents(slots);
  const summed = (name: string, sums: ReadingSums): Promise<ReadingSums> => readSums(chain, name, { sums, extents });
  const rows = <Row extends z.ZodType>(name: string, schema: Row, more: Params = {}): Promise<z.output<Row>[]> =>
    store.query(statement(name), { params: { ...params, ...more }, schema, ...(signal && { signal }) });
  /** What a feed has told; nothing where the register names none. */
  const told = async <Row extends z.ZodType>(
    feed: string,
    name: string,
    schema: Row,
    more: Params = {},
  ): Promise<z.output<Row>[]> =>
    feed === '' ? [] : chain.feeds.get(feed, `${name} ${range.from} ${range.to}`, () => rows(name, schema, more));
  const { power_feed, reference_feed, chain_feed, carbon_feed, marginal_feed, gpu_feed } = chain.params as Feeds;
  const heldBy = async (carbon: readonly CarbonRow[]): Promise<Inputs['held']> => {
    const hours = carbon_feed === '' ? [] : untoldHours(carbon, range);
    const held = hours.length === 0 ? [] : await rows('carbon-held', heldRow, { feed: carbon_feed, hours });
    return new Map(held.map(({ hour_ms, g_per_kwh }) => [hour_ms, g_per_kwh]));
  };
  // Three statements at a time: loading and analysts want some of the store as well.
  const others = async () => ({
    gpu: await summed('gpu', new ReadingSums(slots)),
    cooling: await summed('cooling', new ReadingSums(slots)),
    inference: await summed('inference', new ReadingSums(slots)),
    meter: await summed('meter', new ReadingSums(slices)),
  });
  const facts = async () => {
    const carbon = await told(carbon_feed, 'carbon', carbonRow, { feed: carbon_feed });
    return { carbon, held: await heldBy(carbon), ...(await otherFacts()) };
  };
  const otherFacts = async () => ({
    prices: await told(power_feed, 'prices', priceRow),
    reference: await told(reference_feed, 'prices', priceRow, { power_feed: reference_feed }),
    marginal: await told(marginal_feed, 'carbon', carbonRow, { feed: marginal_feed }),
    chain: await told(chain_feed, 'chain', chainRow),
    blocks: await told(chain_feed, 'blocks', blockRow),
    gpuPrices: await told(gpu_feed, 'gpu-prices', gpuPriceRow),
    jobs: {
      runs: await rows('jobs', runRow),
      told: await rows('job-rows', jobRowsRow),
      outages: await rows('outages', outageRow),
    },
  });
  const orders = async () => {
    const events = await readEvents(chain, range);
    return { events, minutes: await readMinutes(chain, range, events) };
  };
  const [asic, ofOthers, ofFacts] = await Promise.all([
    summed('asic', new ReadingSums(slots)),
    others(),
    facts().then(async (known) => ({ ...known, ...(await orders()) })),
  ]);
  return { extents, asic, ...ofOthers, ...ofFacts };
}

/** The events that bear on the buckets of a range. */
export const readEvents = ({ store, params, signal }: Chain, range: Range): Promise<SiteEvent[]> =>
  store.query(statement('events'), {
    params: { ...params, ...rangeParams(range), before: beforeMs },
    schema: eventRow,
    ...(signal && { signal }),
  });

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
      await readSums(chain, 'meter', { sums: new ReadingSums(slots), extents: new Extents({ ...slots, count: 0 }) }),
    );
  }
  return new Minutes(sums);
}
