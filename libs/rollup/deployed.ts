import type { Bucket } from './bucket.ts';
import type { Inventory } from './inventory.ts';

/** Rated hash rate, GH/s, of the miners that the register has at the end of what is due of a bucket: by hall, of the whole site under the empty name. */
export function deployedIn({ units }: Pick<Inventory, 'units'>, { dueTo }: Pick<Bucket, 'dueTo'>): Map<string, number> {
  const deployed = new Map<string, number>();
  for (const unit of units) {
    if (unit.class !== 'asic' || unit.from_ms >= dueTo || unit.to_ms < dueTo) continue;
    for (const place of new Set(['', unit.hall])) deployed.set(place, (deployed.get(place) ?? 0) + unit.nominal_ghs);
  }
  return deployed;
}
