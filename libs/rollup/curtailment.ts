import type { Bucket } from './bucket.ts';
import { type BaselineSources, baselineOf, feedersAt, setpointOf } from './feeders.ts';
import { sliceMs } from './dirty.ts';
import { isCovered } from './joint.ts';
import { minuteMs, type Order, ordersOn } from './orders.ts';
import { decimals } from './scaled.ts';
import type { SliceMeans } from './slices.ts';

const scale = 10 ** decimals;
const joulesPerMwh = 3.6e9;

/** What the curtailment of a bucket follows from. */
export interface CurtailmentSources extends BaselineSources {
  readonly bucket: Bucket;
  readonly orders: readonly Order[];
  readonly prices: SliceMeans;
  readonly halls: readonly string[];
}

/** Energy at the feeders of a hall under orders, J. */
interface Tally {
  readonly baselineJ: number;
  readonly actualJ: number;
  readonly calledJ: number;
}

/** What a hall did under orders in a bucket. */
export interface Curtailment {
  /** Time under orders, ms. */
  readonly orderedMs: number;
  /** Undefined where the baseline or what was drawn is not known. */
  readonly tally: { readonly all: Tally; readonly regulatory: Tally; readonly ai: Tally } | undefined;
  /** Price times baseline less actual, currency of the site; undefined where a price is not known. */
  readonly avoided: number | undefined;
}

interface Segment {
  readonly from: number;
  readonly to: number;
  readonly active: readonly Order[];
}

/** The bucket cut at its minutes and wherever an order begins or ends; only what is under orders. */
function segmentsOf({ from, to, dueFrom, dueTo }: Bucket, orders: readonly Order[]): Segment[] {
  const minutes = Array.from({ length: (to - from) / minuteMs + 1 }, (_, at) => from + at * minuteMs);
  const edges = [...minutes, dueFrom, dueTo, ...orders.flatMap(({ start, end }) => [start, end])];
  const cuts = [...new Set(edges)].filter((at) => at >= dueFrom && at <= dueTo).sort((a, b) => a - b);
  return cuts.slice(1).flatMap((end, index) => {
    const start = cuts[index] ?? end;
    const active = orders.filter((order) => order.start < end && order.end > start);
    return active.length > 0 ? [{ from: start, to: end, active }] : [];
  });
}

/** The baselines of all halls that an order bears on. */
function baselinesUnder(sources: CurtailmentSources, order: Order): Map<string, number | undefined> {
  const { halls, orders, bucket } = sources;
  const under = halls.filter((hall) => ordersOn([order], hall).length > 0);
  return new Map(
    under.map((hall) => [hall, baselineOf(sources, hall, { order, orders: ordersOn(orders, hall), ms: bucket.from })]),
  );
}

/** What the halls did under orders in a bucket, by hall; none of those under no order. */
export function curtailmentsOf(sources: CurtailmentSources): Map<string, Curtailment> {
  const { bucket, orders, halls } = sources;
  const here = orders.filter(({ start, end }) => start < bucket.dueTo && end > bucket.dueFrom);
  const baselines = new Map(here.map((order) => [order, baselinesUnder(sources, order)]));
  return new Map(
    halls.flatMap((hall) => {
      const segments = segmentsOf(bucket, ordersOn(here, hall));
      return segments.length > 0 ? [[hall, curtailmentOf(sources, { hall, segments, baselines })]] : [];
    }),
  );
}

interface Under {
  readonly hall: string;
  readonly segments: readonly Segment[];
  readonly baselines: ReadonlyMap<Order, ReadonlyMap<string, number | undefined>>;
}

/** One stretch under orders, with what would have been drawn, was drawn and might have been, W. */
interface Stretch extends Segment {
  readonly baseline: number;
  readonly actual: number;
  readonly setpoint: number;
}

function stretchesOf(sources: CurtailmentSources, { hall, segments, baselines }: Under): Stretch[] {
  const { bucket, inventory, minutes } = sources;
  const powers = minutes.power(feedersAt(inventory, hall, bucket.from), bucket);
  return segments.flatMap((segment) => {
    const { from, active } = segment;
    const first = active.reduce((a, b) => (b.start < a.start ? b : a));
    const actual = powers[Math.floor((from - bucket.from) / minuteMs)];
    const baseline = baselines.get(first)?.get(hall);
    if (actual === undefined || baseline === undefined) return [];
    const ordered = active.map((order) => setpointOf(order, hall, baselines.get(order) ?? new Map()));
    // What names no power calls for nothing.
    return [{ ...segment, baseline, actual, setpoint: Math.min(...ordered.map((watts) => watts ?? Infinity)) }];
  });
}

const lengthOf = (segments: readonly Segment[]): number => segments.reduce((sum, { from, to }) => sum + to - from, 0);

/** Energies of stretches, times what they stand for. */
const tallyOf = (stretches: readonly Stretch[], times: number): Tally => {
  const energy = (of: (stretch: Stretch) => number): number =>
    times * stretches.reduce((sum, stretch) => sum + (of(stretch) * (stretch.to - stretch.from)) / 1000, 0);
  return {
    baselineJ: energy(({ baseline }) => baseline),
    actualJ: energy(({ actual }) => actual),
    calledJ: energy(({ baseline, setpoint }) => Math.max(baseline - setpoint, 0)),
  };
};

/** The cost that stretches avoided; undefined where the price of one is not known. */
function avoidedOf(stretches: readonly Stretch[], prices: SliceMeans): number | undefined {
  let sum = 0;
  for (const { from, to, baseline, actual } of stretches) {
    const price = prices.get(Math.floor(from / sliceMs));
    if (price === undefined) return undefined;
    sum += ((Number(price) / scale) * (baseline - actual) * (to - from)) / 1000 / joulesPerMwh;
  }
  return sum;
}

function curtailmentOf(sources: CurtailmentSources, under: Under): Curtailment {
  const { segments } = under;
  const stretches = stretchesOf(sources, under);
  const [orderedMs, knownMs] = [lengthOf(segments), lengthOf(stretches)];
  if (!isCovered(knownMs, orderedMs)) return { orderedMs, tally: undefined, avoided: undefined };
  // The few minutes that are not known are taken to be like the others.
  const standsFor = orderedMs / knownMs;
  const by = (reason: string): Stretch[] =>
    stretches.filter(({ active }) => active.some((one) => one.reason === reason));
  const avoided = avoidedOf(stretches, sources.prices);
  return {
    orderedMs,
    tally: {
      all: tallyOf(stretches, standsFor),
      regulatory: tallyOf(by('regulatory'), standsFor),
      ai: tallyOf(by('ai_request'), standsFor),
    },
    avoided: avoided === undefined ? undefined : avoided * standsFor,
  };
}

/** By how much less was drawn than would have been; in a whole bucket and never less than 0. */
export const curtailedJ = ({ baselineJ, actualJ }: Tally): number => Math.max(Math.round(baselineJ - actualJ), 0);
