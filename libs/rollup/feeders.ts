import type { Inventory } from './inventory.ts';
import { hourBefore, leadOf, type Order } from './orders.ts';
import { meanOf, type Minutes } from './minutes.ts';

type Unit = Inventory['units'][number];

const unitsAt = ({ units }: Inventory, hall: string, ms: number): Unit[] =>
  units.filter((unit) => unit.hall === hall && ms >= unit.from_ms && ms < unit.to_ms);

/** The meters at M3 of a hall at an instant. */
export const feedersAt = (inventory: Inventory, hall: string, ms: number): string[] =>
  unitsAt(inventory, hall, ms)
    .filter(({ point }) => point === 'M3')
    .map(({ device }) => device);

const capacityAt = (inventory: Inventory, hall: string, ms: number): number =>
  unitsAt(inventory, hall, ms).filter((unit) => unit.class === 'asic' || unit.class === 'gpu').length;

/** What orders are held against. */
export interface BaselineSources {
  readonly inventory: Inventory;
  readonly minutes: Minutes;
}

/**
 * What a hall would draw at `ms` if nothing had been ordered, W: the mean of the hour before the order, or before the first of
 * the row that it follows, times the miners and boards that it has now over those that it had then. Undefined where that hour
 * is not known to 0.9. `orders` are those of the hall, and `order` one of them.
 */
export function baselineOf(
  { inventory, minutes }: BaselineSources,
  hall: string,
  { order, orders, ms }: { readonly order: Order; readonly orders: readonly Order[]; readonly ms: number },
): number | undefined {
  const lead = leadOf(order, orders, ms);
  if (lead === undefined) return undefined;
  const hour = hourBefore(lead);
  const mean = meanOf(minutes.power(feedersAt(inventory, hall, hour.from), hour));
  const [then, now] = [capacityAt(inventory, hall, hour.from), capacityAt(inventory, hall, ms)];
  return mean === undefined ? undefined : then > 0 ? (mean * now) / then : mean;
}

/**
 * What a hall may draw by an order, W: its part of the ordered power of the site is that of its baseline. Undefined where the
 * order names no power, or a baseline that it takes is not known.
 */
export function setpointOf(
  order: Order,
  hall: string,
  baselines: ReadonlyMap<string, number | undefined>,
): number | undefined {
  if (order.setpointW === null) return undefined;
  if (order.scope !== 'site') return order.setpointW;
  const all = [...baselines.values()];
  const total = all.reduce<number>((sum, each) => sum + (each ?? 0), 0);
  const own = baselines.get(hall);
  if (own === undefined || all.includes(undefined)) return undefined;
  return total > 0 ? (order.setpointW * own) / total : 0;
}
