import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AllowedSite } from '#kpi';
import { projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';
import type { ReportDocument } from './document.ts';
import { byZone, type Period, spanOf } from './period.ts';

const statement = readFileSync(projectPath('libs/report/sql/measured.sql'), 'utf8');
const row = z.object({ site: z.string(), measured_ms: safeInteger });

/** A period that lacks less than this was measured whole: a site is rolled up to its last reading, not to midnight. */
const wholeShare = 0.999;

/** The periods that are not wholly within the measurements of a site. Errors as of the store. */
export async function partialPeriods(
  store: Pick<Store, 'query'>,
  periods: readonly Period[],
  sites: readonly AllowedSite[],
): Promise<ReportDocument['partial']> {
  const found: ReportDocument['partial'] = [];
  for (const period of periods) {
    for (const [zone, own] of byZone(sites)) {
      const { from, to } = spanOf(period, zone);
      const params = { sites: own.map(({ id }) => id), from: from / 1000, to: to / 1000 };
      const rows = await store.query(statement, { params, schema: row });
      const measured = new Map(rows.map(({ site, measured_ms }) => [site, measured_ms]));
      for (const { id } of own) {
        const share = (measured.get(id) ?? 0) / (to - from);
        if (share < wholeShare) found.push({ site: id, period: period.label, share });
      }
    }
  }
  return found;
}
