import { isRecord } from '../draft.ts';
import type { CgminerRaw } from './raw.ts';
import type { Reply } from './repair.ts';

/** The objects of a miner's replies that values are looked up in; an absent one is empty. */
export interface Parts {
  readonly summary: Reply;
  /** The object of `STATS` with the readings … */
  readonly stats: Reply;
  /** … and the one before it, with the versions. */
  readonly header: Reply;
  readonly version: Reply;
  readonly power: Reply;
  readonly pools: readonly Reply[];
  readonly devs: readonly Reply[];
  /** The firmware has a summary, but this time it could not be read. */
  readonly isSummaryLost: boolean;
}

const empty: Reply = {};

function itemsOf(reply: Reply | undefined, list: string): readonly Reply[] {
  const items = reply?.[list];
  return Array.isArray(items) ? items.filter(isRecord) : [];
}

const hasReadings = (item: Reply): boolean =>
  item.Elapsed !== undefined || item['GHS 5s'] !== undefined || item.temp_chip1 !== undefined;

/** Finds the objects by the names that cgminer gives them. */
export function partsOf(raw: CgminerRaw): Parts {
  const stats = itemsOf(raw.stats, 'STATS');
  const readings = stats.find(hasReadings);
  return {
    summary: itemsOf(raw.summary, 'SUMMARY')[0] ?? empty,
    stats: readings ?? empty,
    header: stats.find((item) => item !== readings) ?? empty,
    version: itemsOf(raw.version, 'VERSION')[0] ?? empty,
    power: itemsOf(raw.power, 'POWER')[0] ?? empty,
    pools: itemsOf(raw.pools, 'POOLS'),
    devs: itemsOf(raw.devs, 'DEVS'),
    isSummaryLost: raw.summary === undefined && raw.refused?.summary === undefined,
  };
}
