import { type FeedRows } from '../body.ts';
import { readCsvTable } from '../csv.ts';
import { fault, numberIn, textIn } from '../fault.ts';
import { type GpuOffer, type GpuOptions, offerRows, venueOf } from './offers.ts';

const wanted = ['instancename', 'location', 'price', 'gpucount', 'gpuname', 'gpumemory', 'spot'];

function isSpot(value: string | null | undefined): boolean {
  if (value === 'True' || value === 'False') return value === 'True';
  throw fault('spot', `${value ?? 'nothing'} is neither True nor False`);
}

/**
 * Prices in a gpuhunt catalogue of version 2, one CSV per provider: USD per hour for an instance, memory per GPU in GiB. `venue` says the provider.
 * Source: gpuhunt's catalogue and its tests. Rows without a GPU are passed over. Throws `FEED_ANSWER`.
 */
export function parseGpuhunt(body: Uint8Array, options: GpuOptions): FeedRows<GpuOffer> {
  const venue = venueOf(options);
  const table = readCsvTable(body, options.feed, wanted);
  const out = offerRows(options);
  for (const { where, cells } of table.rows) {
    out.add(where, () => {
      const name = cells.get('gpuname') ?? '';
      if (name === '') return [];
      return [
        {
          venue,
          offer: textIn('instance_name', cells.get('instancename')),
          name,
          memoryGib: numberIn('gpu_memory', cells.get('gpumemory')),
          count: cells.get('gpucount'),
          usdPerHour: cells.get('price'),
          pricing_type: isSpot(cells.get('spot')) ? 'spot' : 'ondemand',
          region: cells.get('location') ?? null,
          is_verified: null,
        },
      ];
    });
  }
  const { rows, problems } = out.done();
  return { rows, problems: [...table.problems, ...problems] };
}
