import { createHash } from 'node:crypto';
import { z } from 'zod';
import { dayMs } from '#contracts';
import { type ReportDocument, reportDocument } from '#report';
import type { Clock } from '#runtime';
import { safeInteger, type Store } from '#store';
import type { Lease } from '../lease.ts';
import { sql } from '../sql.ts';

const document = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(reportDocument);
const issueRow = z.object({ document });
const undeliveredRow = z.object({ document, tries: z.int(), last_ms: safeInteger });

/** An issue that a channel has not got. */
export interface Undelivered {
  readonly document: ReportDocument;
  readonly tries: number;
  /** UTC ms of the last attempt. */
  readonly lastMs: number;
}

/** An attempt to hand an issue to a channel. */
export interface Attempt {
  readonly name: string;
  readonly channel: string;
  /** Why it failed, empty when it succeeded. */
  readonly error: string;
}

/** Issues are offered to a channel for so long. */
const keptMs = 7 * dayMs;

/** What has been issued under the names of the schedule's entries, and who has got it. Errors as of the store. */
export class Issues {
  readonly #store: Store;
  readonly #lease: Lease;
  readonly #clock: Clock;

  constructor(options: { store: Store; lease: Lease; clock: Clock }) {
    this.#store = options.store;
    this.#lease = options.lease;
    this.#clock = options.clock;
  }

  async last(name: string): Promise<ReportDocument | undefined> {
    const [row] = await this.#store.query(sql('last-issue'), { params: { name }, schema: issueRow });
    return row?.document;
  }

  /** Keeps an issue; nothing happens when its name has one of the period, or another scheduler has taken over. */
  async add(name: string, issue: ReportDocument): Promise<void> {
    const text = JSON.stringify(issue);
    await this.#store.command(sql('issue'), {
      params: {
        name,
        report: issue.report,
        period: issue.period.label,
        at: this.#clock.now(),
        missing: issue.missing,
        restated: issue.restated.figures.length,
        digest: createHash('sha256').update(text).digest('hex'),
        document: text,
        lease: this.#lease.name,
        holder: this.#lease.holder,
      },
    });
  }

  async undelivered(name: string, channel: string): Promise<Undelivered[]> {
    const params = { name, channel, since: this.#clock.now() - keptMs };
    const rows = await this.#store.query(sql('undelivered'), { params, schema: undeliveredRow });
    return rows.map(({ last_ms, ...row }) => ({ ...row, lastMs: last_ms }));
  }

  async note({ report, period }: ReportDocument, { name, channel, error }: Attempt): Promise<void> {
    const params = {
      name,
      report,
      period: period.label,
      channel,
      at: this.#clock.now(),
      status: error === '' ? 'sent' : 'failed',
      error: error.slice(0, 1_000),
    };
    await this.#store.command(sql('delivered'), { params });
  }
}
