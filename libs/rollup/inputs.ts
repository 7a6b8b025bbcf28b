import { z } from 'zod';
import { readBlocks, safeInteger } from '#store';
import { type Chain, rangeParams } from './chain.ts';
import { quarterMs, type Range } from './dirty.ts';
import { statement } from './statement.ts';
import { Extents, ReadingSums } from './sums.ts';

/** Prices and energy are joined in slices of 5 minutes. */
export const sliceMs = 300_000;

const priceRow = z.object({
  start_ms: safeInteger,
  end_ms: safeInteger,
  product: z.string(),
  price: z.number().nullable(),
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

const chainRow = z.object({
  observed_ms: safeInteger,
  difficulty: z.number().nullable(),
  subsidy_sat: safeInteger.nullable(),
  fee_sat: safeInteger.nullable(),
  price_usd: z.number().nullable(),
});
export type ChainRow = z.output<typeof chainRow>;

const eventRow = z.object({
  rows: z.number(),
  first_ms: safeInteger,
  last_ms: safeInteger,
  kind: z.string(),
  scope: z.string(),
  start_ms: safeInteger,
  end_ms: safeInteger,
});
/** An event as its latest revision has it, with the span that all of its revisions touch. */
export type SiteEvent = z.output<typeof eventRow>;

/** What the store knows of a range of one site: everything that its buckets are computed from. */
export interface Inputs {
  readonly extents: Extents;
  readonly asic: ReadingSums;
  readonly gpu: ReadingSums;
  readonly cooling: ReadingSums;
  /** By slices. */
  readonly meter: ReadingSums;
  readonly prices: readonly PriceRow[];
  readonly carbon: readonly CarbonRow[];
  readonly chain: readonly ChainRow[];
  readonly events: readonly SiteEvent[];
}

/** Reads what the buckets of a range are computed from. */
export async function readInputs(chain: Chain, range: Range): Promise<Inputs> {
  const { store, signal } = chain;
  const params = { ...chain.params, ...rangeParams(range, chain.ahead) };
  const slots = { from: range.from, count: (range.to - range.from) / quarterMs, widthMs: quarterMs };
  const slices = { from: range.from, count: (range.to - range.from) / sliceMs, widthMs: sliceMs };
  const extents = new Extents(slots);
  const summed = async (name: string, sums: ReadingSums): Promise<ReadingSums> => {
    const options = { params: { ...params, width: sums.slots.widthMs }, format: 'Native', ...(signal && { signal }) };
    for (const block of await readBlocks(await store.download(statement(`sums-${name}`), options)))
      sums.add(block, extents);
    return sums;
  };
  const rows = <Row extends z.ZodType>(name: string, schema: Row): Promise<z.output<Row>[]> =>
    store.query(statement(name), { params, schema, ...(signal && { signal }) });
  // Three statements at a time: loading and analysts want some of the store as well.
  const others = async () => ({
    gpu: await summed('gpu', new ReadingSums(slots)),
    cooling: await summed('cooling', new ReadingSums(slots)),
    meter: await summed('meter', new ReadingSums(slices)),
  });
  const facts = async () => ({
    prices: await rows('prices', priceRow),
    carbon: await rows('carbon', carbonRow),
    chain: await rows('chain', chainRow),
    events: await rows('events', eventRow),
  });
  const [asic, ofOthers, ofFacts] = await Promise.all([summed('asic', new ReadingSums(slots)), others(), facts()]);
  return { extents, asic, ...ofOthers, ...ofFacts };
}
