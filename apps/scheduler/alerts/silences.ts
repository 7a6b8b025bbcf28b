import { z } from 'zod';
import { type Silence, silenceSchema } from '#alerting';
import { safeInteger, type Store } from '#store';
import { sql } from '../sql.ts';

const silenceRow = z
  .object({
    id: z.string(),
    matchers: z.string().transform((text): unknown => JSON.parse(text)),
    starts_ms: safeInteger,
    ends_ms: safeInteger,
    made_by: z.string(),
    comment: z.string(),
  })
  .transform(({ starts_ms, ends_ms, made_by, ...row }) =>
    silenceSchema.parse({ ...row, startsAt: starts_ms, endsAt: ends_ms, createdBy: made_by }),
  );

/** Silences that are in force or will be. Errors as of the store. */
export const readSilences = (store: Pick<Store, 'query'>, now: number): Promise<Silence[]> =>
  store.query(sql('silences'), { params: { now }, schema: silenceRow });

/** Keeps a silence, or another end of one. Errors as of the store. */
export const saveSilence = (store: Pick<Store, 'command'>, silence: Silence): Promise<void> => {
  const { id, matchers, startsAt, endsAt, createdBy, comment } = silence;
  const params = { id, matchers: JSON.stringify(matchers), starts: startsAt, ends: endsAt, by: createdBy, comment };
  return store.command(sql('save-silence'), { params });
};
