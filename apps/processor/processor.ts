import { deadTopic, topicNames } from '#contracts';
import { loaderGroup } from '#load';
import type { Rollup } from '#rollup';
import { type Logger, messageOf, PipelineError } from '#runtime';
import type { Member, Stream, TopicSpec } from '#stream';
import { Checkpoints } from './checkpoints.ts';
import { type PipelineOptions, runPartition } from './pipeline.ts';
import { Publications } from './publications.ts';
import type { SelfMetrics } from './self-metrics.ts';

/** What a partition is doing; `code` and `reason` when it stopped. */
export interface PartitionState {
  readonly partition: number;
  readonly state: 'taking' | 'running' | 'stopped';
  readonly code?: string;
  readonly reason?: string;
}

export interface ProcessorOptions extends Pick<
  PipelineOptions,
  'store' | 'clock' | 'bounds' | 'limits' | 'block' | 'lookup'
> {
  readonly stream: Stream;
  readonly rollup: Rollup;
  readonly logger: Logger;
  readonly metrics: SelfMetrics;
  readonly partitions: number;
  readonly recomputeMs: number;
  /** Pause between two looks for what is to be published. */
  readonly publishEveryMs: number;
  /** A processor that makes no progress for so long leaves its group; longer than any retry. */
  readonly stallMs: number;
}

/** A partition that stopped for want of store or stream, or until a log is adopted, tries again after this; other reasons need a restart. */
const takeAgainMs = 15_000;
/** How often a lost race for a partition is taken up again at once. */
const takeAgainSoonMs = 500;
const stayMs = 5_000;
const canPass: ReadonlySet<string> = new Set([
  'STORE_UNAVAILABLE',
  'STORE_UNKNOWN',
  'STREAM_UNAVAILABLE',
  'STREAM_LOST',
  'SCHEMA_UNKNOWN',
]);

interface Running {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Topics that the processor reads and those that it sets things aside on, all with the same number of partitions. */
export const processorTopics = (partitions: number): TopicSpec[] =>
  topicNames.flatMap((topic) => [topic, deadTopic(topic)]).map((topic) => ({ topic, partitions }));

/** Loads the partitions that its group gives it, until it is stopped. */
export class Processor {
  readonly #options: ProcessorOptions;
  readonly #checkpoints: Checkpoints;
  readonly #states = new Map<number, PartitionState>();
  readonly #running = new Map<number, Running>();
  readonly #stopping = new AbortController();
  #member: Member | undefined;
  #checkpointing: Promise<void> = Promise.resolve();
  #publishing: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(options: ProcessorOptions) {
    const { rollup, clock, logger, metrics, recomputeMs } = options;
    this.#options = options;
    this.#checkpoints = new Checkpoints({ rollup, clock, logger, metrics, pauseMs: recomputeMs });
  }

  /** The partitions that are ours now. */
  get partitions(): readonly PartitionState[] {
    return [...this.#states.values()];
  }

  /** Whether it belongs to the group and has taken all that it was given. */
  get isReady(): boolean {
    return this.#member !== undefined && this.partitions.every(({ state }) => state === 'running');
  }

  /** Creates missing topics and joins the group; partitions come as they are assigned. */
  async start(): Promise<void> {
    const { stream, partitions, metrics, logger } = this.#options;
    await stream.ensureTopics(processorTopics(partitions));
    let hasJoined: (member: Member) => void = () => undefined;
    const joined = new Promise<Member>((resolve) => {
      hasJoined = resolve;
    });
    this.#member = await stream.join({
      group: loaderGroup,
      topics: topicNames,
      stallMs: this.#options.stallMs,
      onAssigned: (assigned) => {
        for (const partition of assigned) this.#assign(partition, joined);
      },
      onRevoked: (revoked) => this.#revoke(revoked),
      onError: (error) => {
        const code = error instanceof PipelineError ? error.code : 'unexpected';
        metrics.errors.inc({ code });
        logger.warn({ code, error: error.message }, 'stream');
      },
    });
    hasJoined(this.#member);
    this.#checkpointing = this.#checkpoints.run(this.#stopping.signal);
    this.#publishing = this.#publish();
  }

  #publish(): Promise<void> {
    const isOurs = (partition: number): boolean => this.#states.get(partition)?.state === 'running';
    const publications = new Publications({ ...this.#options, isOurs, everyMs: this.#options.publishEveryMs });
    return publications.run(this.#stopping.signal);
  }

  #assign(partition: number, joined: Promise<Member>): void {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#stopping.signal]);
    const done = joined.then((member) => this.#keep(member, partition, signal));
    this.#running.set(partition, { stop, done });
  }

  /** A revoked partition is somebody else's already: nothing of it may be committed, its inserts are fenced off. */
  async #revoke(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) this.#running.get(partition)?.stop.abort();
    for (const partition of partitions) {
      await this.#running.get(partition)?.done;
      this.#running.delete(partition);
      this.#checkpoints.remove(partition);
      this.#states.delete(partition);
      this.#options.metrics.lag.remove({ partition: String(partition) });
    }
  }

  /** Runs a partition, again and again while what stops it may pass. */
  async #keep(member: Member, partition: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#states.set(partition, { partition, state: 'taking' });
        await this.#run(member, partition, signal);
      } catch (error) {
        if (signal.aborted) return;
        await this.#pause(member, partition, error, signal);
      }
    }
  }

  async #run(member: Member, partition: number, signal: AbortSignal): Promise<void> {
    const { rollup, metrics, logger } = this.#options;
    const running = runPartition({
      ...this.#options,
      member,
      partition,
      signal,
      checkpoints: this.#checkpoints,
      onRetry: (error) => {
        metrics.errors.inc({ code: error.code });
        logger.warn({ partition, code: error.code, error: error.message }, 'trying again');
      },
      onStoreLost: ({ topic, from, committed }) => {
        const what = 'the store has nothing of what was loaded: it is loaded again as far as the stream holds it';
        logger.warn({ partition, topic, from: String(from), committed: String(committed) }, what);
      },
      onRunning: () => {
        this.#states.set(partition, { partition, state: 'running' });
        logger.info({ partition }, 'partition taken');
      },
    });
    await running.finally(() => rollup.release(partition));
  }

  async #pause(member: Member, partition: number, error: unknown, signal: AbortSignal): Promise<void> {
    const { metrics, logger, clock } = this.#options;
    const code = error instanceof PipelineError ? error.code : 'unexpected';
    if (code === 'OWNER_LOST') {
      logger.warn({ partition, error: messageOf(error) }, 'taking the partition again');
      return clock.sleep(takeAgainSoonMs * (1 + Math.random()), signal);
    }
    const reason = messageOf(error);
    metrics.errors.inc({ code });
    metrics.stopped.set({ partition, code }, 1);
    this.#states.set(partition, { partition, state: 'stopped', code, reason });
    logger.error(
      { partition, code, error: reason, ...(code === 'unexpected' && { cause: error }) },
      'partition stopped',
    );
    const until = canPass.has(code) ? clock.monotonic() + takeAgainMs : Infinity;
    while (!signal.aborted && clock.monotonic() < until) {
      await clock.sleep(stayMs, signal);
      await this.#stay(member, partition);
    }
    metrics.stopped.remove({ partition, code });
  }

  /** Keeps a stopped partition ours: another processor would fail in the same way. */
  async #stay(member: Member, partition: number): Promise<void> {
    try {
      await member.committed(partition);
    } catch (error) {
      this.#options.logger.debug({ partition, error: messageOf(error) }, 'stopped partition');
    }
  }

  /** Brings the lag of every partition up to date. */
  async measureLag(): Promise<void> {
    const { stream, metrics } = this.#options;
    const member = this.#member;
    if (!member) return;
    const bounds = new Map<string, Awaited<ReturnType<Stream['bounds']>>>();
    for (const topic of topicNames) bounds.set(topic, await stream.bounds(topic));
    for (const { partition } of this.partitions) {
      const committed = await member.committed(partition);
      let lag = 0n;
      for (const [topic, ofTopic] of bounds) {
        const at = ofTopic.find((each) => each.partition === partition);
        if (!at) continue;
        const position = committed.get(topic)?.offset ?? at.first;
        // A log that was replaced may end before what was committed of the one before.
        const behind = at.next - (position > at.first ? position : at.first);
        if (behind > 0n) lag += behind;
      }
      metrics.lag.set({ partition }, Number(lag));
    }
  }

  /** Finishes what was taken, commits it and leaves the group. Safe to call twice. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { logger } = this.#options;
    this.#stopping.abort();
    await Promise.all([...this.#running.values()].map(({ done }) => done));
    await this.#publishing;
    await this.#checkpointing;
    try {
      await this.#checkpoints.make({ isWhole: true });
      await this.#checkpoints.saveMarks();
    } catch (error) {
      logger.warn({ error: messageOf(error) }, 'the last checkpoint failed; the next processor makes up for it');
    }
    await this.#member?.leave();
  }
}
