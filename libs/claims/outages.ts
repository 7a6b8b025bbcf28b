import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath, unionMs, within } from '#runtime';
import type { Store } from '#store';
import type { Day } from './day.ts';
import { part, type Statistic } from './statistic.ts';

const quarterMs = 900_000;

const row = z
  .object({ start_ms: z.coerce.number(), end_ms: z.coerce.number() })
  .transform(({ start_ms, end_ms }) => ({ from: start_ms, to: end_ms }));

/** A time without supply, UTC ms. */
export type Outage = z.output<typeof row>;

const statement = readFileSync(projectPath('libs/claims/sql/outages.sql'), 'utf8');

/** Reads the outages of the supply of a site that were told within [from, to), UTC seconds, in order of their start. */
export const readOutages = (
  store: Pick<Store, 'query'>,
  { signal, ...params }: { site: string; from: number; to: number; signal?: AbortSignal },
): Promise<Outage[]> => store.query(statement, { params, schema: row, ...(signal && { signal }) });

/** What was told of a day, and the quarters of an hour in which its meters counted nothing. */
function without({ site }: Day, told: readonly Outage[]): Outage[] {
  const [start, end] = [site[0]?.at ?? 0, (site.at(-1)?.at ?? -quarterMs) + quarterMs];
  const dark = site.flatMap(({ at, isDark }) => (isDark ? [{ from: at, to: at + quarterMs }] : []));
  return [...dark, ...told.flatMap((outage) => within(outage, { from: start, to: end }) ?? [])];
}

/** Minutes without supply: nothing counted by meters that answer, or told. Of a meter that is silent nothing is known. */
export const supplyOutage = ({ outages }: { readonly outages: readonly Outage[] }): Statistic => ({
  parts: ['sum', 'sum'],
  measure: (day) => [unionMs(without(day, outages)) / 60_000, day.site.filter(({ isDark }) => isDark !== null).length],
  value: (total) => (part(total, 1) > 0 ? part(total, 0) : null),
});
