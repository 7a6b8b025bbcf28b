import { deadTopic } from '#contracts';
import type { Store } from '#store';
import type { Stream } from '#stream';
import type { DeadLetter } from './dead-letter.ts';
import { confirmOwner, type Fence, fenceComment, fenceCondition } from './fence.ts';

/** At most this many dead letters go to stream and store at once. */
const chunkSize = 5_000;

/** The key of a dead letter on the stream: its lineage, the same however often it is found. */
export const lineageKey = ({ topic, log, partition, offset, row }: DeadLetter): string =>
  [topic, log, partition, offset, row].join('/');

const rowOf = (letter: DeadLetter): Record<string, unknown> => ({
  topic: letter.topic,
  src_log: letter.log,
  src_partition: letter.partition,
  src_offset: letter.offset.toString(),
  src_row: letter.row,
  reason: letter.reason,
  message: letter.message,
  site: letter.site,
  collector: letter.collector,
  incarnation: letter.incarnation,
  sequence: letter.sequence,
  schema_id: letter.schemaId,
  row_values: letter.values === null ? '' : JSON.stringify(letter.values),
  payload: letter.payload,
  sha256: letter.sha256,
});

const structure =
  'topic String, src_log UInt16, src_partition UInt16, src_offset UInt64, src_row Int32, reason String, message String, ' +
  'site String, collector String, incarnation String, sequence UInt64, schema_id Int32, row_values String, payload String, sha256 String';
const columns = structure.replaceAll(/ \w+(,|$)/g, '$1');

function statement(fence: Fence): string {
  return (
    `INSERT INTO dead_letter (${columns}) SELECT ${columns} FROM input('${structure}') ` +
    `WHERE ${fenceCondition} ${fenceComment(fence)} FORMAT JSONEachRow`
  );
}

async function buryChunk(options: BuryOptions, letters: readonly DeadLetter[]): Promise<void> {
  const { store, stream, fence } = options;
  for (const topic of new Set(letters.map((letter) => letter.topic))) {
    const records = letters
      .filter((letter) => letter.topic === topic)
      .map((letter) => ({ key: lineageKey(letter), value: Buffer.from(JSON.stringify(rowOf(letter))) }));
    await stream.append(deadTopic(topic), records);
  }
  const body = Buffer.from(letters.map((letter) => JSON.stringify(rowOf(letter))).join('\n'));
  const params = { partition: fence.partition, owner: fence.id };
  await store.insertBlock({ statement: statement(fence), params, body });
  await confirmOwner(store, fence);
}

export interface BuryOptions {
  readonly store: Store;
  readonly stream: Pick<Stream, 'append'>;
  readonly fence: Fence;
}

/**
 * Sets rows and messages aside: first on `<topic>.dead` of the stream, then in the store, so that what is in the store is on
 * the stream too. Safe to repeat: a dead letter found again has the same key and replaces itself. Throws OWNER_LOST.
 */
export async function bury(options: BuryOptions, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  await confirmOwner(options.store, options.fence);
  for (let at = 0; at < letters.length; at += chunkSize) await buryChunk(options, letters.slice(at, at + chunkSize));
}
