import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { type Issued, readIssue, readIssues, type ReportDocument, reportFormats } from '#report';
import type { Store } from '#store';
import { askedEntries, entriesOf } from '../cursor.ts';
import { parseParameters, reportParameters, reportsParameters } from '../parameters.ts';
import { refused } from '../problem.ts';
import type { Reply } from '../reply.ts';
import { msOf } from '../time.ts';
import { storeToken } from '../tokens.ts';

type Raw = Readonly<Record<string, unknown>>;

/** Reports as they were issued. */
@Controller('v1/reports')
export class ReportsController {
  private readonly store: Store;

  constructor(@Inject(storeToken) store: Store) {
    this.store = store;
  }

  @Get()
  async issues(@Query() raw: Raw): Promise<{ reports: Issued[]; next: string | null }> {
    const asked = askedEntries(parseParameters(reportsParameters, raw));
    const issues = await readIssues(this.store, asked.limit + 1, asked.after);
    const placeOf = ({ issued_at, name, period }: Issued) => ({ ms: msOf(issued_at), key: `${name}/${period}` });
    const { page, next } = entriesOf(issues, asked, placeOf);
    return { reports: page, next };
  }

  @Get(':name/:period')
  async issue(
    @Param('name') name: string,
    @Param('period') period: string,
    @Query() raw: Raw,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ReportDocument | string | Buffer> {
    const { format } = parseParameters(reportParameters, raw);
    const issue = await readIssue(this.store, name, period);
    if (!issue) {
      const detail = `${name} has not been issued for ${period}; see /v1/reports`;
      throw refused({ parameter: 'period', detail, reason: 'not_found' });
    }
    if (format === 'json') return issue;
    // A page from the store runs nothing and asks nobody.
    void reply.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    const { media, render } = reportFormats[format];
    const disposition = format === 'xlsx' ? 'attachment' : 'inline';
    void reply.header('content-type', media);
    void reply.header('content-disposition', `${disposition}; filename="${name}-${period}.${format}"`);
    return render(issue);
  }
}
