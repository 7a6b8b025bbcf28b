import type { FeedRows } from './body.ts';
import { askFeed, type FeedAnswer, type FeedRequest } from './feed.ts';
import {
  type FormFactor,
  gpuModelOf,
  type GpuOffer,
  type GpuOptions,
  type GpuPriceRow,
  gpuPrices,
  parseGpuhunt,
  parseLambda,
  parseSkypilot,
  parseVast,
  type PricingType,
} from './gpu/index.ts';

/** Which offers are looked at, and where. */
export interface GpuSource {
  readonly kind: 'vast' | 'lambda' | 'skypilot' | 'gpuhunt';
  /** As on a price list, such as `H100` or `A100 80GB`; with a form factor in it only that one. */
  readonly model: string;
  readonly pricing: PricingType;
  /** Only of this region; of all where absent. */
  readonly region?: string;
  /** Only machines that the venue has checked. */
  readonly isVerifiedOnly: boolean;
  /** Whose catalogue it is, where it does not say it. */
  readonly venue?: string;
  /** Lambda: the API key. */
  readonly key?: string;
  /** Vast.ai: filters that are sent with the question. */
  readonly query?: Readonly<Record<string, unknown>>;
}

const parsers = { vast: parseVast, lambda: parseLambda, skypilot: parseSkypilot, gpuhunt: parseGpuhunt } as const;

/** Machines that can be rented now, the cheapest first; Vast.ai gives the first few alone unless asked for more. */
const vastQuery = {
  rentable: { eq: true },
  rented: { eq: false },
  type: 'ondemand',
  order: [['dph_base', 'asc']],
  limit: 1000,
};

/** How a venue is asked for its offers; errors as of `askFeed`. */
export function gpuAsker({ kind, key, query }: GpuSource): (request: FeedRequest) => Promise<FeedAnswer> {
  if (kind === 'vast') {
    const post = { type: 'application/json', body: JSON.stringify({ ...vastQuery, ...query }) };
    return (request) => askFeed({ ...request, post });
  }
  if (key === undefined) return askFeed;
  return (request) => askFeed({ ...request, headers: { ...request.headers, authorization: `Bearer ${key}` } });
}

/** A price of the offers that a source looks at; a row of `market.gpu`. `any` stands for all of them. */
export interface GpuSeriesRow extends Omit<GpuPriceRow, 'form_factor' | 'region' | 'is_verified'> {
  readonly form_factor: FormFactor | 'any';
  readonly region: string;
  readonly known_at: number;
}

function wanted(source: GpuSource): (offer: GpuOffer) => boolean {
  const { model: name, pricing, region, isVerifiedOnly } = source;
  const { model, formFactor } = gpuModelOf(name, null) ?? { model: name, formFactor: null };
  return (offer) =>
    offer.model === model &&
    offer.pricing_type === pricing &&
    (formFactor === null || offer.form_factor === formFactor) &&
    (region === undefined || offer.region === region) &&
    (!isVerifiedOnly || offer.is_verified === true);
}

/**
 * The one price of what a source looks at in an answer: the median of its offers, each counted once. No row, and a problem, where there is
 * none. Throws `FEED_ANSWER`.
 */
export function parseGpuPrice(
  source: GpuSource,
  body: Uint8Array,
  options: Pick<GpuOptions, 'feed' | 'knownAt'>,
): FeedRows<GpuSeriesRow> {
  const { kind, venue, region = 'any', model: name } = source;
  const { rows, problems } = parsers[kind](body, { ...options, ...(venue !== undefined && { venue }) });
  const form_factor: GpuSeriesRow['form_factor'] = gpuModelOf(name, null)?.formFactor ?? 'any';
  const alike = rows
    .filter(wanted(source))
    .map((offer) => ({ ...offer, form_factor: null, region: null, is_verified: null }));
  if (alike.length === 0)
    return { rows: [], problems: [...problems, `feed ${options.feed}: none of ${rows.length} offers is of ${name}`] };
  const series = gpuPrices(alike).map(({ is_verified: _all, ...row }) => ({
    ...row,
    form_factor,
    region,
    known_at: options.knownAt,
  }));
  return { rows: series, problems };
}
