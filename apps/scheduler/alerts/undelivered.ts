import { z } from 'zod';
import type { Notification } from '#alerting';
import { PipelineError } from '#runtime';
import type { Store } from '#store';
import { sql } from '../sql.ts';
import { keptMs } from './alert-log.ts';

const row = z.object({
  channel: z.string(),
  key: z.string(),
  at: z.iso.datetime(),
  // What this app has written itself.
  notification: z.string().transform((text) => JSON.parse(text) as Notification),
  tries: z.int(),
  tried_at: z.iso.datetime(),
  error: z.string(),
  given_up: z.coerce.boolean(),
});

/** A notification that a channel could not be handed. */
export interface Undelivered {
  /** `channel/key`. */
  readonly id: string;
  readonly channel: string;
  /** The dedup key, by which a receiver knows that it has it already. */
  readonly key: string;
  readonly at: string;
  readonly rule: string;
  readonly status: string;
  readonly summary: string;
  readonly tries: number;
  readonly tried_at: string;
  readonly error: string;
  /** Whether it is not tried any more. */
  readonly given_up: boolean;
}

/** What could not be delivered and on which nobody has decided, the oldest first. Errors as of the store. */
export async function readUndelivered(store: Pick<Store, 'query'>, now: number): Promise<Undelivered[]> {
  const rows = await store.query(sql('alert-undelivered'), { params: { since: now - keptMs }, schema: row });
  return rows.map(({ notification: { rule, status, summary }, ...each }) => ({
    id: `${each.channel}/${each.key}`,
    ...each,
    rule,
    status,
    summary,
  }));
}

/** What somebody decides on notifications that were not delivered. */
export interface Decision {
  readonly action: 'replayed' | 'discarded';
  /** Of the notifications; all that are undelivered when empty. */
  readonly ids: readonly string[];
  readonly by: string;
  readonly note: string;
}

/**
 * Has notifications offered to their channel again, as if for the first time and with the key that they had, or never again.
 * Gives those that were decided on. Throws `CONFIG_INVALID` when an id is of none that is undelivered; errors as of the store.
 */
export async function decideUndelivered(
  store: Pick<Store, 'query' | 'command'>,
  { action, ids, by, note }: Decision,
  now: number,
): Promise<Undelivered[]> {
  const all = await readUndelivered(store, now);
  const unknown = ids.filter((id) => !all.some((each) => each.id === id));
  if (unknown.length > 0)
    throw new PipelineError(
      'CONFIG_INVALID',
      `${unknown.join(', ')}: not undelivered; see coload alert undelivered list`,
    );
  const chosen = ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id));
  for (const channel of new Set(chosen.map((each) => each.channel))) {
    const keys = chosen.filter((each) => each.channel === channel).map(({ key }) => key);
    const params = { keys, channel, at: now, status: action, error: `by ${by}${note === '' ? '' : `: ${note}`}` };
    await store.command(sql('alert-delivered'), { params });
  }
  return chosen;
}
