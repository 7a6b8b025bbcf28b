import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';
import { figuresOf } from './public/growth.ts';
import { readFigures } from './public/figures.ts';

const row = z.object({ day_ms: z.coerce.number(), mean_difficulty: z.number() });
const statement = readFileSync(projectPath('libs/claims/sql/network.sql'), 'utf8');

export const hashesPerDifficulty = 2 ** 32;
const secondsPerBlock = 600;
const wattsPerGw = 1e9;
export const hashesPerTh = 1e12;

/** What the network uses for a hash by the best guess of the Cambridge index, J/TH, by UTC day, ms. */
export type NetworkEfficiency = ReadonlyMap<number, number>;

/** Reads it for the days within [from, to), UTC seconds, of which difficulty and index are known. */
export async function readNetwork(
  store: Pick<Store, 'query'>,
  { signal, ...params }: { site: string; from: number; to: number; signal?: AbortSignal },
): Promise<NetworkEfficiency> {
  const power = figuresOf(await readFigures(store, { signal }), 'cbeci');
  if (power.length === 0) return new Map();
  const guess = new Map(power.map(({ at, value }) => [at, value]));
  const days = await store.query(statement, { params, schema: row, ...(signal && { signal }) });
  return new Map(
    days.flatMap(({ day_ms, mean_difficulty }): [number, number][] => {
      const gigawatts = guess.get(day_ms);
      const rate = (mean_difficulty * hashesPerDifficulty) / secondsPerBlock / hashesPerTh;
      return gigawatts === undefined ? [] : [[day_ms, (gigawatts * wattsPerGw) / rate]];
    }),
  );
}
