type Partitions = readonly number[];

/** A set's members, taken out of it. */
function drain(set: Set<number>): number[] {
  const all = [...set];
  set.clear();
  return all;
}

interface HandoverOptions {
  /** Neither callback may reject. */
  readonly onLost: (partitions: Partitions) => Promise<void>;
  readonly onGained: (partitions: Partitions) => Promise<void>;
}

/**
 * Tells a taker what it has lost and what it was given, one callback at a time. While one runs, changes gather: all losses are told
 * before any gain, so that no loss from before is taken for that of a partition given since; what was lost unannounced is not given.
 */
export class Handover {
  readonly #options: HandoverOptions;
  readonly #lost = new Set<number>();
  readonly #gained = new Set<number>();
  #telling: Promise<void> = Promise.resolve();

  constructor(options: HandoverOptions) {
    this.#options = options;
  }

  lose(partitions: Partitions): void {
    for (const partition of partitions) if (!this.#gained.delete(partition)) this.#lost.add(partition);
    this.#tell();
  }

  gain(partitions: Partitions): void {
    for (const partition of partitions) this.#gained.add(partition);
    this.#tell();
  }

  /** Resolves when the taker knows of every change until now. */
  settled(): Promise<void> {
    return this.#telling;
  }

  #tell(): void {
    this.#telling = this.#telling.then(async () => {
      while (this.#lost.size + this.#gained.size > 0) {
        if (this.#lost.size > 0) await this.#options.onLost(drain(this.#lost));
        else await this.#options.onGained(drain(this.#gained));
      }
    });
  }
}
