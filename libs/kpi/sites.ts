import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';
import type { AllowedSite } from './query.ts';

const statement = readFileSync(projectPath('libs/kpi/sql/sites.sql'), 'utf8');
const siteRow = z.object({ site: z.string(), zone: z.string(), currency: z.string() });

/** Every site, as its last published revision says. */
export async function readSites(store: Pick<Store, 'query'>): Promise<AllowedSite[]> {
  const rows = await store.query(statement, { params: {}, schema: siteRow });
  return rows.map(({ site, zone, currency }) => ({ id: site, zone, currency }));
}
