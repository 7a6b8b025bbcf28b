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
const issueRow = z.object({ period: z.string(), document });
const undeliveredRow = z.object({ period: z.string(), document, tries: z.int(), last_ms: safeInteger });

/** An issue that a channel has not got. */
export interface Undelivered {
  readonly period: string;
  readonly document: ReportDocument;
  readonly tries: number;
  /** UTC ms of the last attempt. */
  readonly lastMs: number;
}

/** Issues are offered to a channel for so long. */
const keptMs = 7 * dayMs;

/** What has been issued, and who has got it. Errors as of the store. */
export class Issues {
  readonly #store: Store;
  readonly #lease: Lease;
  readonly #clock: Clock;

  constructor(options: { store: Store; lease: Lease; clock: Clock }) {
    this.#store = options.store;
    this.#lease = options.lease;
    this.#clock = options.clock;
  }

  async last(report: string): Promise<ReportDocument | undefined> {
    const [row] = await this.#store.query(sql('last-issue'), { params: { report }, schema: issueRow });
    return row?.document;
  }

  /** Keeps an issue; nothing happens when the period has one, or another scheduler has taken over. */
  async add(issue: ReportDocument): Promise<void> {
    const text = JSON.stringify(issue);
    await this.#store.command(sql('issue'), {
      params: {
        report: issue.report,
        period: issue.period.label,
        at: this.#clock.now(),
        missing: issue.missing,
        restated: issue.restated.figures.length,
        digest: createHash('sha256').update(text).digest('hex'),
        document: text,
        name: this.#lease.name,
        holder: this.#lease.holder,
      },
    });
  }

  async undelivered(report: string, channel: string): Promise<Undelivered[]> {
    const params = { report, channel, since: this.#clock.now() - keptMs };
    const rows = await this.#store.query(sql('undelivered'), { params, schema: undeliveredRow });
    return rows.map(({ last_ms, ...row }) => ({ ...row, lastMs: last_ms }));
  }

  /** Notes an attempt, `error` empty when it succeeded. */
  async note({ report, period }: ReportDocument, channel: string, error: string): Promise<void> {
    const status = error === '' ? 'sent' : 'failed';
    const params = {
      report,
      period: period.label,
      channel,
      at: this.#clock.now(),
      status,
      error: error.slice(0, 1_000),
    };
    await this.#store.command(sql('delivered'), { params });
  }
}
