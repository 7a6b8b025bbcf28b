import { type Topic, topicNames } from '#contracts';
import { loaderGroup } from '#load';
import type { Rollup, RollupSite } from '#rollup';
import { type Clock, type Logger, messageOf, PipelineError } from '#runtime';
import { partitionOf, type Stream } from '#stream';
import type { SelfMetrics } from './self-metrics.ts';

export interface PublicationOptions {
  readonly rollup: Pick<Rollup, 'publish'>;
  readonly stream: Pick<Stream, 'bounds' | 'committed'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: SelfMetrics;
  readonly partitions: number;
  /** Whether this processor has the partition. */
  readonly isOurs: (partition: number) => boolean;
  /** Pause between two looks, ms. */
  readonly everyMs: number;
}

/** Where the topics of a partition ended at an instant. */
interface Ends {
  readonly at: number;
  readonly offsets: ReadonlyMap<Topic, bigint>;
}

/**
 * Publishes what has ended of the sites whose partition is ours. What is committed is in the rollups: once that reaches where the log ended
 * at an instant, nothing measured before it is still under way here, however far loading is behind.
 */
export class Publications {
  readonly #options: PublicationOptions;
  readonly #ends = new Map<number, Ends>();
  /** By partition, the latest instant by which everything is committed. */
  readonly #committedAt = new Map<number, number>();

  constructor(options: PublicationOptions) {
    this.#options = options;
  }

  /** Publishes until `signal` aborts; what fails is tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, everyMs, logger, metrics } = this.#options;
    for (;;) {
      await clock.sleep(everyMs, signal);
      if (signal.aborted) return;
      try {
        await this.look(signal);
      } catch (error) {
        if (signal.aborted) return;
        metrics.errors.inc({ code: error instanceof PipelineError ? error.code : 'unexpected' });
        logger.warn({ error: messageOf(error) }, 'publishing failed, trying again');
      }
    }
  }

  /** Publishes what is due. Errors as of the stream and the store. */
  async look(signal?: AbortSignal): Promise<void> {
    const { rollup, logger, metrics } = this.#options;
    await this.#follow();
    const done = metrics.steps.startTimer({ step: 'publish' });
    const windows = await rollup.publish((site) => this.#rolledUpTo(site), signal);
    done();
    if (windows > 0) logger.info({ windows }, 'published');
  }

  /** Brings up to date by when everything is committed. */
  async #follow(): Promise<void> {
    const { stream, clock, partitions } = this.#options;
    const at = clock.now();
    const ends = new Map<number, Map<Topic, bigint>>();
    const committed = new Map<Topic, Awaited<ReturnType<Stream['committed']>>>();
    for (const topic of topicNames) {
      committed.set(topic, await stream.committed(loaderGroup, topic));
      for (const { partition, first, next } of await stream.bounds(topic)) {
        // Of a topic that holds nothing there is nothing to commit.
        if (next === first) continue;
        const offsets = ends.get(partition) ?? new Map<Topic, bigint>();
        ends.set(partition, offsets.set(topic, next));
      }
    }
    for (let partition = 0; partition < partitions; partition++) {
      const before = this.#ends.get(partition);
      const isReached = [...(before?.offsets ?? [])].every(
        ([topic, end]) => (committed.get(topic)?.get(partition)?.offset ?? -1n) >= end,
      );
      if (before && !isReached) continue;
      if (before) this.#committedAt.set(partition, before.at);
      this.#ends.set(partition, { at, offsets: ends.get(partition) ?? new Map<Topic, bigint>() });
    }
  }

  /** By when all that was measured of a site is rolled up, its prices too; undefined where the site is another's or that is not known yet. */
  #rolledUpTo({ id, market }: RollupSite): number | undefined {
    const { partitions, isOurs } = this.#options;
    if (!isOurs(partitionOf(id, partitions))) return undefined;
    const feeds = [market.power, market.reference, market.carbon, market.chain, market.gpu?.price];
    const keys = [id, ...feeds.map((feed) => feed?.feed)].filter((key) => key !== undefined);
    const instants = keys.map((key) => this.#committedAt.get(partitionOf(key, partitions)));
    return instants.some((instant) => instant === undefined) ? undefined : Math.min(...instants.map(Number));
  }
}
