import { z } from 'zod';
import { feedError, type FeedRows, jsonOf } from '../body.ts';
import { fault, numberIn } from '../fault.ts';
import { faultsOf } from '../instant.ts';
import { type GpuOffer, type GpuOptions, offerRows } from './offers.ts';

const centsPerUsd = 100;
const answerSchema = z.object({ data: z.record(z.string(), z.unknown()) });
const typeSchema = z.object({
  instance_type: z.object({
    name: z.string().min(1),
    gpu_description: z.string().optional(),
    price_cents_per_hour: z.unknown(),
    specs: z.object({ gpus: z.unknown() }),
  }),
});

/**
 * Prices of Lambda, `/api/v1/instance-types` in JSON: cents per hour for all GPUs of an instance, the same in every region, whether or not any has capacity.
 * Source: Lambda Cloud API documentation. Throws `FEED_ANSWER`.
 */
export function parseLambda(body: Uint8Array, options: GpuOptions): FeedRows<GpuOffer> {
  const { success, data: answer, error } = answerSchema.safeParse(jsonOf(body, options.feed));
  if (!success) throw feedError(options.feed, faultsOf(error), error);
  const out = offerRows(options);
  for (const [key, value] of Object.entries(answer.data)) {
    out.add(key, () => {
      const parsed = typeSchema.safeParse(value);
      if (!parsed.success) throw fault('instance_type', faultsOf(parsed.error));
      const { name, gpu_description: description, price_cents_per_hour: price, specs } = parsed.data.instance_type;
      const cents = numberIn('price_cents_per_hour', price);
      const offer = { venue: 'lambda', offer: name, name: description ?? name, memoryGib: null, count: specs.gpus };
      const usdPerHour = cents === null ? null : cents / centsPerUsd;
      return [{ ...offer, usdPerHour, pricing_type: 'ondemand', region: null, is_verified: null }];
    });
  }
  return out.done();
}
