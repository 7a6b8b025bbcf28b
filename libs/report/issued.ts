import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectPath } from '#runtime';
import type { Store } from '#store';
import { type ReportDocument, reportDocument } from './document.ts';

const read = (name: string): string => readFileSync(projectPath(`libs/report/sql/${name}.sql`), 'utf8');
const statements = { issues: read('issues'), issue: read('issue') };

/** What is known of an issue without reading it. */
export const issuedRow = z.object({
  name: z.string().describe('Of the entry in the schedule; the report unless the entry says otherwise'),
  report: z.string(),
  period: z.string().describe('Day or month of site time, such as 2026-10'),
  issued_at: z.iso.datetime(),
  missing: z.int().describe('Figures that could not be given'),
  restated: z.int().describe('Figures of the period before that have changed since its issue'),
  digest: z.string().describe('SHA-256 of the issue'),
  delivered_to: z.array(z.string()).describe('Channels that have got it'),
  failing: z.array(z.string()).describe('Channels that it could not be handed to so far'),
});

export type Issued = z.output<typeof issuedRow>;

type Reader = Pick<Store, 'query'>;

/** What follows an issue in the list: when that was issued, UTC ms, and its `<name>/<period>`. */
export interface IssuePlace {
  readonly ms: number;
  readonly key: string;
}

/** What has been issued, newest first. Errors as of the store. */
export const readIssues = (store: Reader, limit: number, after: IssuePlace = { ms: -1, key: '' }): Promise<Issued[]> =>
  store.query(statements.issues, {
    params: { limit, after_ms: after.ms, after_key: after.key },
    schema: issuedRow,
  });

const documentRow = z.object({
  document: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(reportDocument),
});

/** The issue of a name and period, as it was issued; undefined when there is none. Errors as of the store. */
export async function readIssue(store: Reader, name: string, period: string): Promise<ReportDocument | undefined> {
  const [row] = await store.query(statements.issue, { params: { name, period }, schema: documentRow });
  return row?.document;
}
