import { addSilence, answerOf, endSilence, readSilences, type SilenceAnswer } from '#alert-store';
import { durationMs, parseMatcher } from '#alerting';
import { dayMs } from '#contracts';
import { type Clock, PipelineError } from '#runtime';
import type { Store } from '#store';
import { silenceBody } from './alert-shapes.ts';
import { refused } from './problem.ts';

interface Parts {
  readonly store: Pick<Store, 'query' | 'command'>;
  readonly clock: Clock;
}

/** What is wrong with what was asked is told of the key that it was asked by. */
function refusal(parameter: string, error: unknown, reason?: 'not_found'): unknown {
  if (!(error instanceof PipelineError && error.code === 'CONFIG_INVALID')) return error;
  return refused({ parameter, detail: error.message, ...(reason && { reason }) });
}

function matcherOf(text: string) {
  try {
    return parseMatcher(text);
  } catch (error) {
    throw refusal('matchers', error);
  }
}

/** Keeps a silence that is asked for by the body of a request. Throws `QUERY_INVALID` naming the key; errors as of the store. */
export async function postSilence({ store, clock }: Parts, body: unknown): Promise<SilenceAnswer> {
  const parsed = silenceBody.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
    throw refused({ parameter: String(key ?? 'body'), detail: issue?.message ?? 'is wrong' });
  }
  const { matchers, for: lasts, made_by, comment } = parsed.data;
  const lastsMs = durationMs(lasts);
  if (lastsMs === undefined || lastsMs <= 0 || lastsMs > 7 * dayMs)
    throw refused({ parameter: 'for', detail: `${lasts} is not a duration such as 30m, 2h or 3d, at most 7d` });
  // Nobody has proved who they are: that it came this way is kept with the name.
  const asked = { matchers: matchers.map(matcherOf), lastsMs, by: `${made_by} (api)`, comment };
  return answerOf(
    await addSilence(store, asked, clock.now()).catch((error: unknown) => {
      throw refusal('matchers', error);
    }),
  );
}

/** Silences that are in force or will be. Errors as of the store. */
export const listSilences = async ({ store, clock }: Parts): Promise<SilenceAnswer[]> =>
  (await readSilences(store, clock.now())).map(answerOf);

/** Ends a silence now. Throws `QUERY_INVALID` (not found) when none of that id is in force; errors as of the store. */
export const deleteSilence = async ({ store, clock }: Parts, id: string): Promise<SilenceAnswer> =>
  answerOf(
    await endSilence(store, id, clock.now()).catch((error: unknown) => {
      throw refusal('id', error, 'not_found');
    }),
  );
