import { z } from 'zod';
import type { Child } from './child.ts';
import { partitions, type Stage } from './stage.ts';
import { HopelessError, until } from './wait.ts';

const health = z.object({
  partitions: z.array(
    z.object({ partition: z.number(), state: z.string(), code: z.string().optional(), reason: z.string().optional() }),
  ),
});
export type Health = z.output<typeof health>;

/** Reasons that pass by themselves. */
const passing = ['STORE_UNAVAILABLE', 'STORE_UNKNOWN', 'STREAM_UNAVAILABLE'];

export async function urlOf(child: Child): Promise<string> {
  const { url } = await child.ready;
  return String(url);
}

/** A stopped process takes the connection and says nothing. */
const answerWithinMs = 5_000;

async function ask(child: Child, path: string): Promise<Response> {
  return fetch(`${await urlOf(child)}${path}`, { signal: AbortSignal.timeout(answerWithinMs) });
}

export const healthOf = async (child: Child): Promise<Health> =>
  health.parse(await (await ask(child, '/healthz')).json());

/** What a process says of itself on /metrics. */
export const metricsOf = async (child: Child): Promise<string> => (await ask(child, '/metrics')).text();

/** The number of messages by partition that a processor has not committed. */
export async function lagsOf(child: Child): Promise<Map<string, number>> {
  const text = await metricsOf(child);
  const found = text.matchAll(/^processor_lag_messages\{partition="(\d+)"\} (\d+)$/gm);
  return new Map([...found].map(([, partition, lag]) => [String(partition), Number(lag)]));
}

/** Waits until everything on the stream is in the store and the rollups, and committed. Fails when a partition stopped for good. */
export async function settled(
  stage: Stage,
  { timeoutMs = 120_000, by = () => stage.processors() }: { timeoutMs?: number; by?: () => readonly Child[] } = {},
): Promise<void> {
  let seen = '';
  await until(
    'everything to be loaded, rolled up and committed',
    async () => {
      const lags = new Map<string, number>();
      for (const processor of by()) {
        for (const { partition, state, code = '', reason } of (await healthOf(processor)).partitions) {
          if (state === 'stopped' && !passing.includes(code))
            throw new HopelessError(`partition ${partition} stopped: ${code} ${reason}`);
        }
        for (const [partition, lag] of await lagsOf(processor)) lags.set(partition, lag);
      }
      seen = JSON.stringify([...lags]);
      return lags.size === partitions && [...lags.values()].every((lag) => lag === 0);
    },
    timeoutMs,
  ).catch((error: unknown) => {
    const said = by().map((child) => child.said().slice(-1_500));
    throw new Error(`${String(error)}; lags ${seen}\n${said.join('\n')}`, { cause: error });
  });
}
