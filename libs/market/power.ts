import { z } from 'zod';
import { type FeedRows, itemsOf, type ParseOptions } from './body.ts';
import { faultsOf, instant } from './instant.ts';

/** Day-ahead, real time per 5 or 15 minutes, or ERCOT's settlement point price. */
export const powerProducts = ['DA', 'RT5', 'RT15', 'SPP'] as const;
export type PowerProduct = (typeof powerProducts)[number];

/** Preliminary prices may still be corrected; resettled ones replace final ones. */
export const powerStatuses = ['prelim', 'final', 'resettled'] as const;
export type PowerStatus = (typeof powerStatuses)[number];

/** A price per MWh in one settlement interval; a row of `market.power`. */
export interface PowerPriceRow {
  readonly market: string;
  readonly node: string;
  readonly product: PowerProduct;
  /** Start (inclusive) and end (exclusive), UTC ms. */
  readonly start_at: number;
  readonly end_at: number;
  readonly price: number | null;
  readonly energy: number | null;
  readonly congestion: number | null;
  readonly loss: number | null;
  readonly currency: string;
  readonly status: PowerStatus;
  readonly known_at: number;
}

const dayMs = 86_400_000;
/** Components are published rounded, each by itself. */
const rounding = 0.02;

const amount = z.number().nullish().default(null);
const name = z.string().trim().min(1);

const rowSchema = z
  .object({
    market: name,
    node: name,
    product: z.enum(powerProducts),
    start_utc: instant,
    end_utc: instant,
    price: amount,
    energy: amount,
    congestion: amount,
    loss: amount,
    currency: z.string().regex(/^[A-Z]{3}$/, 'not an ISO 4217 code'),
    status: z.enum(powerStatuses),
    known_at: instant.nullish(),
  })
  .refine(({ start_utc, end_utc }) => start_utc < end_utc && end_utc - start_utc <= dayMs, {
    path: ['end_utc'],
    message: 'the interval is empty or longer than a day',
  });

type Parts = Pick<PowerPriceRow, 'price' | 'energy' | 'congestion' | 'loss'>;

/** Whether the components are the price, as far as they are known; otherwise they are of no use. */
export const areConsistent = ({ price, energy, congestion, loss }: Parts): boolean =>
  price === null ||
  energy === null ||
  congestion === null ||
  loss === null ||
  Math.abs(energy + congestion + loss - price) <= rounding;

/** Prices in the normal form: a JSON array of `market, node, product, start_utc, end_utc, price, energy, congestion, loss, currency, status, known_at`. Throws `FEED_ANSWER`. */
export function parsePowerPrices(body: Uint8Array, { feed, knownAt }: ParseOptions): FeedRows<PowerPriceRow> {
  const rows: PowerPriceRow[] = [];
  const problems: string[] = [];
  for (const [index, item] of itemsOf(body, feed).entries()) {
    const { success, data, error } = rowSchema.safeParse(item);
    if (!success) {
      problems.push(`feed ${feed}, row ${index}: ${faultsOf(error)}`);
      continue;
    }
    const { start_utc: start_at, end_utc: end_at, known_at, ...rest } = data;
    const parts = areConsistent(data) ? {} : { energy: null, congestion: null, loss: null };
    if (!areConsistent(data))
      problems.push(`feed ${feed}, row ${index}: its components do not sum to the price and are left out`);
    rows.push({ ...rest, ...parts, start_at, end_at, known_at: known_at ?? knownAt });
  }
  return { rows, problems };
}
