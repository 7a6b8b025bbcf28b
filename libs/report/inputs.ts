import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AllowedSite } from '#kpi';
import { projectPath } from '#runtime';
import type { Store } from '#store';
import type { ReportDocument } from './document.ts';
import { byZone, type Period, spanOf } from './period.ts';

const statement = readFileSync(projectPath('libs/report/sql/inputs.sql'), 'utf8');
const row = z.object({ site: z.string(), register: z.string(), facts: z.string() });

/** Digests of what the figures of a period are made of, by site: other figures have others. Errors as of the store. */
export async function inputsOf(
  store: Pick<Store, 'query'>,
  period: Period,
  sites: readonly AllowedSite[],
): Promise<ReportDocument['inputs']> {
  const inputs: ReportDocument['inputs'] = [];
  for (const [zone, own] of byZone(sites)) {
    const { from, to } = spanOf(period, zone);
    const params = { sites: own.map(({ id }) => id), from: from / 1000, to: to / 1000 };
    inputs.push(...(await store.query(statement, { params, schema: row })));
  }
  return inputs.toSorted((a, b) => (a.site < b.site ? -1 : 1));
}

/** One short digest of all. */
export const inputsDigest = (inputs: ReportDocument['inputs']): string =>
  createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 12);
