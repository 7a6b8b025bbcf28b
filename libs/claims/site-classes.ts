import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AllowedSite } from '#kpi';
import { projectPath } from '#runtime';
import type { Store } from '#store';

const statement = readFileSync(projectPath('libs/claims/sql/site-classes.sql'), 'utf8');
const classRow = z.object({ site: z.string(), workloads: z.array(z.string()) });

/** One of what there is of either class. */
export type ByClass<Of> = Readonly<Record<'ai' | 'mining', Of>>;

/** Sites of one workload alone, by that; one of both is of neither class. */
export type SitesByClass = ByClass<readonly AllowedSite[]>;

/** Sorts sites by what all their halls work on. Errors as of the store. */
export async function readSiteClasses(
  store: Pick<Store, 'query'>,
  sites: readonly AllowedSite[],
): Promise<SitesByClass> {
  const rows = await store.query(statement, { schema: classRow });
  const workloads = new Map(rows.map((row) => [row.site, row.workloads.filter((each) => each !== 'other')]));
  const only = (wanted: keyof SitesByClass): AllowedSite[] =>
    sites.filter(({ id }) => {
      const found = workloads.get(id) ?? [];
      return found.length > 0 && found.every((each) => each === wanted);
    });
  return { ai: only('ai'), mining: only('mining') };
}

/** The sites whose money is of one currency; where a class has none, why they can't be compared. */
export function comparable({ ai, mining }: SitesByClass, currency: string): SitesByClass | string {
  const alike = (some: readonly AllowedSite[]): AllowedSite[] => some.filter((site) => site.currency === currency);
  const classes = { ai: alike(ai), mining: alike(mining) };
  const missing = [
    ...(classes.ai.length === 0 ? ['of AI alone'] : []),
    ...(classes.mining.length === 0 ? ['of mining alone'] : []),
  ];
  return missing.length === 0
    ? classes
    : `no site ${missing.join(' and none ')} with prices in ${currency} can be seen`;
}
