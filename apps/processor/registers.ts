import { mergeEntries, type Site, type SiteFile, siteOf } from '#register';
import { entriesTold, keepMerge, readEntries } from '#register-store';
import type { Clock, Logger } from '#runtime';
import { publishRegister } from '#rollup';
import type { Store } from '#store';

export interface RegistersOptions {
  readonly store: Store;
  readonly files: readonly { readonly file: SiteFile; readonly site: Site }[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps the registers in the store what the site files and the entries that are told beside them say together. */
export class Registers {
  readonly #options: RegistersOptions;
  /** By site, how much had been told when its register was last published. */
  readonly #told = new Map<string, number>();

  constructor(options: RegistersOptions) {
    this.#options = options;
  }

  /** Publishes the registers of sites of which something new is told, at first all. Errors as of the store. */
  async publish(): Promise<void> {
    const { store } = this.#options;
    for (const { file, site } of this.#options.files) {
      const { versions: told } = await entriesTold(store, site.id);
      if (this.#told.get(site.id) === told) continue;
      await this.#publish(file, site);
      this.#told.set(site.id, told);
    }
  }

  async #publish(file: SiteFile, { id }: Site): Promise<void> {
    const { store, clock, logger } = this.#options;
    const merged = mergeEntries(file, await readEntries(store, id));
    const leftOut = merged.refused.map(({ entry: { kind, key }, reason }) => ({ kind, key, reason }));
    for (const each of leftOut) logger.warn({ site: id, ...each }, 'an entry of the register is left out');
    const revision = await publishRegister(store, siteOf(merged.file), clock);
    await keepMerge(store, { site: id, mergedAt: clock.now(), leftOut });
    logger.info({ site: id, revision }, 'register');
  }
}
