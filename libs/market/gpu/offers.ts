import { feedError, type FeedRows, type ParseOptions } from '../body.ts';
import { fault, numberIn } from '../fault.ts';
import { gatherRows } from '../rows.ts';
import { type FormFactor, gpuModelOf } from './models.ts';

export interface GpuOptions extends ParseOptions {
  /** Whose prices a catalogue lists where it does not say it, such as `aws`. */
  readonly venue?: string;
}

export type PricingType = 'spot' | 'ondemand' | 'reserved';

/** What a venue asks for one GPU and hour; an offer or a bid, not a trade. */
export interface GpuOffer {
  readonly venue: string;
  readonly offer: string;
  readonly model: string;
  readonly form_factor: FormFactor | null;
  readonly pricing_type: PricingType;
  readonly region: string | null;
  /** Whether the venue has checked the machine; null where it does not say. */
  readonly is_verified: boolean | null;
  readonly usd_per_gpu_hour: number;
  readonly observed_at: number;
}

/** An offer as a parser found it: the price of all its GPUs. */
export interface FoundOffer {
  readonly venue: string;
  readonly offer: string;
  readonly name: string;
  readonly memoryGib: number | null;
  readonly count: unknown;
  readonly usdPerHour: unknown;
  readonly pricing_type: PricingType;
  readonly region: string | null;
  readonly is_verified: boolean | null;
}

export interface OfferRows {
  /** Adds the offers that `find` gives; one without a price is passed over. */
  readonly add: (where: string, find: () => readonly FoundOffer[]) => void;
  readonly done: () => FeedRows<GpuOffer>;
}

const maxGpus = 1024;
const maxUsdPerGpuHour = 1000;

/** Gathers the offers of one answer; names that are not known are a problem once each. */
export function offerRows({ feed, knownAt }: GpuOptions): OfferRows {
  const out = gatherRows<GpuOffer>(feed, (row) => JSON.stringify([row.venue, row.offer, row.region, row.pricing_type]));
  const unknown = new Set<string>();
  const offerOf = ({ name, memoryGib, count, usdPerHour, ...rest }: FoundOffer): GpuOffer | null => {
    const price = numberIn('price', usdPerHour);
    const gpus = numberIn('count', count);
    if (price === null || gpus === 0 || gpus === null) return null;
    if (gpus < 0 || gpus > maxGpus) throw fault('count', `${gpus} GPUs`);
    const each = price / gpus;
    if (!(each > 0) || each > maxUsdPerGpuHour) throw fault('price', `${each} USD per GPU and hour`);
    const found = gpuModelOf(name, memoryGib);
    if (!found) {
      unknown.add(name);
      return null;
    }
    const { model, formFactor: form_factor } = found;
    return { ...rest, model, form_factor, usd_per_gpu_hour: each, observed_at: knownAt };
  };
  return {
    add(where, find) {
      out.add(where, () => {
        for (const offer of find()) out.add(where, () => offerOf(offer));
        return null;
      });
    },
    done() {
      if (unknown.size > 0) out.problem(null, `models that are not known: ${[...unknown].toSorted().join(', ')}`);
      return out.done();
    },
  };
}

/** The venue of a catalogue that does not name it. Throws `FEED_ANSWER` where it was not said. */
export function venueOf({ feed, venue }: GpuOptions): string {
  if (venue === undefined) throw feedError(feed, 'the catalogue does not say whose prices it lists');
  return venue;
}

/** How the figures of a price row are worked out; another way is another version, and the two are never blended. */
export const gpuMethod = 'offers-quantile-1';

/** What a model is offered at by a venue: the quartiles of its offers, each counted once whatever its size. */
export interface GpuPriceRow {
  readonly venue: string;
  readonly model: string;
  readonly form_factor: FormFactor | null;
  readonly pricing_type: PricingType;
  readonly region: string | null;
  readonly is_verified: boolean | null;
  /** The median. */
  readonly usd_per_gpu_hour: number;
  readonly p25: number;
  readonly p75: number;
  readonly n_offers: number;
  readonly observed_at: number;
  readonly method_version: string;
}

/** A quantile between the two nearest values, of values in order. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** One price per venue, model, form factor, pricing type, region and verification, from offers observed together; rows in the order of their first offer. */
export function gpuPrices(offers: readonly GpuOffer[]): readonly GpuPriceRow[] {
  const groups = new Map<string, GpuOffer[]>();
  for (const offer of offers) {
    const { venue, model, form_factor, pricing_type, region, is_verified, observed_at } = offer;
    const key = JSON.stringify([venue, model, form_factor, pricing_type, region, is_verified, observed_at]);
    const group = groups.get(key);
    if (group) group.push(offer);
    else groups.set(key, [offer]);
  }
  return [...groups.values()].flatMap((group) => {
    const prices = group.map(({ usd_per_gpu_hour: price }) => price).toSorted((a, b) => a - b);
    return group.slice(0, 1).map((first) => ({
      venue: first.venue,
      model: first.model,
      form_factor: first.form_factor,
      pricing_type: first.pricing_type,
      region: first.region,
      is_verified: first.is_verified,
      usd_per_gpu_hour: quantile(prices, 0.5),
      p25: quantile(prices, 0.25),
      p75: quantile(prices, 0.75),
      n_offers: prices.length,
      observed_at: first.observed_at,
      method_version: gpuMethod,
    }));
  });
}
