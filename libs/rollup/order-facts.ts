import type { Bucket } from './bucket.ts';
import { type Curtailment, curtailedJ, type CurtailmentSources, curtailmentsOf } from './curtailment.ts';
import type { orderAmounts, orderWholes } from './flex-names.ts';
import type { RegisteredHall } from './inventory.ts';
import { toScaled } from './money.ts';
import { type Order, ordersOn } from './orders.ts';
import { type Response, responsesOf } from './response.ts';

type Whole = (typeof orderWholes)[number];
type Amount = (typeof orderAmounts)[number];
export type OrderFacts = Readonly<Record<Whole, bigint | number> & Record<Amount, bigint>>;

export interface OrderSources extends Omit<CurtailmentSources, 'halls'> {
  readonly halls: readonly RegisteredHall[];
  /** Rated less accepted hashes of the miners of each hall under orders, GH. */
  readonly curtailedGh: ReadonlyMap<string, number>;
  /** USD per PH and day; 0 when not known. */
  readonly hashprice: number;
}

const isMining = ({ workload }: RegisteredHall): boolean => workload === 'mining' || workload === 'mixed';
/** Orders that move power at will, not at the word of the grid. */
const isSwitch = ({ reason }: Order): boolean => reason === 'economic' || reason === 'ai_request';
const ghPerPhDay = 1e6 * 86_400;

/** Orders that begin in a bucket. */
function beginning({ from, to }: Bucket, orders: readonly Order[]) {
  const begun = orders.filter(({ start }) => start >= from && start < to);
  return {
    regulatory_orders: begun.filter(({ reason }) => reason === 'regulatory').length,
    switch_orders: begun.filter(isSwitch).length,
  };
}

const nothing = { baselineJ: 0, actualJ: 0, calledJ: 0 };
const still = { all: nothing, regulatory: nothing, ai: nothing };
const noCurtailment: Curtailment = { orderedMs: 0, tally: still, avoided: 0 };

/** What was curtailed, called for and delivered; of a time that is not known nothing. */
function energies({ tally }: Curtailment, hall: RegisteredHall) {
  const { all, regulatory, ai } = tally ?? still;
  const [curtailed, called] = [curtailedJ(all), Math.round(all.calledJ)];
  const isAsked = isMining(hall) && ai.calledJ > 0;
  return {
    baseline_j: Math.round(all.baselineJ),
    curtailed_j: curtailed,
    regulatory_j: Math.min(curtailedJ(regulatory), curtailed),
    called_j: called,
    delivered_j: Math.min(curtailed, called),
    requested_j: isAsked ? Math.round(ai.calledJ) : 0,
    yielded_j: isAsked ? Math.min(curtailedJ(ai), curtailed) : 0,
  };
}

/** What mining saved and lost by following orders. */
function money({ bucket, inventory, hashprice, curtailedGh }: OrderSources, hall: RegisteredHall, done: Curtailment) {
  const { orderedMs, tally, avoided } = done;
  const dueMs = inventory.is_dispatched ? bucket.dueMs : 0;
  const gh = curtailedGh.get(hall.hall) ?? 0;
  const isAvoided = isMining(hall) && tally !== undefined && avoided !== undefined && curtailedJ(tally.all) > 0;
  return {
    avoided_cost: toScaled(isAvoided ? avoided : 0),
    avoided_ms: !isMining(hall) || avoided !== undefined ? dueMs : 0,
    foregone_usd: toScaled((gh / ghPerPhDay) * hashprice * (1 - inventory.pool_fee)),
    foregone_ms: hashprice > 0 || (orderedMs === 0 && gh === 0) ? dueMs : 0,
  };
}

const total = (values: readonly number[]): number => Math.round(values.reduce((sum, value) => sum + value, 0));

function answers(dueMs: number, responses: readonly (Response | undefined)[], { workload }: RegisteredHall) {
  const known = responses.filter((response) => response !== undefined);
  const reached = known.flatMap((response) => response.reached ?? []);
  const long = workload === 'ai' ? known.filter(({ quarterDepthW }) => quarterDepthW !== undefined) : [];
  return {
    judged_ms: known.length === responses.length ? dueMs : 0,
    pre_w: total(known.map(({ preW }) => preW)),
    depth_w: total(known.map(({ depthW }) => depthW)),
    responses: reached.length,
    response_ms: total(reached.map(({ ms }) => ms)),
    ramp_w: total(reached.map(({ rampW }) => rampW)),
    ai_pre_w: total(long.map(({ preW }) => preW)),
    ai_depth_w: total(long.map(({ quarterDepthW = 0 }) => quarterDepthW)),
  };
}

function ofHall(
  sources: OrderSources,
  hall: RegisteredHall,
  done: Curtailment,
  answered: readonly (Response | undefined)[],
): OrderFacts {
  const { bucket, orders, inventory, curtailedGh } = sources;
  const dueMs = inventory.is_dispatched ? bucket.dueMs : 0;
  return {
    order_ms: dueMs,
    ordered_ms: done.orderedMs,
    ...beginning(bucket, ordersOn(orders, hall.hall)),
    curtailed_ms: done.tally ? dueMs : 0,
    ...energies(done, hall),
    curtailed_gh: curtailedGh.get(hall.hall) ?? 0,
    ...money(sources, hall, done),
    ...answers(dueMs, answered, hall),
  };
}

/** Length of what any of the orders covers of a bucket, ms. */
function orderedMs({ dueFrom, dueTo }: Bucket, orders: readonly Order[]): number {
  let [ms, end] = [0, dueFrom];
  for (const order of [...orders].sort((a, b) => a.start - b.start)) {
    const until = Math.min(order.end, dueTo);
    ms += Math.max(until - Math.max(order.start, end), 0);
    end = Math.max(end, until);
  }
  return ms;
}

/** Of the site the sum of its halls; what is known of a time must be known of each, and an order counts once. */
function ofSite(sources: OrderSources, halls: readonly OrderFacts[]): OrderFacts {
  const { bucket, orders, inventory } = sources;
  const dueMs = inventory.is_dispatched ? bucket.dueMs : 0;
  const add = (name: Whole): number => halls.reduce((sum, each) => sum + Number(each[name]), 0);
  const amount = (name: Amount): bigint => halls.reduce((sum, each) => sum + each[name], 0n);
  const least = (name: Whole): number => (halls.length > 0 ? Math.min(...halls.map((each) => Number(each[name]))) : 0);
  const known = ['curtailed_ms', 'avoided_ms', 'foregone_ms', 'judged_ms'] as const;
  const added = [
    'baseline_j',
    'curtailed_j',
    'regulatory_j',
    'called_j',
    'delivered_j',
    'requested_j',
    'yielded_j',
    'curtailed_gh',
    'pre_w',
    'depth_w',
    'responses',
    'response_ms',
    'ramp_w',
    'ai_pre_w',
    'ai_depth_w',
  ] as const;
  const each = <Name extends Whole>(names: readonly Name[], of: (name: Name) => number): Record<Name, number> =>
    Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, number>;
  return {
    order_ms: dueMs,
    ordered_ms: orderedMs(
      bucket,
      orders.filter(({ scope }) => !scope.startsWith('device:')),
    ),
    ...beginning(bucket, orders),
    ...each(known, least),
    ...each(added, add),
    avoided_cost: amount('avoided_cost'),
    foregone_usd: amount('foregone_usd'),
  };
}

/** How a site, under the empty name, and its halls followed orders in a bucket. */
export function orderFacts(sources: OrderSources): Map<string, OrderFacts> {
  const { bucket, orders, halls } = sources;
  const names = halls.map(({ hall }) => hall);
  const bearing = { ...sources, halls: names };
  const done = curtailmentsOf(bearing);
  const answered = responsesOf({ ...bearing, bucket, orders });
  const ofHalls = halls.map((hall) =>
    ofHall(sources, hall, done.get(hall.hall) ?? noCurtailment, answered.get(hall.hall) ?? []),
  );
  return new Map([
    ['', ofSite(sources, ofHalls)],
    ...ofHalls.map((facts, index) => [names[index] ?? '', facts] as const),
  ]);
}
