import { loadSites } from '#register';
import type { Clock, Logger } from '#runtime';
import { openRollup, publishRegister, type Rollup } from '#rollup';
import type { Store } from '#store';

export interface RollupsOptions {
  readonly store: Store;
  /** Paths of the site files, separated by commas; without them readings are stored and nothing is rolled up. */
  readonly siteFiles: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long after its end an hour, day or month is published. */
  readonly publishGraceMs: number;
}

/** Publishes the register of each site and opens their rollups. Throws CONFIG_INVALID with every fault of the files. */
export async function openRollups(options: RollupsOptions): Promise<Rollup> {
  const { store, siteFiles, clock, logger, publishGraceMs } = options;
  const sites = siteFiles === undefined ? [] : loadSites(siteFiles);
  if (sites.length === 0) logger.warn('SITE_FILE is not set: readings are stored, nothing is rolled up');
  for (const site of sites) {
    const revision = await publishRegister(store, site, clock);
    logger.info({ site: site.id, revision }, 'register');
  }
  return openRollup({ store, sites, clock, logger, publishGraceMs });
}
