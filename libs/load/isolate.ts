import { randomUUID } from 'node:crypto';
import { topics } from '#contracts';
import { messageOf, PipelineError } from '#runtime';
import { decodeBlock } from './block.ts';
import { invalid } from './cursor.ts';
import { type DeadLetter, deadMessage } from './dead-letter.ts';
import type { DayBlock } from './decode.ts';
import { again, type InserterOptions, insertOnce } from './insert.ts';
import type { Envelope } from './message.ts';

type Insert = (options: InserterOptions, block: DayBlock) => Promise<readonly DeadLetter[]>;

/**
 * Splits a block that the store has refused until the rows at fault are found; they are set aside, all others are loaded.
 * Throws STORE_REFUSED when an empty block is refused as well: then no row is at fault.
 */
export async function isolate(options: InserterOptions, refused: DayBlock, insert: Insert): Promise<DeadLetter[]> {
  const { envelopes } = refused;
  await insertOnce(options, again(options, refused, []).block);
  const [only] = envelopes;
  if (envelopes.length === 1 && only) return isolateRows(options, refused, only);
  const middle = envelopes.length >> 1;
  const letters: DeadLetter[] = [];
  for (const half of [envelopes.slice(0, middle), envelopes.slice(middle)]) {
    letters.push(...(await insert(options, again(options, refused, half))));
  }
  return letters;
}

const isRefusal = (error: unknown): error is PipelineError =>
  error instanceof PipelineError && error.code === 'STORE_REFUSED';

/** A message is in its table whole or not at all, so its rows are tried on a table like it. */
async function isolateRows(options: InserterOptions, { topic }: DayBlock, envelope: Envelope): Promise<DeadLetter[]> {
  const { store, log, partition, bounds, bury } = options;
  const trial = `load_trial_${randomUUID().replaceAll('-', '')}`;
  const common = { topic, log, partition, bounds, envelopes: [envelope] };
  const rows = Array.from({ length: envelope.header.count }, (_, row) => row);
  await store.command(`CREATE TABLE ${trial} AS ${topics[topic].table}`);
  try {
    const attempt = async (some: readonly number[]): Promise<void> => {
      const others = new Map(rows.filter((row) => !some.includes(row)).map((row) => [row, 'not tried']));
      const block = decodeBlock({ ...common, refused: new Map([[envelope.message.offset, others]]) });
      await insertOnce(options, block, trial);
    };
    const refused = await refusedRows(attempt, rows);
    const block = decodeBlock({ ...common, refused: new Map([[envelope.message.offset, refused]]) });
    const letters = block.dead.filter(({ reason }) => reason === 'refused');
    await bury(letters);
    if (block.rows > 0) await insertOnce(options, block);
    return letters;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const letter = deadMessage(
      { topic, log, partition },
      envelope.message,
      invalid('refused', messageOf(error)),
      envelope,
    );
    await bury([letter]);
    return [letter];
  } finally {
    await store.command(`DROP TABLE IF EXISTS ${trial}`);
  }
}

/** The rows that are refused on their own, with what the store says of each. */
async function refusedRows(
  attempt: (rows: readonly number[]) => Promise<void>,
  rows: readonly number[],
): Promise<Map<number, string>> {
  try {
    await attempt(rows);
    return new Map();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const [only] = rows;
    if (rows.length === 1 && only !== undefined) return new Map([[only, error.message]]);
    const middle = rows.length >> 1;
    const first = await refusedRows(attempt, rows.slice(0, middle));
    return new Map([...first, ...(await refusedRows(attempt, rows.slice(middle)))]);
  }
}
