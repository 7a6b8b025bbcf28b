import { z } from 'zod';
import { topics } from '#contracts';
import { PipelineError } from '#runtime';
import type { DeadLetter } from './dead-letter.ts';
import type { DayBlock } from './decode.ts';
import { claim, confirmOwner, waitForInserts } from './fence.ts';
import { again, type InserterOptions, insertOnce, repeat } from './insert.ts';
import { isolate } from './isolate.ts';
import { sql } from './sql.ts';

const offsetRow = z.object({ offset: z.coerce.bigint() });

/**
 * After an insert whose outcome is unknown: makes sure that it no longer runs nor ever will, by a new claim,
 * and returns which of the block's messages are in the store.
 */
async function lookUp(options: InserterOptions, { topic, envelopes }: DayBlock): Promise<Set<bigint>> {
  const { store, partition, log, holder, clock, insertTimeoutMs } = options;
  await confirmOwner(store, holder.fence);
  holder.fence = await claim(store, partition);
  await waitForInserts(store, holder.fence, { clock, timeoutMs: insertTimeoutMs, whose: 'former' });
  const offsets = envelopes.map(({ message }) => message.offset);
  const from = offsets.reduce((least, offset) => (offset < least ? offset : least));
  const to = offsets.reduce((greatest, offset) => (offset > greatest ? offset : greatest)) + 1n;
  const params = { table: topics[topic].table, partition, log, from: from.toString(), to: to.toString() };
  const rows = await store.query(sql('present'), { params, schema: offsetRow });
  return new Set(rows.map(({ offset }) => offset));
}

/** The messages of a block without some, decoded anew. */
function without(options: InserterOptions, dayBlock: DayBlock, offsets: ReadonlySet<bigint>): DayBlock {
  const envelopes = dayBlock.envelopes.filter(({ message }) => !offsets.has(message.offset));
  return again(options, dayBlock, envelopes);
}

/**
 * Puts a block into the store exactly once, whatever happens to the connection, and returns the dead letters of what the
 * store refused; they are set aside already. Throws OWNER_LOST when the partition is somebody else's; STORE_UNAVAILABLE or STORE_UNKNOWN after `retryMs`;
 * STORE_REFUSED when the store refuses the statement itself.
 */
export async function storeBlock(options: InserterOptions, dayBlock: DayBlock): Promise<DeadLetter[]> {
  let rest = dayBlock;
  try {
    await repeat(options, async (isFirst) => {
      if (!isFirst) rest = without(options, rest, await lookUp(options, rest));
      if (rest.block.rows > 0) await insertOnce(options, rest.block);
    });
    return [];
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code !== 'STORE_REFUSED') throw error;
    return isolate(options, rest, storeBlock);
  }
}
