import { type Topic, topics } from '#contracts';
import { PipelineError } from '#runtime';
import type { Store } from '#store';
import { confirmLog, generationsOf, type Log } from './log.ts';
import { sql } from './sql.ts';

/** A partition whose log is not the one that the store was loaded from. */
export interface LostLog {
  readonly topic: Topic;
  readonly partition: number;
  /** What differs, in a sentence. */
  readonly reason: string;
}

/** The partitions of a topic that a processor would stop at with STREAM_LOST. */
export async function findLostLogs(
  { store, stream }: { readonly store: Store; readonly stream: Log },
  topic: Topic,
): Promise<LostLog[]> {
  const log = (await generationsOf(store)).get(topic) ?? 1;
  const lost: LostLog[] = [];
  for (const { partition, first } of await stream.bounds(topic)) {
    try {
      await confirmLog({ store, stream, topic, partition, log, table: topics[topic].table, from: first });
    } catch (error) {
      if (!(error instanceof PipelineError && error.code === 'STREAM_LOST')) throw error;
      lost.push({ topic, partition, reason: error.message });
    }
  }
  return lost;
}

/**
 * Makes the topic's present log the next generation: it is loaded from its beginning, beside what the store has from the log before,
 * and processors that had stopped go on. Resolves to the generation.
 */
export async function adoptLog(store: Store, topic: Topic, reason: string): Promise<number> {
  const generation = ((await generationsOf(store)).get(topic) ?? 1) + 1;
  await store.command(sql('adopt'), { params: { topic, generation, reason } });
  return generation;
}
