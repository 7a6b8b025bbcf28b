import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Matcher, type Silence, silenceSchema } from '#alerting';
import { isoOf, nearest, PipelineError } from '#runtime';
import { safeInteger, type Store } from '#store';
import { sql } from './sql.ts';

const statements = { read: sql('silences'), save: sql('save-silence') };

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

/** Silences that are in force or will be at `now`, UTC ms. Errors as of the store. */
export const readSilences = (store: Pick<Store, 'query'>, now: number): Promise<Silence[]> =>
  store.query(statements.read, { params: { now }, schema: silenceRow });

function saveSilence(store: Pick<Store, 'command'>, silence: Silence): Promise<void> {
  const { id, matchers, startsAt, endsAt, createdBy, comment } = silence;
  const params = { id, matchers: JSON.stringify(matchers), starts: startsAt, ends: endsAt, by: createdBy, comment };
  return store.command(statements.save, { params });
}

/** A silence that somebody asks for. */
interface AskedSilence {
  readonly matchers: readonly Matcher[];
  /** From now on, ms. */
  readonly lastsMs: number;
  readonly by: string;
  readonly comment: string;
}

/** Keeps matching alerts quiet from `now` on. Throws `CONFIG_INVALID` with what is wrong of it; errors as of the store. */
export async function addSilence(store: Pick<Store, 'command'>, asked: AskedSilence, now: number): Promise<Silence> {
  const { matchers, lastsMs, by, comment } = asked;
  const parsed = silenceSchema.safeParse({
    id: randomUUID().slice(0, 8),
    matchers,
    startsAt: now,
    endsAt: now + lastsMs,
    createdBy: by,
    comment,
  });
  if (!parsed.success)
    throw new PipelineError('CONFIG_INVALID', parsed.error.issues.map(({ message }) => message).join('; '));
  await saveSilence(store, parsed.data);
  return parsed.data;
}

/** Ends a silence at `now`. Throws `CONFIG_INVALID` when none of that id is in force or will be; errors as of the store. */
export async function endSilence(store: Pick<Store, 'query' | 'command'>, id: string, now: number): Promise<Silence> {
  const all = await readSilences(store, now);
  const found = all.find((each) => each.id === id);
  if (!found) {
    const ids = all.map((each) => each.id);
    const hint = nearest(id, ids);
    const known = hint ? `did you mean ${hint}?` : `known are ${ids.join(', ') || 'none'}`;
    throw new PipelineError('CONFIG_INVALID', `There is no silence ${id}; ${known}`);
  }
  const ended = { ...found, endsAt: Math.max(now, found.startsAt + 1) };
  await saveSilence(store, ended);
  return ended;
}

/** A silence as one reads it. */
export const silenceAnswer = z.object({
  id: z.string(),
  matchers: z.array(z.string()).describe('Labels that an alert must have, such as hall=shed'),
  starts_at: z.iso.datetime(),
  ends_at: z.iso.datetime().describe('exclusive'),
  made_by: z.string(),
  comment: z.string(),
});
export type SilenceAnswer = z.output<typeof silenceAnswer>;

/** Says a silence in words. */
export const answerOf = ({ id, matchers, startsAt, endsAt, createdBy, comment }: Silence): SilenceAnswer => ({
  id,
  matchers: matchers.map(({ name, op, value }) => `${name}${op}${value}`),
  starts_at: isoOf(startsAt),
  ends_at: isoOf(endsAt),
  made_by: createdBy,
  comment,
});
