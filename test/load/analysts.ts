import { systemClock } from '#runtime';
import { queryUrl } from '../../apps/standalone/api-client.ts';

export type Question = Readonly<Record<string, string>>;

export interface Asked {
  readonly answers: number;
  /** Answers with another status than 200, which is how the api says that it is too busy. */
  readonly refused: number;
  /** Milliseconds to the last byte of each answer. */
  readonly latencies: readonly number[];
  readonly bytes: number;
}

/** Asks `/v1/query` and reads the answer to its end without looking at it. */
export async function ask(apiUrl: string, question: Question): Promise<{ ms: number; bytes: number; isOk: boolean }> {
  const began = systemClock.monotonic();
  const response = await fetch(queryUrl(apiUrl, question));
  const bytes = (await response.arrayBuffer()).byteLength;
  return { ms: systemClock.monotonic() - began, bytes, isOk: response.ok };
}

/** Lets one analyst per entry ask it again and again, without a pause, until `signal` aborts. */
export async function askUntil(
  apiUrl: string,
  questions: readonly (() => Question)[],
  signal: AbortSignal,
): Promise<Asked> {
  const latencies: number[] = [];
  const sums = { answers: 0, refused: 0, bytes: 0 };
  const analyst = async (question: () => Question): Promise<void> => {
    while (!signal.aborted) {
      const { ms, bytes, isOk } = await ask(apiUrl, question());
      sums[isOk ? 'answers' : 'refused'] += 1;
      sums.bytes += bytes;
      latencies.push(ms);
    }
  };
  await Promise.all(questions.map(analyst));
  return { ...sums, latencies };
}
