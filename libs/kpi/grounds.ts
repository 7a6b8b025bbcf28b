import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { measure, measuresOf, type Source } from '#catalogue';
import { projectPath } from '#runtime';
import { type Params, safeInteger } from '#store';

const statementOf = (name: string): string => readFileSync(projectPath(`libs/kpi/sql/evidence-${name}.sql`), 'utf8');
const statements = {
  register: statementOf('register'),
  prices: statementOf('prices'),
  carbon: statementOf('carbon'),
  facts: statementOf('facts'),
  rents: statementOf('rents'),
};
const mostFacts = 1_000;

/** Asks of the site and the window that are explained. */
export type Query = <Schema extends z.ZodType>(
  statement: string,
  params: Params,
  schema: Schema,
) => Promise<z.output<Schema>[]>;

type Ask = <Schema extends z.ZodType>(
  name: keyof typeof statements,
  params: Params,
  schema: Schema,
) => Promise<z.output<Schema>[]>;

const registerRow = z.object({
  last_revision: safeInteger,
  known_ms: safeInteger,
  power_feed: z.string(),
  chain_feed: z.string(),
  reference_feed: z.string(),
  carbon_feed: z.string(),
  marginal_feed: z.string(),
  carbon_g_per_kwh: z.number().nullable(),
  pool_fee: z.number(),
  gpu_usd_per_hour: z.number().nullable(),
  gpu_billed_share: z.number().nullable(),
  gpu_feed: z.string(),
});
const pricesRow = z.object({
  market: z.string(),
  node: z.string(),
  product: z.string(),
  intervals: safeInteger,
  revisions: safeInteger,
  statuses: z.array(z.string()),
  known_ms: safeInteger,
});

const carbonRow = z.object({
  source: z.string(),
  zone: z.string(),
  intervals: safeInteger,
  revisions: safeInteger,
  statuses: z.array(z.string()),
  factor_versions: z.array(z.string()),
  known_ms: safeInteger,
});

const factRow = z.object({ kind: z.string(), body: z.string(), from_ms: safeInteger, to_ms: safeInteger });

/** Ends that are left open are stored as the first and the last instant of the store. */
const lastInstant = 10_413_791_999_000;

const factOf = ({ kind, body, from_ms: from, to_ms: to }: z.output<typeof factRow>): FactEvidence => ({
  kind,
  entry: JSON.parse(body) as Record<string, unknown>,
  from: from > 0 ? from : null,
  to: to < lastInstant ? to : null,
});

const rentsRow = z.object({
  venue: z.string(),
  model: z.string(),
  pricing_type: z.string(),
  prices: safeInteger,
  revisions: safeInteger,
  least_usd: z.number(),
  most_usd: z.number(),
  method_versions: z.array(z.string()),
  known_ms: safeInteger,
});

export type RegisterEvidence = z.output<typeof registerRow>;
export type PricesEvidence = z.output<typeof pricesRow>;
export type CarbonEvidence = z.output<typeof carbonRow>;
export type RentsEvidence = z.output<typeof rentsRow>;

/** An entry that the register lists; an end that it leaves open is null. */
export interface FactEvidence {
  readonly kind: string;
  readonly entry: Readonly<Record<string, unknown>>;
  /** UTC ms. */
  readonly from: number | null;
  readonly to: number | null;
}

/** What values rest on beside readings. */
export interface Grounds {
  readonly register: RegisterEvidence | null;
  /** Null for a value that no price goes into, or when none is known. */
  readonly prices: PricesEvidence | null;
  /** Null for a value that no carbon intensity goes into, or when the feed has told none. */
  readonly carbon: CarbonEvidence | null;
  /** Null for a value that no rental price of GPUs goes into, or when none is known. */
  readonly rents: RentsEvidence | null;
  /** What the register lists for the window; none for a value that neither money nor carbon goes into. */
  readonly facts: readonly FactEvidence[];
}

const hasMoney = (source: Source): boolean =>
  measuresOf(source).some((name) => /USD|currency/.test(measure(name).unit));

const hasCarbon = (source: Source): boolean => measuresOf(source).some((name) => /^g\b/.test(measure(name).unit));

/** Marginal rates come from a feed of their own. */
const isMarginal = (source: Source): boolean => measuresOf(source).some((name) => /^site_(marginal|moer)/.test(name));
const hasRents = (source: Source): boolean =>
  measuresOf(source).some((name) => /gpu_price|ai_revenue/.test(measure(name).sql));

type Told = Pick<Grounds, 'prices' | 'carbon' | 'rents'>;

/** What the feeds that the register names have told, where it goes into a value. */
async function toldOf(ask: Ask, sources: readonly Source[], register: RegisterEvidence): Promise<Told> {
  const told = async <Schema extends z.ZodType>(name: keyof Told, feed: string, schema: Schema) =>
    feed === '' ? null : ((await ask(name, { feed }, schema))[0] ?? null);
  const carbonFeed = sources.some(isMarginal) ? register.marginal_feed : register.carbon_feed;
  return {
    prices: sources.some(hasMoney) ? await told('prices', register.power_feed, pricesRow) : null,
    carbon: sources.some(hasCarbon) ? await told('carbon', carbonFeed, carbonRow) : null,
    rents: sources.some(hasRents) ? await told('rents', register.gpu_feed, rentsRow) : null,
  };
}

const untold: Told = { prices: null, carbon: null, rents: null };

/** Reads what the values of some sources rest on beside readings. Errors as of the store. */
export async function groundsOf(query: Query, sources: readonly Source[]): Promise<Grounds> {
  const ask: Ask = (name, params, schema) => query(statements[name], params, schema);
  const [register = null] = await ask('register', {}, registerRow);
  const isListed = sources.some((source) => hasMoney(source) || hasCarbon(source));
  const facts = isListed ? (await ask('facts', { limit: mostFacts }, factRow)).map(factOf) : [];
  return { register, facts, ...(register ? await toldOf(ask, sources, register) : untold) };
}
