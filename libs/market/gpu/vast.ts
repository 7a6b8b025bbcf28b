import { z } from 'zod';
import { feedError, type FeedRows, jsonOf } from '../body.ts';
import { numberIn, textIn } from '../fault.ts';
import { faultsOf } from '../instant.ts';
import { type GpuOffer, type GpuOptions, offerRows } from './offers.ts';

const mibPerGib = 1024;
const answerSchema = z.object({ offers: z.array(z.record(z.string(), z.unknown())) });

function isVerified({ verification, verified }: Record<string, unknown>): boolean | null {
  if (typeof verification === 'string') return verification === 'verified';
  return typeof verified === 'boolean' ? verified : null;
}

/**
 * Offers on Vast.ai, `POST /api/v0/bundles/` in JSON: `dph_base`, USD per hour for all GPUs without storage, and `min_bid`, the least that an interruptible
 * machine goes for. Source: Vast.ai API reference and gpuhunt's reader of it. A region is the country of `geolocation`. Throws `FEED_ANSWER`.
 */
export function parseVast(body: Uint8Array, options: GpuOptions): FeedRows<GpuOffer> {
  const { success, data: answer, error } = answerSchema.safeParse(jsonOf(body, options.feed));
  if (!success) throw feedError(options.feed, faultsOf(error), error);
  const out = offerRows(options);
  for (const [i, row] of answer.offers.entries()) {
    out.add(`offer ${i}`, () => {
      const memory = numberIn('gpu_ram', row.gpu_ram);
      const place = typeof row.geolocation === 'string' ? row.geolocation.split(',').at(-1)?.trim() : '';
      const offer = {
        venue: 'vast',
        offer: textIn('id', row.id),
        name: textIn('gpu_name', row.gpu_name),
        memoryGib: memory === null ? null : memory / mibPerGib,
        count: row.num_gpus,
        region: place || null,
        is_verified: isVerified(row),
      };
      return [
        { ...offer, usdPerHour: row.dph_base, pricing_type: 'ondemand' },
        { ...offer, usdPerHour: row.min_bid, pricing_type: 'spot' },
      ];
    });
  }
  return out.done();
}
