import { groupBy, type Interval } from '#runtime';
import type { Inventory } from './inventory.ts';
import { nothingSaid, type Terms } from './terms.ts';

type Unit = Inventory['units'][number];
type Bands = Inventory['facts']['thermal_bands'][number];

const overlaps = (a: Interval, b: Interval): boolean => a.from < b.to && a.to > b.from;

/** The band of the unit's own loop before that of the site. */
function bandsOf(units: readonly Unit[], bands: readonly Bands[], bucket: Interval): Bands | undefined {
  const loops = new Set(units.map(({ loop }) => loop));
  const inForce = bands.filter((band) => overlaps(band, bucket));
  const ofLoop = inForce.find(({ loop = '' }) => loop !== '' && loops.has(loop));
  return ofLoop ?? inForce.find(({ loop = '' }) => loop === '');
}

/** The terms of a revision of the register. */
export function termsOf({ units, facts }: Pick<Inventory, 'units' | 'facts'>): Terms {
  const held = units.filter((unit) => unit.class === 'asic' || unit.class === 'cooling');
  const byDevice = groupBy(held, ({ device }) => device);
  return {
    of(device, bucket) {
      const inForce = byDevice
        .get(device)
        ?.filter(({ from_ms, to_ms }) => overlaps({ from: from_ms, to: to_ms }, bucket));
      const last = inForce?.at(-1);
      if (!inForce || !last) return nothingSaid;
      if (last.class === 'asic') return { nominalGhs: last.nominal_ghs, boards: last.boards, bands: undefined };
      return { ...nothingSaid, bands: bandsOf(inForce, facts.thermal_bands, bucket) };
    },
  };
}
