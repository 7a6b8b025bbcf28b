import { hourOf, weekdayOf } from './span.ts';
import { isHybrid, orders } from './work.ts';

interface Halls {
  readonly sheds: number;
  readonly gpus: number;
}

/** What is drawn where, W, in a quarter of an hour of which nothing changes. */
export interface Quarter {
  readonly at: number;
  /** Of each of four. */
  readonly minerW: number;
  readonly boardW: number;
  /** At the IT inputs, the feeders and the UPS outputs of the halls. */
  readonly inputW: Halls;
  readonly feederW: Halls;
  readonly upsW: Halls;
  readonly coolingW: number;
  readonly transformerW: number;
  readonly facilityW: number;
  readonly solarW: number;
  /** TH/s of each miner. */
  readonly ths: number;
  readonly isBusy: boolean;
}

const isBusy = (at: number): boolean => hourOf(at) >= 8 && hourOf(at) < 20;
const isSunday = (at: number): boolean => weekdayOf(at) === 0;

/** Price at the node, USD per MWh: below 0 for three hours of every Sunday, and for one of every Wednesday more than mining earns. */
export function priceAt(at: number): number {
  const hour = hourOf(at);
  if (isSunday(at) && hour >= 2 && hour < 5) return -10;
  if (weekdayOf(at) === 3 && hour === 18) return 150;
  return (hour < 6 ? 20 : hour >= 17 && hour < 21 ? 80 : 40) + weekdayOf(at);
}

const solar: readonly number[] = [2000, 5000, 9000, 12_000, 12_000, 12_000, 9000, 5000, 2000];
/** Rate of a miner by its power, TH/s. */
const rates = new Map([
  [0, 0],
  [1600, 80],
  [3000, 178],
  [3400, 195],
  [3500, 200],
  [3600, 205],
]);

function minerWatts(at: number): number {
  if (priceAt(at) < 0) return 3600;
  if (!isHybrid(at)) return 3400;
  return isBusy(at) ? 3000 : 3500;
}

function boardWatts(at: number): number {
  if (!isBusy(at)) return 250;
  return isSunday(at) ? 400 : 600;
}

/** The site in the quarter of an hour from `at` on. */
export function quarterOf(at: number): Quarter {
  const order = orders.find(({ from, to }) => from <= at && at < to);
  const minerW = order?.minerW ?? minerWatts(at);
  const boardW = order?.boardW ?? boardWatts(at);
  const inputW = { sheds: 4 * minerW, gpus: 4 * boardW + 400 };
  const feederW = { sheds: inputW.sheds + 100, gpus: inputW.gpus + 50 };
  const upsW = { sheds: feederW.sheds + 100, gpus: feederW.gpus + 50 };
  const coolingW = 400 + Math.round((upsW.sheds + upsW.gpus) / 20);
  const transformerW = upsW.sheds + upsW.gpus + coolingW;
  return {
    at,
    minerW,
    boardW,
    inputW,
    feederW,
    upsW,
    coolingW,
    transformerW,
    facilityW: transformerW + 200,
    solarW: solar[hourOf(at) - 8] ?? 0,
    ths: rates.get(minerW) ?? NaN,
    isBusy: isBusy(at),
  };
}
