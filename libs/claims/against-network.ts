import { dayMs } from '#contracts';
import { hashesPerDifficulty, hashesPerTh } from './network.ts';
import type { LoadSeries } from './series.ts';
import { part, ratio, type Statistic } from './statistic.ts';

/** Why the fleet cannot be held against the network; null when it can. */
export const noNetwork = ({ network }: LoadSeries): string | null =>
  network.size === 0 ? 'no day has both a difficulty and the index: coload import cbeci FILE.csv' : null;

/** Facility energy of mining ÷ what the network would have used for the same hash, of the days of which both are known. */
export const againstNetwork = ({ network }: LoadSeries): Statistic => ({
  parts: ['sum', 'sum'],
  measure: ({ site }) => {
    const sums: [number, number] = [0, 0];
    for (const { at, hash } of site) {
      const usual = network.get(Math.floor(at / dayMs) * dayMs);
      if (usual === undefined || hash.difficulty === 0) continue;
      sums[0] += hash.joules;
      sums[1] += ((hash.difficulty * hashesPerDifficulty) / hashesPerTh) * usual;
    }
    return sums;
  },
  value: (total) => ratio(part(total, 0), part(total, 1)),
});
