import { topics } from '#contracts';
import { type Clock, PipelineError } from '#runtime';
import type { Store } from '#store';
import { type Block, type Bounds, decodeBlock } from './block.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { DayBlock } from './decode.ts';
import { confirmOwner, type Fence, fenceComment, fenceCondition } from './fence.ts';

export interface InserterOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly partition: number;
  readonly log: number;
  readonly bounds: Bounds;
  /** The claim that inserts are made under; replaced after an insert whose outcome is unknown. */
  readonly holder: FenceHolder;
  readonly retryMs: number;
  readonly insertTimeoutMs: number;
  /** Sets rows aside that the store has refused, before the rest of their message is stored. */
  readonly bury: (letters: readonly DeadLetter[]) => Promise<void>;
  readonly onRetry?: (error: PipelineError) => void;
}

/** The present claim of a loader. */
export interface FenceHolder {
  fence: Fence;
}

/** The fenced statement that loads a block into the table of its topic, or into one like it. */
export function insertStatement(
  { topic, columns, structure }: Block,
  fence: Fence,
  table: string = topics[topic].table,
): string {
  const list = columns.join(', ');
  const input = structure.replaceAll("'", "\\'");
  return (
    `INSERT INTO ${table} (${list}, src_log, src_partition) ` +
    `SELECT ${list}, {log:UInt16}, {partition:UInt16} FROM input('${input}') ` +
    `WHERE ${fenceCondition} ${fenceComment(fence)} FORMAT Native`
  );
}

const isRepeatable = ({ code }: PipelineError): boolean => code === 'STORE_UNAVAILABLE' || code === 'STORE_UNKNOWN';

/** Repeats `attempt` with growing pauses while it fails with what a repetition may cure; gives up after `retryMs`. */
export async function repeat<Result>(
  options: Pick<InserterOptions, 'clock' | 'retryMs' | 'onRetry'>,
  attempt: (isFirst: boolean) => Promise<Result>,
): Promise<Result> {
  const deadline = options.clock.monotonic() + options.retryMs;
  let pauseMs = 100;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await attempt(isFirst);
    } catch (error) {
      if (!(error instanceof PipelineError) || !isRepeatable(error) || options.clock.monotonic() > deadline)
        throw error;
      options.onRetry?.(error);
      await options.clock.sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 2, 5_000);
    }
  }
}

/**
 * Inserts a block under the present fence, which is returned: the rows went in if that is still the owner's afterwards (`confirmOwner`).
 * Errors as of the store.
 */
export async function insertUnconfirmed(options: InserterOptions, block: Block, table?: string): Promise<Fence> {
  const { store, holder, partition, log, insertTimeoutMs } = options;
  const { fence } = holder;
  await store.insertBlock({
    statement: insertStatement(block, fence, table),
    params: { log, partition, owner: fence.id },
    body: block.body(),
    settings: { max_execution_time: Math.ceil(insertTimeoutMs / 1000) },
  });
  return fence;
}

/** Inserts a block and makes sure that the partition was ours. Errors as of the store, or OWNER_LOST. */
export async function insertOnce(options: InserterOptions, block: Block, table?: string): Promise<void> {
  await confirmOwner(options.store, await insertUnconfirmed(options, block, table));
}

/** Some messages of a block, decoded anew. */
export function again(options: InserterOptions, { topic, day }: DayBlock, envelopes: DayBlock['envelopes']): DayBlock {
  const { log, partition, bounds } = options;
  return { topic, day, envelopes, block: decodeBlock({ topic, log, partition, bounds, envelopes }) };
}
