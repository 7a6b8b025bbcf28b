import { feedError, type FeedRows, type ParseOptions } from '../body.ts';
import { fault } from '../fault.ts';
import { areConsistent, type PowerPriceRow, type PowerProduct, type PowerStatus } from '../power.ts';
import { gatherRows } from '../rows.ts';
import { type PowerConvention, powerConventions, type PowerMarket } from './convention.ts';

export interface PowerOptions extends ParseOptions {
  /** What was asked for; many answers do not say it themselves. */
  readonly product: PowerProduct;
  /** Nodes to keep; all where absent. Files of a market list thousands. */
  readonly nodes?: ReadonlySet<string>;
  /** How far the prices are settled where the request, not the answer, says it. */
  readonly status?: PowerStatus;
  /** Whether the answer's other pages are asked for too. */
  readonly isPaged?: boolean;
}

/** Reads an answer of one market: bytes to rows in the normal form. Throws `FEED_ANSWER` for an answer that cannot be used at all. */
export type PowerParser = (body: Uint8Array, options: PowerOptions) => FeedRows<PowerPriceRow>;

/** A price as a parser found it; what it does not say follows from the market's convention. */
export interface FoundPrice {
  readonly node: string;
  readonly start_at: number;
  readonly end_at: number;
  readonly price: number | null;
  readonly energy?: number | null;
  readonly congestion?: number | null;
  readonly loss?: number | null;
  readonly currency?: string;
  readonly status?: PowerStatus;
}

/** Gathers the rows of one answer; a bad one is a problem and loses only itself. */
export interface PowerRows {
  /** Minutes of an interval of the product; null where the answer says them. */
  readonly minutes: number | null;
  readonly wants: (node: string) => boolean;
  /** Adds what `find` gives, null being nothing to add; a fault that it throws becomes a problem of the row at `where`. */
  readonly add: (where: string, find: () => FoundPrice | null) => void;
  readonly note: (problem: string) => void;
  readonly done: () => FeedRows<PowerPriceRow>;
}

const minutesPerDay = 1440;
const minuteMs = 60_000;
/** Prices are published to 5 decimals at most. */
const precision = 1e6;

/** Rounded to what a price can mean: differences of published prices carry the noise of binary fractions. */
export const rounded = (price: number): number => Math.round(price * precision) / precision;

/** The missing one of three parts: the price without the other two; null where one of them is unknown. */
export const remainder = (price: number | null, ...parts: readonly (number | null)[]): number | null =>
  price === null || parts.includes(null) ? null : rounded(parts.reduce<number>((rest, p) => rest - (p ?? 0), price));

function checkInterval({ start_at, end_at }: FoundPrice, minutes: number | null, mayBeShorter: boolean): void {
  const length = (end_at - start_at) / minuteMs;
  if (length <= 0 || length > minutesPerDay) throw fault('interval', 'is empty or longer than a day');
  if (minutes !== null && (mayBeShorter ? length > minutes : length !== minutes))
    throw fault('interval', `has ${length} minutes, not ${minutes}`);
}

/** Begins the rows of an answer of a market. Throws `FEED_ANSWER` for a product that the market does not have. */
export function powerRows(market: PowerMarket, options: PowerOptions): PowerRows {
  const { feed, knownAt, product, nodes } = options;
  const convention: PowerConvention = powerConventions[market];
  const minutes = convention.minutes[product];
  if (minutes === undefined) throw feedError(feed, `${market} prices of the product ${product} are not read`);
  const status = options.status ?? convention.status[product] ?? 'prelim';
  const out = gatherRows<PowerPriceRow>(feed, ({ node, start_at }) => `${node} ${start_at}`);

  const rowOf = (where: string, found: FoundPrice): PowerPriceRow => {
    checkInterval(found, minutes, convention.mayBeShorter ?? false);
    const currency = found.currency ?? convention.currency;
    if (currency === null) throw fault('currency', 'missing');
    const { node, start_at, end_at, price, energy = null, congestion = null, loss = null } = found;
    const row = { market, node, product, start_at, end_at, price, energy, congestion, loss, currency };
    const rest = { status: found.status ?? status, known_at: knownAt };
    if (areConsistent(row)) return { ...row, ...rest };
    out.problem(where, 'its components do not sum to the price and are left out');
    return { ...row, energy: null, congestion: null, loss: null, ...rest };
  };

  return {
    minutes,
    wants: (node) => nodes?.has(node) ?? true,
    add: (where, find) =>
      out.add(where, () => {
        const found = find();
        return found && rowOf(where, found);
      }),
    note: (reason) => out.problem(null, reason),
    done: out.done,
  };
}
