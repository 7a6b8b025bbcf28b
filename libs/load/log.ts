import { z } from 'zod';
import type { BatchHeader, Topic } from '#contracts';
import { PipelineError } from '#runtime';
import type { Store } from '#store';
import type { PartitionBounds, Position, Stream } from '#stream';
import { headerOf } from './message.ts';
import { sql } from './sql.ts';

/** The consumer group of the loaders, whose positions say how far the store has what the stream has. */
export const loaderGroup = 'processor';

/** What the loader needs of the stream beside the messages themselves. */
export type Log = Pick<Stream, 'append' | 'bounds' | 'read'>;

/** The log of one topic of a partition, and the table that it is loaded into. */
export interface Source {
  readonly store: Store;
  readonly stream: Log;
  readonly partition: number;
  readonly topic: Topic;
  readonly table: string;
  /** Generation of the log. */
  readonly log: number;
  /** The committed offset. */
  readonly from: bigint;
}

/** The parameters that the queries about a log share. */
export const paramsOf = ({ topic, table, log, partition }: Source): Record<string, string | number> => ({
  topic,
  table,
  log,
  partition,
});

const generationRow = z.object({ topic: z.string(), generation: z.coerce.number() });

/** The generation of each topic's log; 1 where the topic is absent. */
export async function generationsOf(store: Store): Promise<ReadonlyMap<string, number>> {
  const rows = await store.query(sql('generations'), { schema: generationRow });
  return new Map(rows.map(({ topic, generation }) => [topic, generation]));
}

/** A committed position says of which generation it is: one of a log that was lost is none of the log that was adopted for it. */
export const positionAt = (offset: bigint, log: number): Position => ({
  offset,
  metadata: log === 1 ? '' : String(log),
});

/** The committed offset in a generation of the log; null when nothing of it was committed. */
export const committedIn = (position: Position | undefined, log: number): bigint | null =>
  position && Number(position.metadata || 1) === log ? position.offset : null;

const highestRow = z.object({
  offset: z.coerce.bigint(),
  collector: z.string(),
  incarnation: z.string(),
  site: z.string(),
  sequence: z.coerce.number(),
});
type Highest = z.output<typeof highestRow>;
const knownRow = z.object({ known: z.coerce.number() });

function lost({ topic, partition }: Source, what: string): PipelineError {
  return new PipelineError(
    'STREAM_LOST',
    `The log of ${topic} partition ${partition} is not the one loaded before: ${what}.`,
    {
      details: { topic, partition },
    },
  );
}

const isOf = (header: BatchHeader | null, stored: Highest): boolean =>
  header !== null &&
  header.collector === stored.collector &&
  header.incarnation === stored.incarnation &&
  header.site === stored.site &&
  header.sequence === stored.sequence;

async function boundsOf({ stream, topic, partition }: Source): Promise<Omit<PartitionBounds, 'partition'>> {
  const bounds = await stream.bounds(topic);
  return bounds.find((each) => each.partition === partition) ?? { first: 0n, next: 0n };
}

/** Whether of a log without readings there are no dead letters and no marks either. If it was loaded, it was into another store. */
async function isStoreEmpty(source: Source): Promise<boolean> {
  const [row] = await source.store.query(sql('known'), { params: paramsOf(source), schema: knownRow });
  return row?.known === 0;
}

export interface Confirmed {
  /** The offset to go on from: the committed one, or the first that is retained where the store has nothing of what was committed. */
  readonly from: bigint;
  /** Whether the store has nothing at all of this log. */
  readonly isEmpty: boolean;
}

/**
 * Where to go on in a log. Throws STREAM_LOST unless the log still holds what the store has from it: it does not end before that, and the message at the
 * highest stored offset, if it is retained, is the same batch.
 */
export async function confirmLog(source: Source): Promise<Confirmed> {
  const { store, stream, topic, partition, from } = source;
  const { first, next } = await boundsOf(source);
  if (next < from) throw lost(source, `it ends at ${next}, the committed offset is ${from}`);
  const [highest] = await store.query(sql('highest'), { params: paramsOf(source), schema: highestRow });
  if (!highest) {
    const isEmpty = await isStoreEmpty(source);
    return { from: isEmpty && from > first ? first : from, isEmpty };
  }
  if (next <= highest.offset) throw lost(source, `it ends at ${next}, the store has offset ${highest.offset}`);
  const confirmed = { from, isEmpty: false };
  if (highest.offset < first) return confirmed;
  const [message] = await stream.read(topic, partition, highest.offset, { messages: 1, bytes: 1 });
  if (message?.offset !== highest.offset || isOf(headerOf(message.value), highest)) return confirmed;
  throw lost(source, `offset ${highest.offset} holds another batch than the store has from it`);
}
