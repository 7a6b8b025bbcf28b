import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { AllowedSite } from '#kpi';
import { projectPath } from '#runtime';
import { safeInteger, type Store } from '#store';
import type { ReportDocument } from './document.ts';
import { type Period, spanOf } from './period.ts';

const statement = readFileSync(projectPath('libs/report/sql/measured.sql'), 'utf8');
const row = z.object({ measured_ms: safeInteger });

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
    for (const { id, zone } of sites) {
      const { from, to } = spanOf(period, zone);
      const params = { site: id, from: from / 1000, to: to / 1000 };
      const [measured] = await store.query(statement, { params, schema: row });
      const share = (measured?.measured_ms ?? 0) / (to - from);
      if (share < wholeShare) found.push({ site: id, period: period.label, share });
    }
  }
  return found;
}
