import type { Bucket } from './bucket.ts';
import { type BaselineSources, baselineOf, feedersAt, setpointOf } from './feeders.ts';
import { sliceMs } from './inputs.ts';
import { numberAt } from './longs.ts';
import { type Order, ordersOn } from './orders.ts';
import type { SliceMeans } from './slices.ts';
import type { ReadingSums } from './sums.ts';

/** What the curtailment of a bucket follows from. */
export interface CurtailmentSources extends BaselineSources {
  readonly bucket: Bucket;
  readonly orders: readonly Order[];
  /** By slices. */
  readonly meter: ReadingSums;
  readonly prices: SliceMeans;
  readonly halls: readonly string[];
}

/** Energy at the feeders of a hall under orders, J. */
interface Tally {
  baselineJ: number;
  actualJ: number;
  calledJ: number;
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

/** The bucket cut at its slices and wherever an order begins or ends; only what is under orders. */
function segmentsOf({ from, to, dueFrom, dueTo }: Bucket, orders: readonly Order[]): Segment[] {
  const slices = Array.from({ length: (to - from) / sliceMs + 1 }, (_, at) => from + at * sliceMs);
  const edges = [...slices, dueFrom, dueTo, ...orders.flatMap(({ start, end }) => [start, end])];
  const cuts = [...new Set(edges)].filter((at) => at >= dueFrom && at <= dueTo).sort((a, b) => a - b);
  return cuts.slice(1).flatMap((end, index) => {
    const start = cuts[index] ?? end;
    const active = orders.filter((order) => order.start < end && order.end > start);
    return active.length > 0 ? [{ from: start, to: end, active }] : [];
  });
}

/** Mean power of a hall's feeders in the slice of an instant, W. */
function powerAt({ meter }: CurtailmentSources, feeders: readonly string[], ms: number): number | undefined {
  const rows = meter.in(Math.floor((ms - meter.slots.from) / sliceMs));
  let watts = 0;
  for (const feeder of feeders) {
    const row = rows.get(feeder);
    const located = row === undefined ? 0 : numberAt(meter.of('located_ms'), row);
    if (row === undefined || located === 0) return undefined;
    watts += (numberAt(meter.of('located_import_j'), row) * 1000) / located;
  }
  return feeders.length > 0 ? watts : undefined;
}

const noTally = (): Tally => ({ baselineJ: 0, actualJ: 0, calledJ: 0 });

function add(tally: Tally, seconds: number, watts: { baseline: number; actual: number; setpoint: number }): void {
  tally.baselineJ += watts.baseline * seconds;
  tally.actualJ += watts.actual * seconds;
  tally.calledJ += Math.max(watts.baseline - watts.setpoint, 0) * seconds;
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

function curtailmentOf(sources: CurtailmentSources, { hall, segments, baselines }: Under): Curtailment {
  const { prices, bucket, inventory } = sources;
  const feeders = feedersAt(inventory, hall, bucket.from);
  const tally = { all: noTally(), regulatory: noTally(), ai: noTally() };
  const orderedMs = segments.reduce((sum, { from, to }) => sum + to - from, 0);
  let [isKnown, avoided]: [boolean, number | undefined] = [true, 0];
  for (const { from, to, active } of segments) {
    const actual = powerAt(sources, feeders, from);
    const first = active.reduce((a, b) => (b.start < a.start ? b : a));
    const baseline = baselines.get(first)?.get(hall);
    if (actual === undefined || baseline === undefined) {
      isKnown = false;
      continue;
    }
    const ordered = active.map((order) => setpointOf(order, hall, baselines.get(order) ?? new Map()));
    // What names no power calls for nothing.
    const setpoint = Math.min(...ordered.map((watts) => watts ?? Infinity));
    const [seconds, watts] = [(to - from) / 1000, { baseline, actual, setpoint }];
    add(tally.all, seconds, watts);
    if (active.some(({ reason }) => reason === 'regulatory')) add(tally.regulatory, seconds, watts);
    if (active.some(({ reason }) => reason === 'ai_request')) add(tally.ai, seconds, watts);
    const price = prices.get(Math.floor(from / sliceMs));
    avoided =
      price === undefined || avoided === undefined
        ? undefined
        : avoided + ((Number(price) / 1e12) * (baseline - actual) * seconds) / 3.6e9;
  }
  return { orderedMs, tally: isKnown ? tally : undefined, avoided: isKnown ? avoided : undefined };
}

/** By how much less was drawn than would have been; in a whole bucket and never less than 0. */
export const curtailedJ = ({ baselineJ, actualJ }: Tally): number => Math.max(Math.round(baselineJ - actualJ), 0);
