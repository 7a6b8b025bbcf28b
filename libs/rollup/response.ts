import type { Bucket } from './bucket.ts';
import { type BaselineSources, baselineOf, feedersAt, setpointOf } from './feeders.ts';
import { isCovered } from './joint.ts';
import { horizonOf, minuteMs, type Order, ordersOn } from './orders.ts';
import { meanOf } from './minutes.ts';

export interface ResponseSources extends BaselineSources {
  readonly bucket: Bucket;
  readonly orders: readonly Order[];
  readonly halls: readonly string[];
}

/** How one hall answered one order. */
export interface Response {
  /** Baseline power, and the least minute of the order below it, W. */
  readonly preW: number;
  readonly depthW: number;
  /** The least quarter of an hour below it, W; undefined of shorter orders. */
  readonly quarterDepthW: number | undefined;
  /** When it had done 90 % of the ordered change, after the start and to the end of that minute, and what the change was by then. */
  readonly reached: { readonly ms: number; readonly rampW: number } | undefined;
}

/** Orders that end in a bucket, or come to their first day's end there, and are measured that far. */
const judgedIn = ({ from, to, dueTo }: Bucket, orders: readonly Order[]): Order[] =>
  orders.filter((order) => {
    const horizon = horizonOf(order);
    return horizon > from && horizon <= to && horizon <= dueTo;
  });

const least = (values: readonly (number | undefined)[]): number =>
  values.reduce<number>((low, value) => Math.min(low, value ?? Infinity), Infinity);

const quarter = 15;

/** The least mean of a quarter of an hour. */
function leastQuarter(powers: readonly (number | undefined)[]): number | undefined {
  if (powers.length < quarter) return undefined;
  const means = Array.from({ length: powers.length - quarter + 1 }, (_, at) => meanOf(powers.slice(at, at + quarter)));
  const low = least(means);
  return Number.isFinite(low) ? low : undefined;
}

function responseOf(sources: ResponseSources, order: Order, hall: string): Response | undefined {
  const { inventory, minutes, orders, halls, bucket } = sources;
  const under = halls.filter((each) => ordersOn([order], each).length > 0);
  const baselines = new Map(
    under.map((each) => [each, baselineOf(sources, each, { order, orders: ordersOn(orders, each), ms: bucket.from })]),
  );
  const preW = baselines.get(hall);
  // Minutes that lie in the order whole; of one that has none nothing is known.
  const from = Math.ceil(order.start / minuteMs) * minuteMs;
  const to = Math.max(Math.floor(horizonOf(order) / minuteMs) * minuteMs, from);
  const powers = minutes.power(feedersAt(inventory, hall, order.start), { from, to });
  const known = powers.filter((power) => power !== undefined).length;
  if (preW === undefined || !isCovered(known, powers.length)) return undefined;
  const setpoint = setpointOf(order, hall, baselines);
  const goal = setpoint === undefined ? -Infinity : preW - 0.9 * (preW - setpoint);
  const at =
    setpoint !== undefined && setpoint < preW ? powers.findIndex((power) => power !== undefined && power <= goal) : -1;
  const low = leastQuarter(powers);
  return {
    preW,
    depthW: preW - least(powers),
    quarterDepthW: low === undefined ? undefined : preW - low,
    reached: at < 0 ? undefined : { ms: from + (at + 1) * minuteMs - order.start, rampW: preW - (powers[at] ?? preW) },
  };
}

/** How the halls answered the orders that are judged in a bucket, by hall; undefined where an answer is not known. */
export function responsesOf(sources: ResponseSources): Map<string, (Response | undefined)[]> {
  const judged = judgedIn(sources.bucket, sources.orders);
  return new Map(
    sources.halls.map((hall) => [hall, ordersOn(judged, hall).map((order) => responseOf(sources, order, hall))]),
  );
}
