import { hourMs, isoOf, type LocalTime } from './local-time.ts';
import { keyOf, lattice, noise, randomOf } from './random.ts';

export const settlementMs = 300_000;

/** One settlement interval in the normal form of a power price feed. */
export interface PriceRow {
  readonly market: string;
  readonly node: string;
  readonly product: 'RT5';
  readonly start_utc: string;
  readonly end_utc: string;
  /** USD per MWh; the sum of the three components. */
  readonly price: number;
  readonly energy: number;
  readonly congestion: number;
  readonly loss: number;
  readonly currency: 'USD';
  readonly status: 'final';
  readonly known_at: string;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

/** What the market has in store for one local day. */
interface DayPlan {
  readonly spike: (Window & { readonly usdPerMwh: number }) | null;
  readonly glut: (Window & { readonly usdPerMwh: number }) | null;
  /** The hours in which the site is told to curtail, and which part of it. */
  readonly curtailment: (Window & { readonly scope: string; readonly reason: string }) | null;
}

/** Five-minute prices at the site's node. Apart from spikes that were ordered, a pure function of time. */
export interface PowerPrice {
  readonly market: string;
  readonly node: string;
  /** USD per MWh in force at an instant. */
  at(ms: number): number;
  plan(localDay: number): DayPlan;
  /** Sets the price of every interval that starts in the window, ahead of what the day had planned. */
  order(window: Window, usdPerMwh: number): void;
  /** Rows of the intervals that start in [from, to) and were known by `knownBy`. */
  rows(from: number, to: number, knownBy: number): PriceRow[];
}

const market = 'SIM';
const publishMs = 5_000;

const bell = (hour: number, centre: number, width: number): number => Math.exp(-(((hour - centre) / width) ** 2));
const cents = (value: number): number => Math.round(value * 100) / 100;
const snap = (ms: number): number => Math.round(ms / settlementMs) * settlementMs;
const within = (window: Window | null, ms: number): boolean => window !== null && ms >= window.from && ms < window.to;

interface PowerPriceOptions {
  readonly seed: number;
  readonly site: string;
  readonly time: LocalTime;
  /** Scopes that an ordered curtailment may name, with the site as a whole among them. */
  readonly scopes: readonly string[];
}

/** The price of a market with cheap middays, dear evenings, some nights below zero and some afternoons of scarcity. */
export function createPowerPrice(options: PowerPriceOptions): PowerPrice {
  const { seed, site, time } = options;
  const slow = keyOf(seed, site, 'price-slow');
  const fast = keyOf(seed, site, 'price-fast');
  const basis = keyOf(seed, site, 'price-basis');
  const node = `${site.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_LZ`;
  const plans = new Map<number, DayPlan>();
  const ordered: (Window & { usdPerMwh: number })[] = [];
  const plan = (day: number): DayPlan => {
    const known = plans.get(day);
    if (known) return known;
    const made = planDay(day, options);
    plans.set(day, made);
    return made;
  };
  const usual = (start: number): number => {
    const hour = time.hour(start);
    const shape = 28 + 16 * bell(hour, 19, 2.5) + 6 * bell(hour, 8, 2) - 9 * bell(hour, 13, 3);
    return shape * (1 + 0.3 * noise(slow, start / (20 * hourMs))) + 3 * lattice(fast, start / settlementMs);
  };
  const at = (ms: number): number => {
    const start = Math.floor(ms / settlementMs) * settlementMs;
    const order = ordered.findLast((window) => within(window, start));
    if (order) return order.usdPerMwh;
    const today = plan(time.day(start));
    const ripple = 1 + 0.15 * lattice(fast, start / settlementMs);
    if (within(today.spike, start)) return cents((today.spike?.usdPerMwh ?? 0) * ripple);
    if (within(today.glut, start)) return cents((today.glut?.usdPerMwh ?? 0) * ripple);
    return cents(usual(start));
  };
  return {
    market,
    node,
    at,
    plan,
    order: (window, usdPerMwh) => ordered.push({ ...window, usdPerMwh: cents(usdPerMwh) }),
    rows: (from, to, knownBy) => {
      const rows: PriceRow[] = [];
      const end = Math.min(to, knownBy - publishMs + 1);
      for (let start = Math.ceil(from / settlementMs) * settlementMs; start < end; start += settlementMs)
        rows.push(rowOf({ node, start, price: at(start), basis }));
      return rows;
    },
  };
}

interface Priced {
  readonly node: string;
  readonly start: number;
  readonly price: number;
  /** Key of the noise that congestion follows. */
  readonly basis: number;
}

function rowOf({ node, start, price, basis }: Priced): PriceRow {
  const loss = cents(price * 0.02);
  const congestion = cents(price * 0.08 * lattice(basis, start / settlementMs));
  return {
    market,
    node,
    product: 'RT5',
    start_utc: isoOf(start),
    end_utc: isoOf(start + settlementMs),
    price,
    energy: cents(price - congestion - loss),
    congestion,
    loss,
    currency: 'USD',
    status: 'final',
    known_at: isoOf(start + publishMs),
  };
}

function planDay(day: number, { seed, site, time, scopes }: PowerPriceOptions): DayPlan {
  const random = randomOf(seed, site, 'day', day);
  const windowOf = (hour: number, hours: number): Window => {
    const from = snap(time.instant(day, hour));
    return { from, to: from + snap(hours * hourMs) };
  };
  const hasSpike = random.chance(0.35);
  const hasGlut = random.chance(0.3);
  const spikeHour = random.between(14.5, 17.5);
  const spike = hasSpike
    ? { ...windowOf(spikeHour, random.between(1, 2)), usdPerMwh: random.between(180, 1_600) }
    : null;
  const glut = hasGlut
    ? { ...windowOf(random.between(0.5, 3), random.between(1, 3)), usdPerMwh: random.between(-28, -3) }
    : null;
  const scope = scopes[random.integer(0, scopes.length - 1)] ?? 'site';
  const reason = random.chance(0.75) ? 'economic' : 'coincident_peak';
  const isCurtailed = hasSpike && random.chance(0.8);
  const curtailment = isCurtailed
    ? { ...windowOf(spikeHour - 0.25, random.between(2, 3)), scope: reason === 'economic' ? scope : 'site', reason }
    : null;
  return { spike, glut, curtailment };
}

/** Prices of the market's hub: those of the site without congestion and loss. */
export const hubOf = ({ rows }: Pick<PowerPrice, 'rows'>): Pick<PowerPrice, 'node' | 'rows'> => {
  const node = `${market}_HUB`;
  return {
    node,
    rows: (from, to, knownBy) =>
      rows(from, to, knownBy).map((row) => ({ ...row, node, price: row.energy, congestion: 0, loss: 0 })),
  };
};
