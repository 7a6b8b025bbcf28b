import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { AllowedSite } from '#kpi';
import { projectPath } from '#runtime';
import type { Store } from '#store';

const statement = readFileSync(projectPath('libs/claims/sql/site-classes.sql'), 'utf8');
const classRow = z.object({ site: z.string(), workloads: z.array(z.string()) });

export const siteClasses = ['ai', 'mining'] as const;
export type SiteClass = (typeof siteClasses)[number];

/** Sites of one workload alone, by that; one of both is of neither class. */
export type SitesByClass = Readonly<Record<SiteClass, readonly AllowedSite[]>>;

/** Sorts sites by what all their halls work on. Errors as of the store. */
export async function readSiteClasses(
  store: Pick<Store, 'query'>,
  sites: readonly AllowedSite[],
): Promise<SitesByClass> {
  const rows = await store.query(statement, { schema: classRow });
  const workloads = new Map(rows.map((row) => [row.site, row.workloads.filter((each) => each !== 'other')]));
  const only = (wanted: SiteClass): AllowedSite[] =>
    sites.filter(({ id }) => {
      const found = workloads.get(id) ?? [];
      return found.length > 0 && found.every((each) => each === wanted);
    });
  return { ai: only('ai'), mining: only('mining') };
}

/** Those whose money is of one currency. */
export function inCurrency({ ai, mining }: SitesByClass, currency: string): SitesByClass {
  const alike = (some: readonly AllowedSite[]): AllowedSite[] => some.filter((site) => site.currency === currency);
  return { ai: alike(ai), mining: alike(mining) };
}

/** Why classes can't be compared; null where they can. */
export const lackOf = ({ ai, mining }: SitesByClass, currency: string): string | null => {
  const missing = [ai.length === 0 && 'of AI alone', mining.length === 0 && 'of mining alone'].filter(Boolean);
  return missing.length === 0 ? null : `no site ${missing.join(' and none ')} with prices in ${currency} can be seen`;
};

/** The date of an instant, UTC ms, at a site. */
export const dateAt = (ms: number, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toString();
