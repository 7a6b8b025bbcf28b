import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import { createStatistics } from '#claims';
import { createKpi } from '#kpi';
import { type ReportDocument, reportDocument } from '#report';
import { ManualClock, silentLogger } from '#runtime';
import { deliveryTo, type Deliver } from '../../../apps/scheduler/channels/index.ts';
import { Lease } from '../../../apps/scheduler/lease.ts';
import { Reporter } from '../../../apps/scheduler/reports/reporter.ts';
import { loadReports, parseSchedule } from '../../../apps/scheduler/schedule-file.ts';
import { insertRows, openTestStore, rollupRow, type TestStore } from '../api/support.ts';
import { type Mailbox, startMailbox } from './mailbox.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** Midnight of the site; day 0 is the 14th of January. */
export const day = (n: number): number => Date.parse('2026-01-14T00:00:00Z') + n * dayMs;
export const sixOf = (n: number): number => day(n) + 6 * hourMs;

export let db: TestStore;
export let mailbox: Mailbox;
export let folder: string;
export const clock = new ManualClock(sixOf(2));
export const moveTo = (ms: number): void => clock.advance(ms - clock.now());

/** A day of which facility and IT energy are measured in some of the hours. */
export async function measure(
  n: number,
  { hours = 24, facilityJ = 3.6e9 }: { hours?: number; facilityJ?: number } = {},
) {
  const ms = hours * hourMs;
  const facts = {
    hall: '',
    window_ms: dayMs,
    expected_ms: dayMs,
    facility_j: facilityJ,
    facility_ms: ms,
    pue_facility_j: facilityJ,
    pue_it_j: 2.4e9,
    pue_ms: ms,
    through: day(n) + dayMs,
  };
  for (const [grain, start, end] of [
    ['day', day(n), day(n + 1)],
    ['15m', day(n + 1) - 900_000, day(n + 1)],
  ] as const)
    await insertRows(db.store, 'rollup_site', [
      rollupRow({ grain, start, end }, { ...facts, version: facilityJ + hours }),
    ]);
}

/** Publishes a day as it stands. */
export async function publish(n: number, { edition, knownAt }: { edition: number; knownAt: number }): Promise<void> {
  const rows = `FROM rollup_site FINAL WHERE grain = 'day' AND bucket_start = toDateTime(${day(n) / 1000}, 'UTC')`;
  await db.store.command(`INSERT INTO published_site SELECT ${edition} AS edition, * EXCEPT (version) ${rows}`);
  await db.store.command(
    `INSERT INTO publication (site, grain, bucket_start, bucket_end, edition, known_at)
     SELECT site, grain, bucket_start, bucket_end, ${edition}, fromUnixTimestamp64Milli(${knownAt}) ${rows}`,
  );
}

export const scheduled = `
channels:
  - { id: archive, kind: folder, path: FOLDER }
  - { id: board, kind: mail, host: 127.0.0.1, port: PORT, tls: none, from: coload@example.org, to: [board@example.org] }
reports:
  - { report: daily_operations, channels: [archive, board] }
`;

export function reporter({
  channels = new Map<string, Deliver>(),
  graceMs = hourMs,
  entries = scheduled,
} = {}): Reporter & {
  stop(): Promise<void>;
} {
  const text = entries.replace('FOLDER', folder).replace('PORT', String(mailbox.port));
  const schedule = parseSchedule(text, join(folder, 'schedule.yaml'));
  const lease = new Lease(db.store);
  const made = new Reporter({
    store: db.store,
    lease,
    kpi: createKpi({ store: db.store, clock, statistics: createStatistics(db.store) }),
    clock,
    logger: silentLogger,
    reports: loadReports(schedule, join(folder, 'schedule.yaml')),
    scheduled: schedule.reports,
    channels: new Map([
      ...schedule.channels.flatMap((channel) => {
        const deliver = deliveryTo(channel);
        return deliver ? [[channel.id, deliver] as const] : [];
      }),
      ...channels,
    ]),
    graceMs,
  });
  return Object.assign(made, { stop: () => lease.release() });
}

export const issued = (name = '2026-01-15'): ReturnType<typeof reportDocument.parse> =>
  reportDocument.parse(JSON.parse(readFileSync(join(folder, 'daily_operations', `${name}.json`), 'utf8')));

export const figure = (metric: string, name?: string): (number | null)[] | undefined =>
  issued(name)
    .sections.flatMap((section) => (section.kind === 'figures' ? section.rows : []))
    .find((row) => row.metric === metric)
    ?.cells.map(({ value }) => value);

/** A report that somebody has declared. */
export const own = `
reports:
  - id: halls_daily
    title: Halls, daily
    about: What each hall drew.
    period: day
    sections:
      - { kind: text, title: Read first, text: The shed was rewired in January. }
      - kind: figures
        title: Site
        metrics: [ipue, energy_facility]
        beside: [prior]
        charts: [{ metric: energy_facility, grain: hour, kind: bar }]
`;
export const scheduledOwn = scheduled
  .replace('report: daily_operations', 'report: halls_daily')
  .concat('definitions: [own.yaml]\n');
export const ownIssue = (period: string): ReportDocument =>
  reportDocument.parse(JSON.parse(readFileSync(join(folder, 'halls_daily', `${period}.json`), 'utf8')));

/** A store with a site, a mailbox and, for each test, an empty folder; each test begins at six of day 2 with nothing measured or issued. */
export function useReportStack(): void {
  beforeAll(async () => {
    db = await openTestStore();
    mailbox = await startMailbox();
    await insertRows(db.store, 'register_site', [
      {
        site: 'alpha',
        revision: 1,
        known_at: day(-400),
        zone: 'UTC',
        currency: 'USD',
        power_feed: '',
        chain_feed: '',
        pool_fee: 0,
        digest: 'd',
      },
    ]);
  });

  afterAll(async () => {
    await mailbox?.stop();
    await db?.stop();
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'coload-reports-'));
    mailbox.clear();
    moveTo(sixOf(2));
    for (const table of ['rollup_site', 'published_site', 'publication', 'report_issue', 'report_delivery', 'lease'])
      await db.store.command(`TRUNCATE TABLE ${table}`);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}
