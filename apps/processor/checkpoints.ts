import type { Checkpoint, PartitionLoader } from '#load';
import type { Recomputed, Rollup } from '#rollup';
import { type Clock, type Logger, messageOf, PipelineError } from '#runtime';
import type { Member, Position } from '#stream';
import type { SelfMetrics } from './self-metrics.ts';

export interface CheckpointOptions {
  readonly rollup: Pick<Rollup, 'backlog' | 'isDirty' | 'recompute' | 'pollRevisions'>;
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

/** How far a partition was stored. */
interface Stored {
  readonly partition: number;
  readonly loading: Loading;
  readonly checkpoint: Checkpoint | null;
}

const saveMarksEveryMs = 5 * 60_000;
/** The few open buckets of live sites are recomputed at once; while more comes in, each recomputation costs much that does not depend on how much it is. */
const fewBuckets = 32;
const longestPauseMs = 10_000;
/** A recomputation does not wait for more once so much of what can be kept in memory waits for it; */
const muchBacklog = 0.6;
/** and of whoever loads faster than it is recomputed, it is waited for: what is forgotten would have to be read from the store again. */
const mostBacklog = 0.9;
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
  /** Coarser rows are on their way, after which there is something to commit. */
  #rolling: Promise<void> | undefined;

  constructor(options: CheckpointOptions) {
    this.#options = options;
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
      const isWhole = this.#isHurried;
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

  /** Has recomputations keep up with what is stored: begins one, or waits for one, whichever the backlog asks for. To be told of everything that was stored. */
  async keepUp(signal: AbortSignal): Promise<void> {
    const { rollup } = this.#options;
    if (rollup.backlog() > muchBacklog) this.#pause.abort();
    if (rollup.backlog() <= mostBacklog) return;
    await this.#inTurn(async () => {
      // Somebody else may have waited for the same.
      if (!signal.aborted && rollup.backlog() > mostBacklog) await this.#make({ signal, isWhole: false });
    }).catch((error: unknown) => this.#failed(error));
  }

  /** Makes one checkpoint now, after the one that is being made; resolves to the number of buckets recomputed. */
  make(options: { readonly signal?: AbortSignal; readonly isWhole: boolean }): Promise<number> {
    return this.#inTurn(() => this.#make(options));
  }

  #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const turn = this.#turn.then(run);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #make(options: { readonly signal?: AbortSignal; readonly isWhole: boolean }): Promise<number> {
    const { rollup } = this.#options;
    if (options.isWhole) await this.#rolling;
    // What is stored while coarser rows are on their way is not in them.
    const stored = this.#rolling ? [] : this.#checkpoint();
    if (!rollup.isDirty()) {
      await this.#commitAll(stored);
      return 0;
    }
    const { buckets, isWhole, rolling } = await this.#recompute(options);
    if (isWhole) await this.#commitAll(stored);
    if (rolling) {
      const done = this.#options.metrics.steps.startTimer({ step: 'roll' });
      const mine = rolling
        .finally(done)
        .then((areWhole) => (areWhole ? this.#commitAll(stored) : undefined))
        .catch((error: unknown) => this.#failed(error))
        .finally(() => {
          if (this.#rolling === mine) this.#rolling = undefined;
        });
      this.#rolling = mine;
    }
    return buckets;
  }

  async #recompute(options: { readonly signal?: AbortSignal; readonly isWhole: boolean }): Promise<Recomputed> {
    const done = this.#options.metrics.steps.startTimer({ step: 'recompute' });
    const recomputed = await this.#options.rollup.recompute(options);
    done();
    return recomputed;
  }

  #checkpoint(): Stored[] {
    return [...this.#loading].map(([partition, loading]) => ({
      partition,
      loading,
      checkpoint: loading.loader.checkpoint(),
    }));
  }

  async #commitAll(stored: readonly Stored[]): Promise<void> {
    for (const { partition, loading, checkpoint } of stored) {
      if (!checkpoint || this.#loading.get(partition) !== loading) continue;
      await this.#commit(partition, loading, checkpoint.positions).catch((error: unknown) => this.#failed(error));
    }
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
