import { type Batch, type LoaderOptions, mergeSpans, openLoader, type PartitionLoader } from '#load';
import type { Rollup } from '#rollup';
import type { Clock } from '#runtime';
import type { Member, StreamMessage } from '#stream';
import type { Checkpoints } from './checkpoints.ts';
import type { SelfMetrics } from './self-metrics.ts';

/** How much is gathered before it is inserted. */
export interface BlockLimits {
  readonly rows: number;
  readonly bytes: number;
  readonly latencyMs: number;
}

/** While what comes in is older than this, it is gathered for longer: many small inserts cost more than they gain, and nobody waits for it. */
const lateMs = 60_000;
const lateLatencyMs = 6_000;
/** A store that is busy takes few large inserts sooner than many small ones: they are gathered for as long as one takes, at most for this. */
const longestWaitMs = 1_000;
/** Nothing for so long is the end of what is late: what was gathered need not wait for more. */
const lullMs = 500;
/** How long to wait for a first message before looking whether to stop. */
const idleMs = 1_000;

export interface PipelineOptions extends Omit<LoaderOptions, 'committed' | 'partition' | 'signal'> {
  readonly member: Member;
  readonly partition: number;
  readonly clock: Clock;
  readonly block: BlockLimits;
  readonly checkpoints: Checkpoints;
  readonly metrics: SelfMetrics;
  /** Told what now is in the store. */
  readonly rollup: Pick<Rollup, 'add' | 'mark' | 'markStored' | 'releaseSite' | 'take'>;
  readonly onRunning: () => void;
  readonly signal: AbortSignal;
}

/** How loading goes, which says for how long messages are gathered. */
interface Pace {
  /** What came in last is late. */
  isLate: boolean;
  /** How long the last insert took, ms. */
  insertMs: number;
}

/** Takes messages until a block is full or its first message has waited long enough; none when there are none. */
async function read(
  { member, partition, clock, block, signal }: PipelineOptions,
  { isLate, insertMs }: Pace,
): Promise<StreamMessage[]> {
  const latencyMs = Math.max(block.latencyMs, isLate ? lateLatencyMs : Math.min(insertMs, longestWaitMs));
  const messages: StreamMessage[] = [];
  let bytes = 0;
  let deadline = clock.monotonic() + idleMs;
  const isFull = (): boolean => messages.length >= block.rows || bytes >= block.bytes;
  while (!isFull() && !signal.aborted) {
    const waitMs = Math.min(deadline - clock.monotonic(), isLate && messages.length > 0 ? lullMs : idleMs);
    if (waitMs <= 0) break;
    const limit = { messages: block.rows - messages.length, bytes: block.bytes - bytes, waitMs, signal };
    const taken = await member.take(partition, limit);
    if (taken.length === 0) break;
    if (messages.length === 0) deadline = clock.monotonic() + latencyMs;
    messages.push(...taken);
    for (const { value } of taken) bytes += value.length;
  }
  return messages;
}

async function decode(
  options: PipelineOptions,
  loader: PartitionLoader,
  messages: readonly StreamMessage[],
): Promise<Batch> {
  const { metrics } = options;
  for (const { topic } of messages) metrics.received.inc({ topic });
  const done = metrics.steps.startTimer({ step: 'decode' });
  const batch = await loader.decode(messages);
  done();
  return batch;
}

/** The end of the latest span of a batch, UTC ms; -Infinity when it has none. */
const newestOf = ({ spans }: Batch): number => Math.max(...spans.map(({ to }) => to));

interface Insert {
  readonly batch: Batch;
  readonly pace: Pace;
  /** Resolves when all batches before it are stored. */
  readonly before: Promise<void>;
}

/**
 * Tells of a batch that is stored, before it can be committed, so that what is committed is in the rollups: who loads, what was stored, and then
 * what of it is to be recomputed. Rows that the store has refused are in the block all the same.
 */
function tellRollups(
  { rollup, partition }: PipelineOptions,
  loader: PartitionLoader,
  { batch, isWhole }: { readonly batch: Batch; readonly isWhole: boolean },
): void {
  for (const { topic, site } of batch.spans) {
    const offset = Number(batch.positions.get(topic) ?? 0n);
    rollup.markStored(topic, site, { partition, log: loader.logOf(topic), offset, loader });
    if (!isWhole) rollup.releaseSite(site);
  }
  for (const { topic, block } of batch.blocks) {
    const ofSites = block.messages.map(({ header: { site }, from, to }) => ({ site, from, to }));
    rollup.add(topic, block.values, ofSites);
  }
  for (const { topic, site, from, to } of batch.spans) rollup.mark(topic, site, from, to);
}

async function insert(options: PipelineOptions, loader: PartitionLoader, inserting: Insert): Promise<void> {
  const { metrics, clock } = options;
  const { batch, before, pace } = inserting;
  const done = metrics.steps.startTimer({ step: 'insert' });
  const dead = await loader.store(batch);
  pace.insertMs = done() * 1000;
  await before;
  tellRollups(options, loader, { batch, isWhole: dead.length === batch.dead.length });
  loader.advance(batch);
  for (const { topic, block } of batch.blocks) metrics.sent.inc({ topic }, block.rows);
  for (const { reason } of dead) metrics.dropped.inc({ reason });
  if (batch.copies > 0) metrics.dropped.inc({ reason: 'copy' }, batch.copies);
  const newest = newestOf(batch);
  if (Number.isFinite(newest)) metrics.freshness.set((clock.now() - newest) / 1000);
  await options.checkpoints.keepUp(options.signal);
}

/**
 * Loads a partition until `signal` aborts: read → decode → insert here, recompute → commit by the checkpoints.
 * Blocks are decoded while the store takes those before. Throws what stops the partition.
 */
export async function runPartition(options: PipelineOptions): Promise<void> {
  const { member, partition, checkpoints, signal } = options;
  const loader = await openLoader({ ...options, committed: await member.committed(partition) });
  if (loader.rewound.size > 0) await member.commit(partition, loader.rewound);
  for (const [topic, offset] of loader.start) member.seek(topic, partition, offset);
  for (const { topic, site, from, to } of mergeSpans(loader.uncommitted)) options.rollup.mark(topic, site, from, to);
  // Without it they are kept from the next recompute on.
  await options.rollup.take({ partition, loader }).catch(() => undefined);
  checkpoints.add(partition, loader, member);
  options.onRunning();
  const leaving = new AbortController();
  const taking = { ...options, signal: AbortSignal.any([signal, leaving.signal]) };
  let reading: Promise<StreamMessage[]> = Promise.resolve([]);
  try {
    let [inserting, former] = [Promise.resolve(), Promise.resolve()];
    const pace: Pace = { isLate: false, insertMs: 0 };
    let hasLoaded = false;
    while (!signal.aborted) {
      reading = read(taking, pace);
      const messages: StreamMessage[] = await Promise.race([reading, failureOf(inserting)]);
      if (messages.length === 0) {
        if (hasLoaded) await inserting.then(() => checkpoints.hurry());
        hasLoaded = false;
        continue;
      }
      hasLoaded = true;
      const batch = await decode(options, loader, messages);
      pace.isLate = newestOf(batch) < options.clock.now() - lateMs;
      await former;
      former = inserting;
      inserting = insert(options, loader, { batch, before: former, pace });
      inserting.catch(() => undefined);
    }
    await inserting;
  } catch (error) {
    checkpoints.remove(partition);
    // A read that went on would take away messages from whoever takes the partition next, which may be us.
    leaving.abort();
    await reading.catch(() => undefined);
    throw error;
  }
}

/** Never resolves; rejects when the insert does, so that a failure is not kept waiting for the next message. */
const failureOf = (inserting: Promise<void>): Promise<never> =>
  new Promise((_, reject) => {
    inserting.catch(reject);
  });
