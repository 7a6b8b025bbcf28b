import type { PartitionLoader } from '#load';
import type { Rollup } from '#rollup';
import { type Clock, type Logger, messageOf, PipelineError } from '#runtime';
import type { Member, Position } from '#stream';
import type { SelfMetrics } from './self-metrics.ts';

export interface CheckpointOptions {
  readonly rollup: Rollup;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: SelfMetrics;
  /** Least pause between two recomputations. */
  readonly pauseMs: number;
}

interface Loading {
  readonly loader: PartitionLoader;
  readonly member: Member;
  savedAt: number;
}

const saveMarksEveryMs = 5 * 60_000;
/** The few open buckets of live sites are recomputed at once; while more comes in, each recomputation costs much that does not depend on how much it is. */
const fewBuckets = 32;
const longestPauseMs = 10_000;
/** Several sites roll up their coarser grains in turns of their own; without this no turn might find all of them done, and nothing would be committed. */
const mostUncommittedMs = 30_000;
/** How often market rows that other processors loaded, and new revisions of the register, are looked for. */
const reviewEveryMs = 60_000;

/**
 * Recomputes the rollups and then commits what was stored before the recomputation began: what is not committed is what may
 * be missing from the rollups, in any grain.
 */
export class Checkpoints {
  readonly #options: CheckpointOptions;
  readonly #loading = new Map<number, Loading>();
  #turn: Promise<unknown> = Promise.resolve();
  #pause = new AbortController();
  /** May be asked for while a checkpoint is being made: the next one comes at once then. */
  #isHurried = false;
  /** When the rollups last had everything, in every grain. */
  #wholeAt: number;

  constructor(options: CheckpointOptions) {
    this.#options = options;
    this.#wholeAt = options.clock.monotonic();
  }

  add(partition: number, loader: PartitionLoader, member: Member): void {
    this.#loading.set(partition, { loader, member, savedAt: this.#options.clock.monotonic() });
  }

  /** Forgets a partition that is no longer loaded here; what is not committed is the next owner's. */
  remove(partition: number): void {
    this.#loading.delete(partition);
  }

  /** Makes checkpoints until `signal` aborts. A failing one is repeated; loading goes on meanwhile. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, pauseMs } = this.#options;
    let pause = pauseMs;
    let reviewedAt = clock.monotonic();
    while (!signal.aborted) {
      this.#pause = new AbortController();
      if (!this.#isHurried) await clock.sleep(pause, AbortSignal.any([signal, this.#pause.signal]));
      const began = clock.monotonic();
      if (began - reviewedAt > reviewEveryMs) {
        reviewedAt = began;
        await this.#options.rollup.pollRevisions().catch((error: unknown) => this.#failed(error));
      }
      const isWhole = this.#isHurried || began - this.#wholeAt > mostUncommittedMs;
      this.#isHurried = false;
      const buckets = await this.make({ signal, isWhole }).catch((error: unknown) => this.#failed(error));
      pause = (buckets ?? 0) <= fewBuckets ? pauseMs : Math.max(pauseMs, longestPauseMs);
    }
  }

  /** Cuts the pause short and asks for every grain: nothing more comes in, so that there is nothing to wait for. */
  hurry(): void {
    this.#isHurried = true;
    this.#pause.abort();
  }

  /** Makes one checkpoint now, after the one that is being made; resolves to the number of buckets recomputed. */
  make(options: { readonly signal?: AbortSignal; readonly isWhole: boolean }): Promise<number> {
    const turn = this.#turn.then(() => this.#make(options));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #make(options: { readonly signal?: AbortSignal; readonly isWhole: boolean }): Promise<number> {
    let recomputed = { buckets: 0, isWhole: true };
    const { rollup, metrics } = this.#options;
    const checkpoints = [...this.#loading].map(([partition, loading]) => ({
      partition,
      loading,
      checkpoint: loading.loader.checkpoint(),
    }));
    if (rollup.isDirty()) {
      const done = metrics.steps.startTimer({ step: 'recompute' });
      recomputed = await rollup.recompute(options);
      done();
    }
    if (!recomputed.isWhole) return recomputed.buckets;
    this.#wholeAt = this.#options.clock.monotonic();
    for (const { partition, loading, checkpoint } of checkpoints) {
      if (!checkpoint || this.#loading.get(partition) !== loading) continue;
      await this.#commit(partition, loading, checkpoint.positions).catch((error: unknown) => this.#failed(error));
    }
    return recomputed.buckets;
  }

  async #commit(partition: number, loading: Loading, positions: ReadonlyMap<string, Position>): Promise<void> {
    const { metrics } = this.#options;
    const done = metrics.steps.startTimer({ step: 'commit' });
    await loading.member.commit(partition, positions);
    done();
    loading.loader.committed();
    const now = this.#options.clock.monotonic();
    if (now - loading.savedAt < saveMarksEveryMs) return;
    loading.savedAt = now;
    await this.#saveMarks(partition, loading);
  }

  /** Saves the marks of all partitions; without it the next owner reads more from the tables. */
  async saveMarks(): Promise<void> {
    for (const [partition, loading] of this.#loading) await this.#saveMarks(partition, loading);
  }

  async #saveMarks(partition: number, { loader, member }: Loading): Promise<void> {
    await loader.saveMarks(await member.committed(partition));
  }

  #failed(error: unknown): void {
    const { logger, metrics } = this.#options;
    const code = error instanceof PipelineError ? error.code : 'unexpected';
    if (code === 'OWNER_LOST') return;
    metrics.errors.inc({ code });
    logger.warn({ code, error: messageOf(error) }, 'checkpoint failed, trying again');
  }
}
