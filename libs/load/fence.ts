import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Clock, PipelineError } from '#runtime';
import type { Store } from '#store';
import { sql } from './sql.ts';

/** A claim to a partition: only its inserts count until someone else claims. */
export interface Fence {
  readonly partition: number;
  readonly id: string;
}

const ownerRow = z.object({ owner: z.string() });
const runningRow = z.object({ running: z.coerce.number() });

/** How statements of a partition are marked, so that they can be found while they run. */
const partitionComment = (partition: number): string => `coload load partition=${partition} `;
const ownComment = ({ partition, id }: Fence): string => `${partitionComment(partition)}owner=${id}`;

/** The comment that every fenced statement carries. */
export const fenceComment = (fence: Fence): string => `/* ${ownComment(fence)} */`;

/** The condition under which a fenced INSERT … SELECT inserts; needs the parameters `partition` and `owner`. */
export const fenceCondition =
  '(SELECT argMax(id, (epoch, id)) FROM owner WHERE partition = {partition:UInt16}) = {owner:String}';

/** Throws OWNER_LOST when somebody else has claimed the partition since. */
export async function confirmOwner(store: Store, fence: Fence): Promise<void> {
  const [row] = await store.query(sql('owner'), { params: { partition: fence.partition }, schema: ownerRow });
  if (row?.owner === fence.id) return;
  throw new PipelineError(
    'OWNER_LOST',
    `Partition ${fence.partition} has been taken over by ${row?.owner ?? 'nobody'}.`,
    {
      details: { partition: fence.partition },
    },
  );
}

/** Claims a partition: from now on inserts of former owners insert nothing. Throws OWNER_LOST when a rival claimed at once. */
export async function claim(store: Store, partition: number): Promise<Fence> {
  const fence = { partition, id: randomUUID() };
  await store.command(sql('claim'), { params: fence });
  await confirmOwner(store, fence);
  return fence;
}

/**
 * Waits until no insert of the partition runs: `whose` 'former' for those of former owners, 'all' for ours as well.
 * Throws STORE_UNKNOWN when one still runs after `timeoutMs`, which must be longer than the store lets an insert run.
 */
export async function waitForInserts(
  store: Store,
  fence: Fence,
  options: { clock: Clock; timeoutMs: number; whose: 'former' | 'all' },
): Promise<void> {
  const { clock, timeoutMs, whose } = options;
  const params = {
    comment: partitionComment(fence.partition),
    mine: whose === 'former' ? ownComment(fence) : 'no statement says this',
  };
  const deadline = clock.monotonic() + timeoutMs;
  for (;;) {
    const [row] = await store.query(sql('running'), { params, schema: runningRow });
    if (row?.running === 0) return;
    if (clock.monotonic() > deadline) {
      throw new PipelineError(
        'STORE_UNKNOWN',
        `An insert into partition ${fence.partition} still runs after ${timeoutMs} ms.`,
      );
    }
    await clock.sleep(50);
  }
}
