import type { Store } from '#store';
import { type Inventory, loadInventory } from './inventory.ts';
import type { Terms } from './terms.ts';
import { termsOf } from './unit-terms.ts';

/** What the register says of a site in one revision. */
export interface Register {
  readonly inventory: Inventory;
  readonly terms: Terms;
}

/** The register of a site, of which the latest revision that was asked for is kept. */
export class SiteRegister {
  readonly #store: Store;
  readonly #site: string;
  #latest: { readonly revision: number; readonly loaded: Promise<Register> } | undefined;

  constructor(store: Store, site: string) {
    this.#store = store;
    this.#site = site;
  }

  of(revision: number): Promise<Register> {
    if (this.#latest?.revision === revision) return this.#latest.loaded;
    const loaded = this.#load(revision);
    this.#latest = { revision, loaded };
    // Whoever asks next tries again.
    loaded.catch(() => (this.#latest = undefined));
    return loaded;
  }

  async #load(revision: number): Promise<Register> {
    const inventory = await loadInventory(this.#store, this.#site, revision);
    return { inventory, terms: termsOf(inventory) };
  }
}
