import type { Report } from '#catalogue';
import { type AllowedSite, type Kpi, readSites } from '#kpi';
import { compileReport, type Period, type ReportDocument, spanOf } from '#report';
import { type Clock, type Logger, messageOf } from '#runtime';
import type { Store } from '#store';
import type { Problem } from '../problem.ts';
import { type Deliver, filesOf, type ReportFile } from '../channels/index.ts';
import { isTime } from '../retry.ts';
import { duePeriods } from './due.ts';
import { readThrough } from '../through.ts';
import { Issues } from './issues.ts';
import type { Lease } from '../lease.ts';
import type { ScheduledReport } from '../schedule-file.ts';

export interface ReporterOptions {
  readonly store: Store;
  readonly lease: Lease;
  readonly kpi: Kpi;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Those that may be scheduled. */
  readonly reports: readonly Report[];
  readonly scheduled: readonly ScheduledReport[];
  readonly channels: ReadonlyMap<string, Deliver>;
  /** How long an issue waits for readings of its period, ms. */
  readonly graceMs: number;
}

/** What is issued more than once is told apart by its name. */
function subjectOf({ report, title, period, missing }: ReportDocument, name: string): string {
  const which = name === report ? '' : ` (${name})`;
  const note = missing === 0 ? '' : ` (incomplete: ${missing} ${missing === 1 ? 'figure' : 'figures'} missing)`;
  return `${title}${which}, ${period.label}${note}`;
}

/** Issues reports when their periods have ended, each once, and hands them to their channels until these have them. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #lease: Lease;
  readonly #issues: Issues;
  #problems: readonly Problem[] = [];
  /** What was rendered in this round, by name and period: channels have the same files. */
  readonly #rendered = new Map<string, Promise<readonly ReportFile[]>>();

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#lease = options.lease;
    this.#issues = new Issues({ store: options.store, lease: this.#lease, clock: options.clock });
  }

  /** What went wrong in the last round. */
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  /**
   * One round: issues what is due and delivers what is not delivered. Nothing happens while another scheduler works. What fails is a
   * problem and is tried again in a later round; rejects only when the store cannot say who works.
   */
  async run(): Promise<void> {
    const problems: Problem[] = [];
    this.#rendered.clear();
    for (const scheduled of this.#options.scheduled) {
      if (!(await this.#lease.hold())) break;
      const { name } = scheduled;
      const fail = (error: unknown, channel?: string): void => {
        const problem = { about: name, error: messageOf(error), ...(channel !== undefined && { channel }) };
        problems.push(problem);
        this.#options.logger.error(problem, channel === undefined ? 'not issued' : 'not delivered');
      };
      await this.#issue(scheduled).catch((error: unknown) => fail(error));
      for (const channel of scheduled.channels)
        await this.#deliver(name, channel).catch((error: unknown) => fail(error, channel));
    }
    this.#problems = problems;
  }

  async #issue(scheduled: ScheduledReport): Promise<void> {
    const { store, clock, reports } = this.#options;
    const report = reports.find(({ id }) => id === scheduled.report);
    if (!report) throw new Error(`There is no report ${scheduled.report}`);
    const all = await readSites(store);
    const sites = all.filter(({ id }) => scheduled.sites?.includes(id) ?? true);
    const missing = scheduled.sites?.filter((id) => !all.some((site) => site.id === id)) ?? [];
    if (missing.length > 0) throw new Error(`No site ${missing.join(', ')} is registered`);
    let former = await this.#issues.last(scheduled.name);
    // Their periods would not follow one another.
    if (former && (former.report !== report.id || former.period.kind !== report.period))
      throw new Error(
        `Issues of ${former.report}, each of a ${former.period.kind}, have the name ${scheduled.name}: give the entry another \`name\``,
      );
    const due = duePeriods({
      kind: report.period,
      at: scheduled.at,
      calendar: { workingDays: scheduled.working_days, holidays: scheduled.holidays },
      zones: sites.map(({ zone }) => zone),
      now: clock.now(),
      last: former?.period,
    });
    for (const period of due) {
      if (!(await this.#isReady(period, sites))) return;
      former = await this.#issueOne(scheduled.name, { report, period, sites, former });
    }
  }

  async #issueOne(
    name: string,
    asked: { report: Report; period: Period; sites: readonly AllowedSite[]; former: ReportDocument | undefined },
  ): Promise<ReportDocument> {
    const { store, kpi, clock, logger } = this.#options;
    const issue = await compileReport({ kpi, store }, { ...asked, asOf: clock.now() });
    await this.#issues.add(name, issue);
    const { missing, restated } = issue;
    logger.info({ name, period: issue.period.label, missing, restated: restated.figures.length }, 'issued');
    return issue;
  }

  /** Whether all sites are measured up to the end of the period, or have been waited for long enough. */
  async #isReady(period: Period, sites: readonly AllowedSite[]): Promise<boolean> {
    const { store, clock, graceMs } = this.#options;
    const spans = new Map(sites.map(({ id, zone }) => [id, spanOf(period, zone)]));
    const first = Math.min(...[...spans.values()].map(({ from }) => from));
    const through = await readThrough(store, [...spans.keys()], first);
    return [...spans].every(([id, { to }]) => (through.get(id) ?? 0) >= to || clock.now() >= to + graceMs);
  }

  #filesOf(name: string, issue: ReportDocument): Promise<readonly ReportFile[]> {
    const key = `${name} ${issue.period.label}`;
    const files = this.#rendered.get(key) ?? filesOf(issue);
    this.#rendered.set(key, files);
    return files;
  }

  async #deliver(name: string, channel: string): Promise<void> {
    const { channels, clock, logger } = this.#options;
    const deliver = channels.get(channel);
    if (!deliver) throw new Error(`There is no channel ${channel}`);
    for (const { document: issue, ...tried } of await this.#issues.undelivered(name, channel)) {
      if (!isTime(tried, clock.now())) continue;
      if (!(await this.#lease.isHeld())) return;
      try {
        const files = (): Promise<readonly ReportFile[]> => this.#filesOf(name, issue);
        await deliver({ name, issue, subject: subjectOf(issue, name), files }, clock.now());
      } catch (error) {
        await this.#issues.note(issue, { name, channel, error: messageOf(error) });
        throw error;
      }
      await this.#issues.note(issue, { name, channel, error: '' });
      logger.info({ name, period: issue.period.label, channel }, 'delivered');
    }
  }
}
