import { z } from 'zod';
import { jobEvent } from '#contracts';

/** Most events of one request. */
export const maxEvents = 1000;

/** Body of `POST /v1/events`; each event is taken or refused by itself. */
export const eventsBody = z
  .array(jobEvent.meta({ id: 'JobEvent' }))
  .min(1)
  .max(maxEvents)
  .meta({ id: 'NewEvents' });

export const eventsShape = z
  .object({
    taken: z
      .array(z.object({ index: z.int(), event_id: z.string(), revision: z.int() }))
      .describe('Events that are kept, by their place in the request'),
    refused: z
      .array(z.object({ index: z.int(), key: z.string(), reason: z.string() }))
      .describe('Events that are not, each with the key at fault and what is wrong with it'),
  })
  .meta({ id: 'TakenEvents' });
export type TakenEvents = z.output<typeof eventsShape>;
