import { type FeedRows } from '../body.ts';
import { readCsvTable } from '../csv.ts';
import { numberIn } from '../fault.ts';
import { type GpuOffer, type GpuOptions, offerRows, venueOf } from './offers.ts';

const wanted = ['instancetype', 'acceleratorname', 'acceleratorcount', 'price', 'region', 'spotprice'];

/**
 * Prices in a SkyPilot catalogue, `catalogs/<version>/<cloud>/vms.csv`: USD per hour for an instance, on demand and spot, with the columns in any order. `venue` says the cloud.
 * Source: SkyPilot's catalogue and its data fetchers. Rows without a GPU and TPUs, which are priced by the pod, are passed over, and so is a spot price of 0,
 * which stands for none. Memory in `GpuInfo` is in units that differ by cloud and is not read: the model's name tells it. Throws `FEED_ANSWER`.
 */
export function parseSkypilot(body: Uint8Array, options: GpuOptions): FeedRows<GpuOffer> {
  const venue = venueOf(options);
  const table = readCsvTable(body, options.feed, wanted);
  const out = offerRows(options);
  for (const { where, cells } of table.rows) {
    out.add(where, () => {
      const name = cells.get('acceleratorname') ?? '';
      if (name === '' || /^tpu/i.test(name)) return [];
      const zone = cells.get('availabilityzone');
      const offer = {
        venue,
        offer: [cells.get('instancetype') ?? name, zone].filter(Boolean).join(' '),
        name,
        memoryGib: null,
        count: cells.get('acceleratorcount'),
        region: cells.get('region') ?? null,
        is_verified: null,
      };
      const spot = numberIn('SpotPrice', cells.get('spotprice'));
      return [
        { ...offer, usdPerHour: cells.get('price'), pricing_type: 'ondemand' },
        { ...offer, usdPerHour: spot === 0 ? null : spot, pricing_type: 'spot' },
      ];
    });
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
}
