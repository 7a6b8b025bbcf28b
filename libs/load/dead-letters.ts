import { z } from 'zod';
import { type Topic, topicNames } from '#contracts';
import { bigInteger, safeInteger, type Store } from '#store';
import { lineageKey } from './bury.ts';
import type { DeadReason } from './cursor.ts';
import type { DeadLetter } from './dead-letter.ts';
import { sql } from './sql.ts';

/** What was decided on a dead letter. */
export type DeadAction = 'replayed' | 'discarded';

/** A dead letter of the store. */
export interface StoredDeadLetter extends DeadLetter {
  /** Its lineage, `topic/log/partition/offset/row`. */
  readonly id: string;
  /** ISO 8601 in UTC. */
  readonly storedAt: string;
  /** Null while nothing is decided. */
  readonly action: DeadAction | null;
  readonly resolvedBy: string;
  readonly note: string;
}

/** Which dead letters are meant; everything absent means all. */
export interface DeadFilter {
  readonly topic?: Topic;
  readonly site?: string;
  readonly reason?: string;
  readonly ids?: readonly string[];
  /** Also those that something was decided on. */
  readonly isResolvedToo?: boolean;
}

const letterRow = z.object({
  topic: z.enum(topicNames),
  log: z.coerce.number(),
  partition: z.coerce.number(),
  offset: bigInteger,
  row: z.coerce.number(),
  reason: z.string().transform((reason) => reason as DeadReason),
  message: z.string(),
  site: z.string(),
  collector: z.string(),
  incarnation: z.string(),
  sequence: safeInteger,
  schemaId: z.coerce.number(),
  values: z
    .string()
    .transform((text) => (text === '' ? null : (JSON.parse(text) as NonNullable<DeadLetter['values']>))),
  payload: z.string(),
  sha256: z.string(),
  storedAt: z.string(),
  action: z.enum(['', 'replayed', 'discarded']).transform((action) => (action === '' ? null : action)),
  resolvedBy: z.string(),
  note: z.string(),
});

/** Before every dead letter. */
const start = { topic: '', log: 0, partition: 0, offset: 0n, row: 0 };

const paramsOf = ({ topic = '' as Topic, site = '', reason = '', ids = [], isResolvedToo = false }: DeadFilter) => ({
  topic,
  site,
  reason,
  ids,
  isResolvedToo,
});

/** Dead letters in the order of their lineage, behind `after`, at most `limit`. */
export async function readDeadLetters(
  store: Store,
  filter: DeadFilter,
  page: { readonly limit: number; readonly after?: StoredDeadLetter },
): Promise<StoredDeadLetter[]> {
  const { topic, log, partition, offset, row } = page.after ?? start;
  const params = {
    ...paramsOf(filter),
    limit: page.limit,
    afterTopic: topic,
    afterLog: log,
    afterPartition: partition,
    afterOffset: offset.toString(),
    afterRow: row,
  };
  const letters = await store.query(sql('dead-letters'), { params, schema: letterRow });
  return letters.map((letter) => ({ ...letter, id: lineageKey(letter) }));
}

const countRow = z.object({ topic: z.enum(topicNames), reason: z.string(), letters: safeInteger });

/** How many there are of each reason, the most first. `ids` of the filter do not count. */
export const countDeadLetters = (store: Store, filter: DeadFilter): Promise<z.output<typeof countRow>[]> =>
  store.query(sql('count-dead-letters'), { params: paramsOf(filter), schema: countRow });

/** Notes what was decided on dead letters, by whom and why; a later decision takes the place of an earlier one. */
export async function resolveDeadLetters(
  store: Store,
  letters: readonly StoredDeadLetter[],
  decision: { readonly action: DeadAction; readonly by: string; readonly note: string },
): Promise<void> {
  if (letters.length === 0) return;
  const rows = letters.map(({ topic, log, partition, offset, row }) =>
    JSON.stringify({
      topic,
      src_log: log,
      src_partition: partition,
      src_offset: offset.toString(),
      src_row: row,
      action: decision.action,
      resolved_by: decision.by,
      note: decision.note,
    }),
  );
  const columns = 'topic, src_log, src_partition, src_offset, src_row, action, resolved_by, note';
  await store.insertBlock({
    statement: `INSERT INTO dead_letter_resolution (${columns}) FORMAT JSONEachRow`,
    body: Buffer.from(rows.join('\n')),
  });
}
