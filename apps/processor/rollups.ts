import { loadSiteFiles } from '#register';
import type { Clock, Logger } from '#runtime';
import { openRollup, type Rollup } from '#rollup';
import type { Store } from '#store';
import { Registers } from './registers.ts';

export interface RollupsOptions {
  readonly store: Store;
  /** Paths of the site files, separated by commas; without them readings are stored and nothing is rolled up. */
  readonly siteFiles: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long after its end an hour, day or month is published. */
  readonly publishGraceMs: number;
}

/** Publishes the register of each site, now and before it is looked for new revisions, and opens their rollups. Throws CONFIG_INVALID with every fault of the files. */
export async function openRollups(options: RollupsOptions): Promise<Rollup> {
  const { store, siteFiles, clock, logger, publishGraceMs } = options;
  const files = siteFiles === undefined ? [] : loadSiteFiles(siteFiles);
  if (files.length === 0) logger.warn('SITE_FILE is not set: readings are stored, nothing is rolled up');
  const registers = new Registers({ store, files, clock, logger });
  await registers.publish();
  const rollup = openRollup({ store, sites: files.map(({ site }) => site), clock, logger, publishGraceMs });
  return {
    ...rollup,
    pollRevisions: async () => {
      await registers.publish();
      await rollup.pollRevisions();
    },
  };
}
