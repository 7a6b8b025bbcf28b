import { z } from 'zod';
import { topics } from '#contracts';
import { PipelineError } from '#runtime';
import type { DeadLetter } from './dead-letter.ts';
import type { DayBlock } from './decode.ts';
import { claim, confirmOwner, type Fence, waitForInserts } from './fence.ts';
import { again, type InserterOptions, insertUnconfirmed, repeat } from './insert.ts';
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

/** How a block got into the store. */
export interface StoredBlock {
  /** What the store refused; set aside already. */
  readonly dead: readonly DeadLetter[];
  /** Under which claim the rows went in, if it is still the owner's (`confirmOwner`); null when that was asked already. */
  readonly unconfirmed: Fence | null;
}

/**
 * Puts a block into the store exactly once, whatever happens to the connection. Throws OWNER_LOST when the partition is somebody else's;
 * STORE_UNAVAILABLE or STORE_UNKNOWN after `retryMs`; STORE_REFUSED when the store refuses the statement itself.
 */
export async function storeBlock(options: InserterOptions, dayBlock: DayBlock): Promise<StoredBlock> {
  let rest = dayBlock;
  try {
    const unconfirmed = await repeat(options, async (isFirst) => {
      if (!isFirst) rest = without(options, rest, await lookUp(options, rest));
      if (rest.block.rows === 0) return null;
      const fence = await insertUnconfirmed(options, rest.block);
      if (isFirst) return fence;
      await confirmOwner(options.store, fence);
      return null;
    });
    return { dead: [], unconfirmed };
  } catch (error) {
    if (!(error instanceof PipelineError) || error.code !== 'STORE_REFUSED') throw error;
    return { dead: await isolate(options, rest, storeConfirmed), unconfirmed: null };
  }
}

async function storeConfirmed(options: InserterOptions, dayBlock: DayBlock): Promise<readonly DeadLetter[]> {
  const { dead, unconfirmed } = await storeBlock(options, dayBlock);
  if (unconfirmed) await repeat(options, () => confirmOwner(options.store, unconfirmed));
  return dead;
}
